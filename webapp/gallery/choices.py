"""Samples of what an editor asks where somebody else was faster: whose value, or whether to restore what is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from webapp.catalogue.grid import PRODUCTS
from webapp.gallery.editors import POST_CELL, PRODUCT_CELL, PRODUCT_PAGE, STORY_PAGE, body_of, name_of, price_of
from webapp.gallery.forms import editor
from webapp.gallery.made import category, long_words, product, story
from webapp.gallery.samples import declare
from webapp.gallery.sheets import RECORD
from webapp.grid.editors import Editor, conflict_html
from webapp.hypermedia.locales import Language, settings_timezone
from webapp.journal.grid import POSTS
from webapp.storage import clock

EDITH = "Edith Editor"


def _moment(spoken: Language) -> str:
    return spoken.moment(clock.now(), settings_timezone())


def _conflict(mine: Editor, theirs: str, original: str | None = "", who: str = EDITH) -> str:
    return conflict_html(mine, theirs, original, who, _moment(mine.spoken))


def _price(spoken: Language, **known: Any) -> str:
    return _conflict(price_of(spoken, **known), spoken.money(5800), spoken.money(5400))


def _name_on_page(spoken: Language) -> str:
    other = product(spoken, 1).name
    return _conflict(name_of(spoken, face="page"), f"{other}, {other}", other)


def _changed_outside(spoken: Language) -> str:
    """By no act, so that nobody knows by whom, when, and what it was before."""
    return conflict_html(price_of(spoken), spoken.money(5800), None, _("Somebody"), "")


def _relation(spoken: Language) -> str:
    return _conflict(editor(PRODUCTS, "category_id", spoken, category(spoken).name), category(spoken, 3).name)


def _long_words(spoken: Language) -> str:
    words = long_words(spoken)
    return _conflict(editor(PRODUCTS, "name", spoken, words), words, product(spoken).name, words)


def _long_text(spoken: Language, **known: Any) -> str:
    """Two long texts that differ in some words, and the one that both were made of."""
    original: str = story(spoken).body
    words = original.split(" ")
    mine = " ".join([*words[:10], long_words(spoken), *words[10:]])
    theirs = " ".join([*words[:30], *words[36:-4], words[-1]])
    return _conflict(editor(POSTS, "body", spoken, mine, **known), theirs, original)


def _long_text_changed_outside(spoken: Language) -> str:
    return conflict_html(body_of(spoken), product(spoken).description, None, _("Somebody"), "")


declare(
    "grid/conflict",
    PRODUCT_CELL,
    display=_price,
    changed_outside=_changed_outside,
    theirs_empty=lambda spoken: _conflict(editor(PRODUCTS, "pack", spoken, "2 × 70 cl"), "", "70 cl"),
    with_oneself=lambda spoken: _conflict(name_of(spoken), product(spoken, 1).name, "", _("You, in another tab")),
    relation=_relation,
    long_words=_long_words,
)
declare("grid/conflict", POST_CELL, long_text=_long_text, long_text_changed_outside=_long_text_changed_outside)
declare("grid/conflict", RECORD, on_record=_price, long_text_on_record=_long_text)
declare("grid/conflict", PRODUCT_PAGE, on_page=_name_on_page)
declare("grid/conflict", STORY_PAGE, long_text_on_page=lambda spoken: _long_text(spoken, face="page"))


def _gone(make: Callable[..., Editor], who: str = EDITH, **known: Any) -> Callable[[Language], Mapping[str, Any]]:
    def shown(spoken: Language) -> Mapping[str, Any]:
        text = _("%(who)s moved this to the trash at %(when)s.", who=who, when=_moment(spoken))
        return {"e": make(spoken, **known), "text": text}

    return shown


declare("grid/gone", PRODUCT_CELL, display=_gone(price_of), long_words=_gone(name_of, "W" * 80))
declare("grid/gone", POST_CELL, long_text=_gone(body_of))
declare("grid/gone", RECORD, on_record=_gone(price_of))
declare("grid/gone", PRODUCT_PAGE, on_page=_gone(name_of, face="page"))
