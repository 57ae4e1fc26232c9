"""Answers: what a write sends back. To htmx a list of partials, each for its own place; to a form without script a 303."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, redirect, request
from markupsafe import escape

from webapp.hypermedia import templates
from webapp.hypermedia.locales import current
from webapp.hypermedia.paths import page_path
from webapp.hypermedia.requests import by_htmx


@dataclass(frozen=True, slots=True)
class Partial:
    """HTML for the element with the id `target`. A target that is not on the page is passed over."""

    target: str
    html: str
    swap: str = "outerMorph"

    def __html__(self) -> str:
        opening = f'<hx-partial hx-target="#{escape(self.target)}" hx-swap="{self.swap}">'
        return f"{opening}{self.html}</hx-partial>"


def say(text: str) -> Partial:
    """What a screen reader hears when it has finished its sentence."""
    return Partial("announcer", escape(text), "innerHTML")


def alarm(text: str) -> Partial:
    """What a screen reader hears at once: something was refused."""
    return Partial("alarm", escape(text), "innerHTML")


@dataclass(frozen=True, slots=True)
class Note:
    """A line that tells what was done, or why not; it is spoken by `say`, so it has no live role of its own.

    `undo` or `redo` is the act that its button takes back or brings back. `links` are (text, address) of what it is
    about; `places` the ids of the cells that came back, which are marked, and of which the first gets focus.
    """

    text: str
    undo: int | None = None
    kind: str = "good"
    code: str | None = None
    redo: int | None = None
    links: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()


def note(text: str, undo: int | None = None, **more: Any) -> Partial:
    """A note at the end of those that are there; `more` as in `Note`."""
    return Partial("notes", note_html(text, undo, **more), "beforeend")


def note_html(text: str, undo: int | None = None, **more: Any) -> str:
    note = Note(text, undo, **more)
    return templates.render("partials/hypermedia/note.html", "display", current().code, {"note": note})


def remove(target: str) -> Partial:
    return Partial(target, "", "delete")


def answer(*parts: Partial, see_other: str | Callable[[], str], status: int = 200) -> Response:
    """`parts` for htmx; without script a 303 to the page that shows what was done, which is asked for only then."""
    if by_htmx():
        return partials(*parts, status=status)
    return make_response(redirect(see_other if isinstance(see_other, str) else see_other(), 303))


def partials(*parts: Partial, status: int = 200) -> Response:
    response = make_response("\n".join(part.__html__() for part in parts), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def moved(path: str, **changed: str) -> Response:
    """301 to the `path` that a page has now, with the query that was asked, in which some values have moved too."""
    query = urlencode([(name, changed.get(name, value)) for name, value in request.args.items(multi=True)])
    return make_response(redirect(f"{path}?{query}" if query else path, 301))


def came_from(fallback: str) -> str:
    """Our own page that the request was sent from, as a path; `fallback` where none of ours is named."""
    referrer = request.headers.get("HX-Current-URL") or request.referrer or ""
    prefix = request.host_url.rstrip("/")
    ours = referrer.startswith(prefix + "/")
    return (page_path(referrer.removeprefix(prefix)) if ours else None) or fallback
