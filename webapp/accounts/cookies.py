"""The session's cookie: 256 random bits and nothing to read."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SessionInterface

log = logging.getLogger(__name__)
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class NoOther(SessionInterface):
    """Flask's own session, which it would open and verify with each request, is not used: what it opens is an empty one."""

    def open_session(self, app: Flask, request: Request) -> None:
        return None


def name() -> str:
    """`__Host-` binds it to this host and to https; a browser takes no such cookie over plain http."""
    return "__Host-etalage" if request.is_secure else "etalage"


def presented() -> str | None:
    """The id that came with the request, if it looks like one of ours."""
    token = request.cookies.get(name(), "")
    return token if TOKEN.fullmatch(token) else None


def give(response: Response, token: str, lifetime: timedelta) -> Response:
    """Hand the id to the browser; its lifetime is that of the session in all."""
    if not request.is_secure:
        _warn_once()
    response.set_cookie(
        name(), token, max_age=lifetime, path="/", secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


def take(response: Response) -> Response:
    response.delete_cookie(name(), path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _warn_once() -> None:
    if not current_app.extensions.get("etalage.plain_cookie"):
        current_app.extensions["etalage.plain_cookie"] = True
        log.warning(
            "the session cookie goes over plain http; anybody on the way can read it. Serve the shop over https."
        )
