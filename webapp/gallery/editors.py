"""Samples of the editor of a field: of each type, in a cell, on the page of a record and on a public page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from markupsafe import escape

from webapp.catalogue.grid import PRODUCTS
from webapp.gallery import catalogue, journal
from webapp.gallery.forms import editor, refused
from webapp.gallery.made import category, long_words, product, story
from webapp.gallery.marks import changed, focused, into
from webapp.gallery.samples import declare
from webapp.gallery.sheets import RECORD, cell, cell_of
from webapp.grid.columns import Table
from webapp.grid.editors import Editor, editor_html
from webapp.grid.fields import Invalid
from webapp.hypermedia.locales import Language, settings_timezone
from webapp.journal.grid import POSTS
from webapp.storage import clock

Context = Mapping[str, Any]
PRODUCT_CELL, POST_CELL = cell(PRODUCTS), cell(POSTS)
# More than is shown as Markdown.
TOO_COMPLEX = "> " * 60 + "x"


def _typed(table: Table, field: str, spoken: Language, typed: str, **known: Any) -> Context:
    return {"e": editor(table, field, spoken, typed, **known)}


def _wrong(field: str, spoken: Language, typed: str, table: Table = PRODUCTS, **known: Any) -> Context:
    return {"e": refused(table, field, spoken, typed, **known)}


def price_of(spoken: Language, **known: Any) -> Editor:
    return editor(PRODUCTS, "price", spoken, spoken.amount(5600), **known)


def name_of(spoken: Language, **known: Any) -> Editor:
    return editor(PRODUCTS, "name", spoken, product(spoken).name, **known)


def body_of(spoken: Language, **known: Any) -> Editor:
    return editor(POSTS, "body", spoken, story(spoken).body, **known)


declare(
    "grid/editor",
    PRODUCT_CELL,
    text=lambda spoken: {"e": name_of(spoken)},
    text_empty=lambda spoken: _typed(PRODUCTS, "pack", spoken, ""),
    text_of_long_words=lambda spoken: _typed(PRODUCTS, "name", spoken, long_words(spoken)),
    text_required=lambda spoken: _wrong("sku", spoken, ""),
    text_too_long=lambda spoken: _wrong("name", spoken, "w" * 201),
    number=lambda spoken: _typed(PRODUCTS, "stock", spoken, "24"),
    number_refused=lambda spoken: _wrong("stock", spoken, "1.5"),
    number_out_of_range=lambda spoken: _wrong("reorder_level", spoken, "-1"),
    money=lambda spoken: {"e": price_of(spoken)},
    money_refused=lambda spoken: _wrong("price", spoken, "dear"),
    yes_or_no=lambda spoken: _typed(PRODUCTS, "published", spoken, "1"),
    relation=lambda spoken: _typed(PRODUCTS, "category_id", spoken, category(spoken).name),
    relation_refused=lambda spoken: _wrong("category_id", spoken, "Nowhere"),
    address=lambda spoken: _typed(PRODUCTS, "slug", spoken, "stoneware-teapot"),
    address_too_long=lambda spoken: _wrong("slug", spoken, "w" * 201),
    long_text=lambda spoken: _typed(PRODUCTS, "description", spoken, product(spoken).description),
)
declare(
    "grid/editor",
    POST_CELL,
    choice=lambda spoken: _typed(POSTS, "cover", spoken, "teapot"),
    choice_refused=lambda spoken: _wrong("cover", spoken, "a cat", POSTS),
    moment=lambda spoken: _typed(POSTS, "published_at", spoken, "2026-11-20 09:00"),
    moment_refused=lambda spoken: _wrong("published_at", spoken, "someday", POSTS),
    long_text_with_preview=lambda spoken: {"e": body_of(spoken)},
    long_text_empty=lambda spoken: _typed(POSTS, "body", spoken, ""),
    long_text_refused=lambda spoken: _wrong("body", spoken, TOO_COMPLEX, POSTS),
)


def _offer(spoken: Language) -> str:
    """Unsaved text of an earlier day. Without the sign of an offer no script takes it away again."""
    editing = body_of(spoken)
    form = changed(editor_html(editing), " data-offer hidden", "")
    text = _("There is unsaved text from {time}.").format(time=spoken.moment(clock.now(), settings_timezone()))
    return into(form, f"{editing.id}-offer", text)


def _question(spoken: Language) -> str:
    return changed(editor_html(body_of(spoken)), " data-question hidden", " data-question")


def _over(spoken: Language) -> str:
    form = editor_html(refused(POSTS, "body", spoken, "w " * 10_001))
    return changed(form, 'class="size"', 'class="size over"')


def _unreached(spoken: Language) -> str:
    return changed(editor_html(body_of(spoken)), 'class="preview"', 'class="preview stale"')


def _understood(spoken: Language, table: Table, field: str, typed: str, before: int | None = None) -> str:
    """While one types: what would be saved, or what is wrong with it."""
    editing = editor(table, field, spoken, typed)
    try:
        text, kind = editing.column.type.understood(typed, spoken, before), "understood"
    except Invalid as error:
        text, kind = error.text, "understood wrong"
    return changed(editor_html(editing), '<p class="understood"></p>', f'<p class="{kind}">{escape(text)}</p>')


declare(
    "grid/editor",
    PRODUCT_CELL,
    sum_understood=lambda spoken: _understood(spoken, PRODUCTS, "price", "=100/8"),
    raise_understood_and_rounded=lambda spoken: _understood(spoken, PRODUCTS, "price", "/3", 5600),
    sum_not_understood=lambda spoken: _understood(spoken, PRODUCTS, "price", "=1/0"),
)
declare(
    "grid/editor", POST_CELL, day_understood=lambda spoken: _understood(spoken, POSTS, "published_at", "2026-12-04")
)
declare(
    "grid/editor",
    POST_CELL,
    unsaved_text_offered=_offer,
    asks_before_discarding=_question,
    long_text_too_long=_over,
    preview_unreached=_unreached,
)
declare(
    "grid/editor",
    RECORD,
    text_on_record=lambda spoken: {"e": name_of(spoken)},
    refused_on_record=lambda spoken: _wrong("price", spoken, "dear"),
    long_text_on_record=lambda spoken: {"e": body_of(spoken)},
)


def _in_product(form: str, spoken: Language) -> str:
    return into(catalogue.product_html(spoken), cell_of(form), focused(form))


def _in_story(form: str, spoken: Language) -> str:
    return into(journal.story_html(spoken), cell_of(form), focused(form))


# Only where HTML takes a form: within a paragraph, such as a price, none is but by script.
PRODUCT_PAGE = replace(catalogue.EDITED, slot="catalogue/product/body", around=_in_product)
STORY_PAGE = replace(journal.EDITED, slot="journal/post/body", around=_in_story)
declare(
    "grid/editor",
    PRODUCT_PAGE,
    name_on_page=lambda spoken: {"e": name_of(spoken, face="page")},
    name_refused_on_page=lambda spoken: _wrong("name", spoken, "w " * 101, face="page"),
    long_text_on_page=lambda spoken: _typed(PRODUCTS, "description", spoken, product(spoken).description, face="page"),
)
declare(
    "grid/editor",
    STORY_PAGE,
    title_on_page=lambda spoken: _typed(POSTS, "title", spoken, story(spoken).title, face="page"),
    story_on_page=lambda spoken: {"e": body_of(spoken, face="page")},
    story_refused_on_page=lambda spoken: _wrong("body", spoken, TOO_COMPLEX, POSTS, face="page"),
)
