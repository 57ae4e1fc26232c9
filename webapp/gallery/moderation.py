"""Samples of what moderators see: what waits below a story, and the piles on their desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.gallery.comments import MODERATED
from webapp.gallery.made import EDITOR, FIRST_ID, comment, long_comment, long_words, story
from webapp.gallery.samples import Frame, declare
from webapp.grid.columns import tables
from webapp.grid.editing import page_editors
from webapp.grid.errands import errands_of
from webapp.hypermedia.locales import Language, settings_timezone
from webapp.journal.comments.fragments import WAITING_SHOWN, pile_url
from webapp.journal.comments.queries.piles import BEGINS, PER_PAGE, Pile
from webapp.journal.models import STATES


def _waiting(rows: list[Any], more: bool = False) -> Mapping[str, Any]:
    return {"post_id": FIRST_ID, "rows": rows, "more": more, "zone": settings_timezone()}


def _held(spoken: Language, count: int) -> list[Any]:
    return [comment(spoken, place, state="waiting") for place in range(count)]


declare(
    "journal/comment/waiting",
    MODERATED,
    one=lambda spoken: _waiting(_held(spoken, 1)),
    capped=lambda spoken: _waiting(_held(spoken, WAITING_SHOWN), more=True),
    none=lambda spoken: _waiting([]),
    long_words=lambda spoken: _waiting([long_comment(spoken)]),
)


def _pile(spoken: Language, rows: list[Any], last: int = 1, **which: Any) -> Mapping[str, Any]:
    pile = Pile(**which)
    counts = dict.fromkeys(STATES, 0) | {pile.state: len(rows) * last}
    return {
        "pile": pile,
        "rows": rows,
        "counts": counts,
        "states": STATES,
        "last": last,
        "url": lambda **changes: pile_url(spoken.code, pile, **changes),
        "zone": settings_timezone(),
        "begins": BEGINS,
    }


def _moderation(_spoken: Language) -> Mapping[str, Any]:
    editors = [editor for editor in page_editors("comments", EDITOR) if editor.column.field == "body"]
    return {"table": None, "tables": list(tables()), "errands": errands_of(EDITOR), "editors": editors}


def _answering(spoken: Language) -> Any:
    return comment(spoken, 4, parent_name="Ineke", parent_body=(story(spoken).body * 2)[:BEGINS], state="waiting")


PILE = Frame("journal/moderation.html", known=_moderation, edited=True)
declare(
    "journal/comment/pile",
    PILE,
    waiting=lambda spoken: _pile(spoken, [*_held(spoken, 3), _answering(spoken)]),
    many=lambda spoken: _pile(spoken, _held(spoken, PER_PAGE), last=20, page=10),
    shown=lambda spoken: _pile(spoken, [comment(spoken, place) for place in range(3)], state="shown"),
    hidden=lambda spoken: _pile(spoken, [comment(spoken, state="hidden", out=False)], state="hidden"),
    spam=lambda spoken: _pile(spoken, [comment(spoken, state="spam", user_id=1)], state="spam"),
    nothing_waits=lambda spoken: _pile(spoken, []),
    none_of_these=lambda spoken: _pile(spoken, [], state="spam"),
    nothing_matches=lambda spoken: _pile(spoken, [], q=long_words(spoken)[:200]),
    long_words=lambda spoken: _pile(spoken, [long_comment(spoken)]),
)
declare(
    "journal/comment/count",
    PILE,
    some=lambda spoken: {"count": 3},
    many=lambda spoken: {"count": 12345},
    none=lambda spoken: {"count": 0},
)
