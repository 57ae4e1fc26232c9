"""How a whole answer goes to the server: as a list, which is sent at once. Granian goes through any other iterable piece by
piece, each over a channel between its threads; for a page that costs a tenth of an empty Flask view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class AtOnce(Response):
    """Any response but a file's, which is read while it is sent."""

    def get_app_iter(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        pieces = super().get_app_iter(environ)
        if self.direct_passthrough:
            return pieces
        whole = list(pieces)
        self.close()
        return whole


def init_app(app: Flask) -> None:
    app.response_class = AtOnce
