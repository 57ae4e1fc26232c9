"""Which face of a URL a request asks for, and whether it is one that everybody gets alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PAGE, FRAGMENT = "page", "fragment"
# The session's cookie ends like this under both of its names; no other cookie changes what a public page shows.
SIGNED_IN = "etalage="


def face(environ: Mapping[str, Any]) -> str:
    """`fragment` where htmx asks for a part: not boosted, not restoring history, not for a full page; else `page`."""
    if environ.get("HTTP_HX_REQUEST") != "true":
        return PAGE
    boosted = environ.get("HTTP_HX_BOOSTED") == "true" or environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST") == "true"
    return PAGE if boosted or environ.get("HTTP_HX_REQUEST_TYPE") == "full" else FRAGMENT


def is_anybodys(environ: Mapping[str, Any]) -> bool:
    """Whether it only reads, and nobody is signed in."""
    return environ["REQUEST_METHOD"] in ("GET", "HEAD") and SIGNED_IN not in environ.get("HTTP_COOKIE", "")
