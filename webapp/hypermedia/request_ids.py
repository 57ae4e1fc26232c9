"""The name of a request: in every line that it leaves in the log, in its answer where somebody may ask, on the page of an error."""

from __future__ import annotations

import re
import secrets

from flask import g, request

# What a proxy or a client may name it. Nothing else gets into a log or a header.
TRUSTED = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_id() -> str:
    """As its sender named it, or made here, once it is asked for: most requests never need one."""
    if "request_id" not in g:
        sent = request.headers.get("X-Request-ID", "")
        g.request_id = sent if TRUSTED.fullmatch(sent) else secrets.token_hex(8)
    found: str = g.request_id
    return found
