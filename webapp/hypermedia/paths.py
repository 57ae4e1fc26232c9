"""Paths of ours: where a redirect may lead, and nowhere else; and how the world outside spells them."""

from __future__ import annotations

import unicodedata
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from webapp.config import Settings

LONGEST = 2048


def local_path(text: str) -> str | None:
    """`text` where it is a path of ours, and None where a browser might read another place in it."""
    if not text.startswith("/") or len(text) > LONGEST or not _is_plain(text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    # A server on the way may decode the path before it looks at it.
    inside = parts.scheme or parts.netloc or not _is_plain(unquote(parts.path))
    return None if inside else text


def page_path(text: str) -> str | None:
    """The same where a page answers there: the form of a refused write stands at an address that only takes a POST."""
    if (path := local_path(text)) is None:
        return None
    try:
        current_app.extensions["etalage.adapter"].match(unquote(urlsplit(path).path), method="GET")
    except (HTTPException, RoutingException):
        return None
    return path


def with_note(path: str, act: int | None) -> str:
    """Where a form without script goes on: the page tells by itself what the act did, and no longer what one before it did."""
    parts = urlsplit(path)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "did"]
    query += [("did", str(act))] if act is not None else []
    return parts._replace(query=urlencode(query)).geturl()


def absolute(path: str) -> str:
    """`/en/` -> `https://shop.example/en/`, by the settings: whoever sends a request could write any name into it."""
    settings: Settings = current_app.extensions["etalage.settings"]
    return settings.url + path


def _is_plain(path: str) -> bool:
    odd = any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in path)
    return not odd and not path.startswith("//") and "\\" not in path
