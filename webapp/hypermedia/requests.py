"""Which face of a URL a request wants. The new headers of htmx 4 are read here and nowhere else."""

from flask import request
from werkzeug.datastructures import Headers

VARY = "HX-Request, HX-Request-Type"


def by_htmx() -> bool:
    """Whether htmx sent it, so that a redirect would land inside the page."""
    return request.headers.get("HX-Request") == "true"


def wants_fragment() -> bool:
    """Whether it asks for a part of the page: by htmx, not boosted, not restoring history, not for a full page."""
    headers = request.headers
    return (
        by_htmx()
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
        and headers.get("HX-Request-Type") != "full"
    )


def vary(headers: Headers) -> None:
    """Both faces have one URL, so each response must say what it depended on; added, never assigned."""
    present = {part.strip().lower() for part in headers.get("Vary", "").split(",")}
    for name in VARY.split(", "):
        if name.lower() not in present:
            headers.add("Vary", name)
