"""Samples of the journal: its lists, the page of a story."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from webapp.gallery.catalogue import EVERYTHING
from webapp.gallery.layout import SOURCE
from webapp.gallery.made import EDITOR, FIRST_ID, STORIES_TOLD, lent, long_words, story
from webapp.gallery.marks import marked
from webapp.gallery.samples import Frame, declare
from webapp.grid.editing import page_editors
from webapp.hypermedia.locales import Language, languages, settings_timezone
from webapp.hypermedia.templates import render
from webapp.journal.fragments import contents_url
from webapp.journal.queries.contents import Contents

CONTENTS = Frame("journal/contents.html")
STORY = Frame("journal/post.html", known=lambda _spoken: {"editors": [], "commented": False, "moderates": False})
EDITED = Frame(
    "journal/post.html",
    known=lambda _spoken: {"editors": page_editors("posts", EDITOR), "commented": False, "moderates": False},
    edited=True,
)
TITLE, BODY = f"post-{FIRST_ID}-title", f"post-{FIRST_ID}-body"


def page_of(spoken: Language, **changes: Any) -> Mapping[str, Any]:
    return {"p": story(spoken, **changes), "zone": settings_timezone()}


def story_html(spoken: Language) -> str:
    return render("partials/journal/post/body.html", "display", spoken.code, page_of(spoken))


def _bare(spoken: Language) -> Mapping[str, Any]:
    return page_of(spoken, **dict.fromkeys(("published_at", "author", "summary", "cover", "body", "tags")))


def _long(spoken: Language) -> Mapping[str, Any]:
    words = long_words(spoken)
    return page_of(
        spoken, title=words, summary=words, body=f"## {words}\n\n{words}", tags=words, author=words, about=words
    )


declare(
    "journal/post/body",
    STORY,
    display=page_of,
    with_its_author=lambda spoken: page_of(spoken, about=story(spoken).summary),
    author_untranslated=lambda spoken: page_of(spoken, about_source=story(spoken).summary),
    untranslated=lambda spoken: {"p": lent(story, spoken), "zone": settings_timezone()},
    bare=_bare,
    long_words=_long,
    every_mark=lambda spoken: page_of(spoken, body=EVERYTHING),
)
declare(
    "journal/post/body",
    EDITED,
    to_be_edited=page_of,
    to_be_edited_bare=_bare,
    editor_on_its_way=lambda spoken: marked(story_html(spoken), BODY, aria_busy="true"),
    saving=lambda spoken: marked(story_html(spoken), TITLE, "pending", aria_busy="true"),
    saved=lambda spoken: marked(story_html(spoken), TITLE, "saved"),
    refused_aside=lambda spoken: marked(story_html(spoken), TITLE, "refused"),
)


def _list(spoken: Language, cards: list[Any], by: Any = None, last: int = 1, **which: Any) -> Mapping[str, Any]:
    contents = Contents(**which)
    return {
        "contents": contents,
        "author": by,
        "cards": cards,
        "comments": {FIRST_ID: 1, FIRST_ID + 1: 12},
        "count": len(cards) * last,
        "last": last,
        "zone": settings_timezone(),
        "url": lambda page: contents_url(spoken.code, contents, page),
    }


def _cards(spoken: Language, count: int = 10) -> list[Any]:
    return [story(spoken, place, STORIES_TOLD[place % len(STORIES_TOLD)]) for place in range(count)]


def _odd(spoken: Language) -> list[Any]:
    words = long_words(spoken)
    odd: list[dict[str, Any]] = [
        {"title": words, "summary": words, "author": words},
        {"cover": None},
        {"author": None},
        {"summary": None, "body": None},
    ]
    return [story(spoken, place, **changes) for place, changes in enumerate(odd)]


def _author(spoken: Language, **changes: Any) -> Any:
    known = {
        "id": FIRST_ID,
        "name": "Yusuf Haddad",
        "slug": "made-up",
        "about": story(spoken).summary,
        "about_source": None,
    }
    return SimpleNamespace(**known | changes)


def _by(spoken: Language, **changes: Any) -> Mapping[str, Any]:
    return _list(spoken, _cards(spoken, 3), _author(spoken, **changes), author="made-up")


declare(
    "journal/post/list",
    CONTENTS,
    real=lambda spoken: (Contents(),),
    journal=lambda spoken: _list(spoken, _cards(spoken), last=3),
    middle_page=lambda spoken: _list(spoken, _cards(spoken), last=1000, page=500),
    one=lambda spoken: _list(spoken, _cards(spoken, 1)),
    year=lambda spoken: _list(spoken, _cards(spoken, 3), year=2026),
    author=_by,
    author_untranslated=lambda spoken: _by(spoken, about=None, about_source=story(spoken).summary),
    author_bare=lambda spoken: _by(spoken, about=None),
    odd_cards=lambda spoken: _list(spoken, _odd(spoken)),
    empty=lambda spoken: _list(spoken, []),
)
declare(
    "journal/post/list",
    Frame("journal/home.html"),
    home=lambda spoken: _list(spoken, _cards(spoken), last=3, at="home"),
)
declare(
    "journal/post/years",
    CONTENTS,
    real=lambda spoken: (0,),
    display=lambda spoken: {"years": [(2026 - n, 7**n) for n in range(5)], "current": 0},
    chosen=lambda spoken: {"years": [(2026 - n, 7**n) for n in range(5)], "current": 2025},
    empty=lambda spoken: {"years": [], "current": 0},
)
declare(
    "journal/post/neighbours",
    STORY,
    display=lambda spoken: {"older": story(spoken, 1), "newer": story(spoken)},
    oldest=lambda spoken: {"older": None, "newer": story(spoken)},
    newest=lambda spoken: {"older": story(spoken), "newer": None},
    alone=lambda spoken: {"older": None, "newer": None},
    long_words=lambda spoken: {
        "older": story(spoken, title=long_words(spoken)),
        "newer": story(spoken, title=long_words(spoken)),
    },
)


def _elsewhere(spoken: Language, **changes: Any) -> Mapping[str, Any]:
    told = [one for one in languages() if one.code != spoken.code]
    p = story(told[0] if told else spoken, **changes)
    return {"p": p, "told": told, "slugs": {one.code: "made-up" for one in told}}


declare(
    "journal/post/elsewhere",
    Frame("journal/elsewhere.html"),
    display=_elsewhere,
    long_words=lambda spoken: _elsewhere(spoken, title=long_words(spoken)),
)
declare("journal/post/feed", SOURCE, real=lambda spoken: ())
