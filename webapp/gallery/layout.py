"""Samples of what every page has: its head, the switch between languages, notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from webapp.gallery.made import FIRST_ID, long_words, product, story
from webapp.gallery.samples import Frame, declare
from webapp.hypermedia.answers import note_html
from webapp.hypermedia.errors import TEXTS
from webapp.hypermedia.heads import Head
from webapp.hypermedia.layout import alternates
from webapp.hypermedia.linked_data import breadcrumbs, shop
from webapp.hypermedia.locales import Language, languages

BLANK = "gallery/blank.html"
HEADS = (
    "hypermedia/head",
    "catalogue/product/head",
    "catalogue/category/head",
    "journal/post/head",
    "journal/contents/head",
)
SWITCHES = (
    "hypermedia/languages",
    "catalogue/category/languages",
    "catalogue/product/languages",
    "journal/post/languages",
    "search/languages",
)
SOURCE = Frame(BLANK, "source")


def _head(spoken: Language, **known: Any) -> Mapping[str, Any]:
    twins = {one.code: f"/{one.code}/products/made-up" for one in languages()}
    data = [shop(), breadcrumbs((product(spoken).name, twins[spoken.code]))]
    return {"head": Head(title=product(spoken).name, canonical=twins[spoken.code], twins=twins, data=data, **known)}


for fragment in HEADS:
    declare(fragment, Frame(BLANK, "head"), display=lambda spoken: _head(spoken, description=product(spoken).summary))
declare(
    "hypermedia/head",
    Frame(BLANK, "head"),
    page_of_a_list=lambda spoken: _head(spoken, before="/made-up", after="/made-up", feed=("Etalage", "/made-up")),
    story=lambda spoken: _head(spoken, kind="article", properties=(("article:tag", story(spoken).title),)),
    not_for_search=lambda spoken: {"head": Head(title=long_words(spoken))},
)


def _switch(_spoken: Language) -> Mapping[str, Any]:
    """Between the pages of this very sample."""
    return {"languages": languages(), "alternates": alternates()}


for fragment in SWITCHES:
    declare(fragment, Frame(BLANK, "languages"), display=_switch)


def _links(spoken: Language, count: int, *names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, "/made-up") for name in [product(spoken, n).name for n in range(count)] + list(names))


declare(
    "hypermedia/note",
    Frame(BLANK, "notes", edited=True),
    done=lambda spoken: note_html(_("Saved."), FIRST_ID),
    without_undo=lambda spoken: note_html(_("Signed in. Your text is still here.")),
    undone=lambda spoken: note_html(_("Undone."), redo=FIRST_ID),
    left=lambda spoken: note_html(
        _("Undone, except what was changed since:"), redo=FIRST_ID, links=_links(spoken, 3, long_words(spoken))
    ),
    nothing_undone=lambda spoken: note_html(
        _("Not undone: it was changed again since."), kind="bad", code="changed_since", links=_links(spoken, 1)
    ),
    refused=lambda spoken: note_html(str(TEXTS[409][2]), kind="bad", code="conflict"),
    long_words=lambda spoken: note_html(f"{long_words(spoken)}: {product(spoken).description}", FIRST_ID),
    four=lambda spoken: "".join(
        note_html(_("%(title)s was added.", title=product(spoken, n).name), FIRST_ID) for n in range(4)
    ),
)
declare("hypermedia/sitemap/index", SOURCE, real=lambda spoken: ())
declare("hypermedia/sitemap/file", SOURCE, real=lambda spoken: ("catalogue", 1))
