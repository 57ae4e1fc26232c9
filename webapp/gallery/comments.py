"""Samples of what readers say: the thread below a story, and the form below it or below what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _

from webapp.gallery import journal
from webapp.gallery.made import EDITOR, FIRST_ID, comment, long_comment, long_words, story
from webapp.gallery.marks import into
from webapp.gallery.samples import Frame, declare
from webapp.hypermedia.locales import Language, settings_timezone
from webapp.hypermedia.templates import render
from webapp.journal.comments.form import CommentForm, Refusal
from webapp.journal.comments.fragments import DEEPEST
from webapp.journal.comments.threads import threads
from webapp.journal.comments.wording import LONGEST

POST = replace(journal.STORY, known=lambda _spoken: {"editors": [], "commented": True, "moderates": False})
MODERATED = replace(POST, known=lambda _spoken: {"editors": [], "commented": True, "moderates": True}, edited=True)


def _thread(spoken: Language, *said: Any, page: int = 1, last: int = 1) -> Mapping[str, Any]:
    """Of comments, each of which may answer one before it."""
    rows = [SimpleNamespace(id=c.id, parent_id=c.parent_id, shown=c.state == "shown") for c in said]
    places = [place for thread in threads(rows) for place in thread]
    return {
        "post_id": FIRST_ID,
        "count": sum(row.shown for row in rows),
        "places": places,
        "said": {c.id: c for c in said if c.state == "shown"},
        "deepest": DEEPEST,
        "page": page,
        "last": last,
        "zone": settings_timezone(),
    }


def _reply(spoken: Language, place: int, to: int, **changes: Any) -> Any:
    return comment(spoken, place, parent_id=FIRST_ID + to, **changes)


def _talk(spoken: Language, **changes: Any) -> Mapping[str, Any]:
    answers = [_reply(spoken, 1, 0), _reply(spoken, 2, 1, user_id=1), _reply(spoken, 3, 0)]
    return _thread(spoken, comment(spoken), *answers, comment(spoken, 4), **changes)


def _deep(spoken: Language) -> Mapping[str, Any]:
    return _thread(spoken, comment(spoken), *(_reply(spoken, place, place - 1) for place in range(1, 12)))


def _removed(spoken: Language) -> Mapping[str, Any]:
    return _thread(spoken, comment(spoken, state="hidden"), _reply(spoken, 1, 0), _reply(spoken, 2, 1))


declare(
    "journal/comment/thread",
    POST,
    display=_talk,
    one=lambda spoken: _thread(spoken, comment(spoken)),
    none=_thread,
    deep=_deep,
    removed=_removed,
    long_words=lambda spoken: _thread(spoken, long_comment(spoken), _reply(spoken, 1, 0)),
    middle_page=lambda spoken: _talk(spoken, page=2, last=3),
)
declare("journal/comment/thread", MODERATED, to_be_moderated=_talk)


def _form(spoken: Language, writer: str | None = None, **typed: Any) -> Mapping[str, Any]:
    parent = typed.pop("parent", None)
    form = CommentForm(story(spoken), parent, "gallery", **typed)
    return {"f": form, "writer": writer, "script": True, "longest": LONGEST, "moderates": writer is not None}


def _refused(spoken: Language, code: str, text: str, **more: Any) -> Mapping[str, Any]:
    return _form(spoken, name="Ineke", body=comment(spoken).body, refusal=Refusal(code, text, **more))


def _below(place: str) -> Callable[[str, Language], str]:
    """In its place below the story, or below the comment that it answers."""

    def around(html: str, spoken: Language) -> str:
        return into(render("partials/journal/comment/thread.html", "display", spoken.code, _talk(spoken)), place, html)

    return around


BELOW = replace(POST, slot="journal/comment/thread", around=_below("comment-new"))
REPLYING = replace(BELOW, around=_below(f"comment-{FIRST_ID}-reply"))
ALONE = Frame("journal/comment.html", "form", known=_form)
declare(
    "journal/comment/form",
    BELOW,
    display=_form,
    filled_in=lambda spoken: _form(spoken, name="Ineke", body=comment(spoken).body),
    signed_in=lambda spoken: _form(spoken, EDITOR.name),
    name_refused=lambda spoken: _refused(spoken, "required", _("This cannot be empty."), field="name"),
    body_refused=lambda spoken: _refused(
        spoken, "too_many_links", _("At most %(n)s links can stand in a comment. Take some out.", n=2)
    ),
    long_words=lambda spoken: _form(spoken, name=long_words(spoken)[:80], body=long_words(spoken)),
)
declare("journal/comment/form", REPLYING, reply=lambda spoken: _form(spoken, parent=comment(spoken)))
declare("journal/comment/form", ALONE, on_its_own_page=lambda spoken: dict(_form(spoken)) | {"script": False})
declare(
    "journal/comment/held",
    BELOW,
    display=lambda spoken: _form(spoken, name="Ineke", body=comment(spoken).body),
    long_words=lambda spoken: _form(spoken, name=long_comment(spoken).name, body=long_comment(spoken).body),
)
