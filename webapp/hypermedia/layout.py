"""What the page frame shows: who is signed in, and the same page in the other languages."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from webapp.access import Right
from webapp.hypermedia import templates
from webapp.hypermedia.answers import note_html
from webapp.hypermedia.locales import current, languages
from webapp.storage.acts import Act
from webapp.storage.steps import UNDO
from webapp.storage.transactions import snapshot

# What a list or a form has in its query, and its twin in another language has too.
KEPT = (
    *("q", "sort", "page", "state", "trash", "next", "period", "route"),
    *("person", "table", "record", "way", "day", "before", "after"),
)


def framed(template: str, **context: Any) -> str:
    """A whole page in its frame, in the language of the request."""
    frame = {
        "languages": languages(),
        "alternates": _Alternates(),
        "visitor": g.get("visitor"),
        "Right": Right,
        "done": _done(),
        "path": request.path,
        "endpoint": request.endpoint,
        "blueprint": request.blueprint,
    }
    return templates.whole(template, current().code, frame | context)


class _Alternates:
    """Asked only by pages that have no addresses of their own in other languages."""

    @cached_property
    def paths(self) -> dict[str, str]:
        return alternates()

    def __getitem__(self, code: str) -> str:
        return self.paths[code]


def _done() -> Markup:
    """The note of what a form without script did before it was sent on to this page."""
    act, visitor = request.args.get("did", ""), g.get("visitor")
    if visitor is None or not (act.isascii() and act.isdecimal() and len(act) < 10):
        return Markup()
    with snapshot() as connection:
        # Anybody may write a link; it must not offer to undo what somebody else did.
        way = connection.scalar(select(Act.way).where(Act.id == int(act), Act.actor_id == visitor.id))
    if way is None:
        return Markup()
    html = note_html(_("Undone."), redo=int(act)) if way == UNDO else note_html(_("Saved."), int(act))
    return Markup(html)  # noqa: S704 - a fragment of ours


def alternates() -> dict[str, str]:
    """Locale -> path of this page there, for pages whose address is the same words in every language."""
    rule, values = request.url_rule, request.view_args or {}
    if rule is None or "locale" not in rule.arguments or "GET" not in (rule.methods or ()):
        return {spoken.code: f"/{spoken.code}/" for spoken in languages()}
    known = {} if g.get("kept_whole") else {name: request.args[name] for name in KEPT if name in request.args}
    return {spoken.code: url_for(rule.endpoint, **(known | values | {"locale": spoken.code})) for spoken in languages()}
