"""What the page frame shows: who is signed in, and the same page in the other languages."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from webapp.access import Right
from webapp.hypermedia.answers import note_html
from webapp.hypermedia.locales import current, languages


def init_app(app: Flask) -> None:
    @app.context_processor
    def frame() -> dict[str, Any]:
        return {
            "language": current(),
            "locale": current().code,
            "languages": languages(),
            "alternates": alternates(),
            "visitor": g.get("visitor"),
            "Right": Right,
            "done": _done(),
        }


def _done() -> Markup:
    """The note of what a form without script did before it was sent on to this page."""
    act = request.args.get("did", "")
    if g.get("visitor") is None or not (act.isascii() and act.isdecimal() and len(act) < 16):
        return Markup()
    return Markup(note_html(_("Saved."), int(act)))  # noqa: S704 - a fragment of ours


def alternates() -> dict[str, str]:
    """Locale -> path of this page there, for pages whose address is the same words in every language."""
    endpoint, values = request.endpoint, request.view_args or {}
    if endpoint is None or "locale" not in (request.url_rule.arguments if request.url_rule else ()):
        return {spoken.code: f"/{spoken.code}/" for spoken in languages()}
    return {spoken.code: url_for(endpoint, **(values | {"locale": spoken.code})) for spoken in languages()}
