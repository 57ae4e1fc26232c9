"""Which face of a URL a request wants. The new headers of htmx 4 are read here and nowhere else."""

from flask import request
from werkzeug.datastructures import Headers

from webapp.freshness.front.faces import FRAGMENT, face

VARY = "HX-Request, HX-Request-Type"


def by_htmx() -> bool:
    """Whether htmx sent it, so that a redirect would land inside the page."""
    return request.headers.get("HX-Request") == "true"


def wants_fragment() -> bool:
    """Whether it asks for a part of the page: by htmx, not boosted, not restoring history, not for a full page."""
    return face(request.environ) == FRAGMENT


def vary(headers: Headers, names: str = VARY) -> None:
    """What a response depended on, such as which of two faces of one URL was asked for: added to what it says already."""
    said = [part.strip() for line in headers.getlist("Vary") for part in line.split(",")]
    known = {part.lower() for part in said}
    headers["Vary"] = ", ".join(said + [name for name in names.split(", ") if name.lower() not in known])
