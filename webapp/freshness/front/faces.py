"""Which face of a URL a request asks for, and whether it is one that everybody gets alike."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

PAGE, FRAGMENT = "page", "fragment"
# Path, query and face of a request, and whose page it is.
Key = tuple[str, str, str, str]
# The session's cookie ends like this under both of its names; no other cookie changes what a public page shows.
SIGNED_IN = "etalage="


def face(environ: Mapping[str, Any]) -> str:
    """`fragment` where htmx asks for a part: not boosted, not restoring history, not for a full page; else `page`."""
    if environ.get("HTTP_HX_REQUEST") != "true":
        return PAGE
    boosted = environ.get("HTTP_HX_BOOSTED") == "true" or environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST") == "true"
    return PAGE if boosted or environ.get("HTTP_HX_REQUEST_TYPE") == "full" else FRAGMENT


def key_of(environ: Mapping[str, Any]) -> Key | None:
    """What a request asks for, and whose page: nobody's in particular is "", a session's is a digest of its cookie. None for
    what writes."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    cookies = environ.get("HTTP_COOKIE", "")
    asker = _digest(environ, cookies) if SIGNED_IN in cookies else ""
    return environ["PATH_INFO"], environ["QUERY_STRING"], face(environ), asker


def _digest(environ: Mapping[str, Any], cookies: str) -> str:
    # Which of the two cookies counts depends on the scheme.
    return hashlib.sha256(f"{environ['wsgi.url_scheme']} {cookies}".encode("latin-1", "replace")).hexdigest()
