"""Samples of the editor of a field: of each type, in a cell, on the page of a record and on a public page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from webapp.catalogue.grid import PRODUCTS
from webapp.gallery import catalogue, journal
from webapp.gallery.forms import editor, refused
from webapp.gallery.made import category, long_words, product, story
from webapp.gallery.marks import into
from webapp.gallery.samples import Frame, declare
from webapp.gallery.sheets import CELL, RECORD, cell_of
from webapp.grid.columns import Table
from webapp.grid.views import Editor, editor_html
from webapp.hypermedia.locales import Language, settings_timezone
from webapp.journal.grid import POSTS
from webapp.storage import clock

Context = Mapping[str, Any]
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
    CELL,
    text=lambda spoken: {"e": name_of(spoken)},
    text_empty=lambda spoken: _typed(PRODUCTS, "pack", spoken, ""),
    text_of_long_words=lambda spoken: _typed(PRODUCTS, "name", spoken, long_words(spoken)),
    text_required=lambda spoken: _wrong("sku", spoken, ""),
    text_too_long=lambda spoken: _wrong("summary", spoken, "w" * 501),
    number=lambda spoken: _typed(PRODUCTS, "stock", spoken, "24"),
    number_refused=lambda spoken: _wrong("stock", spoken, "1.5"),
    number_out_of_range=lambda spoken: _wrong("reorder_level", spoken, "-1"),
    money=lambda spoken: {"e": price_of(spoken)},
    money_refused=lambda spoken: _wrong("price", spoken, "dear"),
    yes_or_no=lambda spoken: _typed(PRODUCTS, "published", spoken, "1"),
    choice=lambda spoken: _typed(POSTS, "cover", spoken, "teapot"),
    choice_refused=lambda spoken: _wrong("cover", spoken, "a cat", POSTS),
    moment=lambda spoken: _typed(POSTS, "published_at", spoken, "2026-11-20 09:00"),
    moment_refused=lambda spoken: _wrong("published_at", spoken, "someday", POSTS),
    relation=lambda spoken: _typed(PRODUCTS, "category_id", spoken, category(spoken).name),
    relation_refused=lambda spoken: _wrong("category_id", spoken, "Nowhere"),
    address=lambda spoken: _typed(PRODUCTS, "slug", spoken, "stoneware-teapot"),
    address_too_long=lambda spoken: _wrong("slug", spoken, "w" * 201),
    long_text=lambda spoken: _typed(PRODUCTS, "description", spoken, product(spoken).description),
    long_text_with_preview=lambda spoken: {"e": body_of(spoken)},
    long_text_empty=lambda spoken: _typed(POSTS, "body", spoken, ""),
    long_text_refused=lambda spoken: _wrong("body", spoken, TOO_COMPLEX, POSTS),
)


def _offer(spoken: Language) -> str:
    """Unsaved text of an earlier day. Without the sign of an offer no script takes it away again."""
    editing = body_of(spoken)
    form = editor_html(editing).replace(" data-offer hidden", "")
    text = _("There is unsaved text from {time}.").format(time=spoken.moment(clock.now(), settings_timezone()))
    return into(form, f"{editing.id}-offer", text)


def _question(spoken: Language) -> str:
    return editor_html(body_of(spoken)).replace(" data-question hidden", " data-question")


def _over(spoken: Language) -> str:
    return editor_html(refused(POSTS, "body", spoken, "w " * 10_001)).replace('class="size"', 'class="size over"')


def _unreached(spoken: Language) -> str:
    return editor_html(body_of(spoken)).replace('class="preview"', 'class="preview stale"')


declare(
    "grid/editor",
    CELL,
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
    return into(catalogue.product_html(spoken), cell_of(form)[1], form)


def _in_story(form: str, spoken: Language) -> str:
    return into(journal.story_html(spoken), cell_of(form)[1], form)


PRODUCT_PAGE = Frame(sheets=("editor",), scripts=("fields",), around=_in_product, fields="products")
STORY_PAGE = Frame(sheets=("journal", "editor"), scripts=("fields",), around=_in_story, fields="posts")
declare(
    "grid/editor",
    PRODUCT_PAGE,
    name_on_page=lambda spoken: {"e": name_of(spoken, face="page")},
    price_on_page=lambda spoken: {"e": price_of(spoken, face="page")},
    price_refused_on_page=lambda spoken: _wrong("price", spoken, "dear", face="page"),
    long_text_on_page=lambda spoken: _typed(PRODUCTS, "description", spoken, product(spoken).description, face="page"),
)
declare(
    "grid/editor",
    STORY_PAGE,
    title_on_page=lambda spoken: _typed(POSTS, "title", spoken, story(spoken).title, face="page"),
    story_on_page=lambda spoken: {"e": body_of(spoken, face="page")},
    story_refused_on_page=lambda spoken: _wrong("body", spoken, TOO_COMPLEX, POSTS, face="page"),
)
