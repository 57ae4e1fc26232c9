"""Who listens to the cache: nobody, until a room says that it wants to tell the owner what was kept, found and saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from flask import current_app

from webapp.freshness.needs import Need


class Listener(Protocol):
    """What is told of the cache. It is told within requests and by several threads, so it must be quick and not raise."""

    def gathered(
        self, needs: Sequence[Need], keys: Sequence[str], texts: Mapping[str, str], seconds: Mapping[str, float]
    ) -> None:
        """The fragments of a page were gathered: their needs and keys in one order, key -> text of all of them, and key ->
        seconds of those that had to be rendered; the others were found."""

    def answered_at_the_front(self, endpoint: str, status: int, seconds: float) -> None:
        """A page of a route was answered before Flask was entered."""

    def pages_found(self, hits: Collection[str]) -> None:
        """A whole page was found, within Flask: the keys of its fragments, which need not even be gathered."""


class Nobody:
    """Listens to nothing."""

    def gathered(
        self, needs: Sequence[Need], keys: Sequence[str], texts: Mapping[str, str], seconds: Mapping[str, float]
    ) -> None: ...

    def answered_at_the_front(self, endpoint: str, status: int, seconds: float) -> None: ...

    def pages_found(self, hits: Collection[str]) -> None: ...


def listener() -> Listener:
    found: Listener = current_app.extensions["etalage.listener"]
    return found
