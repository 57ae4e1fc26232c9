"""The headers of every response, and the check that a write was sent by a page of ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from webapp.config import Settings
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.request_ids import request_id
from webapp.hypermedia.requests import vary
from webapp.storage.transactions import SAFE_METHODS

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types htmx",
    )
)
HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    # The server would write its own name.
    "Server": "Etalage",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# These rule what a document does. A script or a style is none, and a first visit loads several.
OF_DOCUMENTS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
NO_DOCUMENTS = frozenset({"text/css", "text/javascript"})
QUERY_LIMIT = 4096
# Not `[::1]`: Werkzeug cuts a host at its first colon, and what is left would match every IPv6 address.
LOOPBACK = ["localhost", ".localhost", "127.0.0.1"]


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(
        TRUSTED_HOSTS=list(settings.hosts) or LOOPBACK,
        MAX_CONTENT_LENGTH=64 * 1024,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        MAX_FORM_PARTS=50,
    )

    @app.before_request
    def guard() -> None:
        if len(request.query_string) > QUERY_LIMIT:
            raise Problem(413)
        if "\0" in request.path or any("\0" in value for value in request.args.values()):
            raise Problem(400)  # PostgreSQL takes none, not even to look for it
        if request.method not in SAFE_METHODS and not _same_origin():
            raise Problem(403, "cross_site")
        if request.content_length is None and len(request.get_data()) >= app.config["MAX_CONTENT_LENGTH"]:
            raise Problem(413)  # a body that does not state its length would be cut there, and the rest lost

    @app.after_request
    def complete(response: Response) -> Response:
        response.headers.extend(HEADERS)
        if response.mimetype not in NO_DOCUMENTS:
            response.headers.extend(OF_DOCUMENTS)
        if response.mimetype == "text/html" or response.status_code == 304:
            vary(response.headers)
            if g.get("visitor") is not None:
                response.headers["Cache-Control"] = "private, no-store"
            else:
                response.headers.setdefault("Cache-Control", "no-cache" if response.status_code < 400 else "no-store")
        if g.get("visitor") is not None or response.status_code >= 400:
            response.headers["X-Request-ID"] = request_id()
        return response


def _same_origin() -> bool:
    """Whether a browser says that a page of ours sent this. A browser on plain http sends no Sec-Fetch-Site."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site == "same-origin"
    try:
        return origin is not None and urlsplit(origin).netloc == request.host
    except ValueError:
        return False
