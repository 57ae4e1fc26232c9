"""Samples of the search: its box in the masthead, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from webapp.gallery.layout import BLANK
from webapp.gallery.made import STORIES_TOLD, lent, long_words, product, story
from webapp.gallery.samples import Frame, declare
from webapp.hypermedia.locales import Language, settings_timezone
from webapp.search.fragments import PER_PAGE, search_url
from webapp.search.hits import Hit
from webapp.search.marks import begun, marked, quoted
from webapp.search.ranking import MOST, Ranked
from webapp.search.seeking import STORIES, Search


def _asked(spoken: Language) -> Search:
    """The first word of a name."""
    return Search(product(spoken).name.split()[0])


def _found(spoken: Language, search: Search, products: int = 0, stories: int = 0, **known: Any) -> Mapping[str, Any]:
    """`known` are the hits; there may be more of them than one page shows."""
    return {
        "search": search,
        "url": lambda **changes: search_url(spoken.code, replace(search, **changes)),
        "zone": settings_timezone(),
        "stories_group": STORIES,
        "things": [],
        "told": [],
        "state": "found",
        "products": Ranked(list(range(min(products, MOST))), products > MOST),
        "stories": Ranked(list(range(min(stories, MOST))), stories > MOST),
        "group": search.group,
        "last": -(-min(MOST, products or stories) // PER_PAGE),
    } | known


def _thing(card: Any, search: Search) -> Hit:
    return Hit(
        card, marked(card.name, search.terms), quoted([card.summary or ""], search.terms), begun(card.sku, search.q)
    )


def _story(card: Any, search: Search) -> Hit:
    return Hit(card, marked(card.title, search.terms), quoted([card.summary or "", card.body or ""], search.terms))


def _things(spoken: Language, search: Search, count: int = 4) -> list[Hit]:
    return [_thing(product(spoken, place), search) for place in range(count)]


def _told(spoken: Language, search: Search, count: int = 3) -> list[Hit]:
    return [_story(story(spoken, place, STORIES_TOLD[place]), search) for place in range(count)]


def _both(spoken: Language, products: int, stories: int, page: int = 1) -> Mapping[str, Any]:
    search = replace(_asked(spoken), page=page)
    told = _told(spoken, search) if page == 1 else []
    return _found(spoken, search, products, stories, things=_things(spoken, search), told=told)


def _stories(spoken: Language, products: int) -> Mapping[str, Any]:
    search = replace(_asked(spoken), group=STORIES)
    return _found(spoken, search, products, 3, told=_told(spoken, search), last=1)


def _by_sku(spoken: Language) -> Mapping[str, Any]:
    return _found(spoken, Search("tea"), 1, things=[_thing(product(spoken), Search("tea"))])


def _odd(spoken: Language) -> Mapping[str, Any]:
    words = long_words(spoken)
    search = Search(words.split()[0])
    odd: list[dict[str, Any]] = [
        {"name": words, "summary": words},
        {"stock": 0, "summary": None},
        {"discontinued": True},
    ]
    things = [_thing(product(spoken, place, **changes), search) for place, changes in enumerate(odd)]
    things += [_thing(lent(product, spoken, 3), search)]
    return _found(spoken, search, 4, 1, things=things, told=[_story(story(spoken, title=words, cover=None), search)])


def _names(spoken: Language) -> dict[str, Any]:
    return {"things": [product(spoken, place) for place in range(4)], "told": [story(spoken, 1), story(spoken, 2)]}


declare(
    "search/results",
    Frame("search/search.html", known=lambda spoken: {"search": _asked(spoken)}),
    real=lambda spoken: (_asked(spoken),),
    both=lambda spoken: _both(spoken, 4, 3),
    one=lambda spoken: _found(spoken, _asked(spoken), 1, things=_things(spoken, _asked(spoken), 1)),
    stories=lambda spoken: _stories(spoken, 4),
    only_stories=lambda spoken: _stories(spoken, 0),
    capped=lambda spoken: _both(spoken, MOST + 1, MOST + 1),
    middle_page=lambda spoken: _both(spoken, 400, 3, page=10),
    by_sku=_by_sku,
    odd_hits=_odd,
    empty=lambda spoken: _found(spoken, Search(), state="empty", **_names(spoken)),
    one_letter=lambda spoken: _found(spoken, Search("a"), state="short"),
    nothing_like_it=lambda spoken: _found(spoken, Search(long_words(spoken)[:200]), state="none"),
    perhaps_meant=lambda spoken: _found(spoken, Search("stonware"), state="none", **_names(spoken)),
)
# It stands in the masthead of every page, this one too.
declare("search/box", Frame(BLANK, "masthead"), display=lambda spoken: {})
