"""Answers are sent compressed, in a coding that the browser takes; a kept page says by its ETag in which."""

from __future__ import annotations

from flask import Flask, Response, request

from webapp.freshness.codings import IDENTITY, chosen, compressible, encoded, tag_of
from webapp.hypermedia.requests import vary


def coding() -> str:
    return chosen(request.headers.get("Accept-Encoding", ""))


def etag_of(whole: str) -> str:
    """The tag of a page in the coding that is asked for."""
    return tag_of(whole, coding())


def init_app(app: Flask) -> None:
    @app.after_request
    def compress(response: Response) -> Response:
        if response.status_code == 304:
            vary(response.headers, "Accept-Encoding")
        elif response.direct_passthrough or "Content-Encoding" in response.headers:
            return response
        elif compressible(response.mimetype, len(body := response.get_data())):
            vary(response.headers, "Accept-Encoding")
            if (into := coding()) != IDENTITY:
                response.set_data(encoded(body, into))
                response.headers["Content-Encoding"] = into
        return response
