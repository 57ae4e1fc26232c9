"""Samples of what comes to an editor while one types: the names of a relation, the preview of a long text."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from webapp.catalogue.grid import PRODUCTS
from webapp.gallery.editors import TOO_COMPLEX, body_of
from webapp.gallery.forms import editor, refused
from webapp.gallery.made import FIRST_ID, category, long_words
from webapp.gallery.marks import changed, into, marked
from webapp.gallery.samples import declare
from webapp.gallery.sheets import cell
from webapp.grid.editors import Editor, editor_html, preview_html
from webapp.hypermedia.locales import Language
from webapp.journal.grid import POSTS


def _box(spoken: Language) -> Editor:
    return editor(PRODUCTS, "category_id", spoken, "")


def _options(
    spoken: Language, count: int, total: int = 0, name: str = "", recent: int = 0, made: str = ""
) -> Mapping[str, Any]:
    names = [name or category(spoken, place).name for place in range(count)]
    offered = [SimpleNamespace(id=FIRST_ID + place, name=name) for place, name in enumerate(names)]
    latest = [FIRST_ID + place for place in range(recent)]
    list_id = f"{_box(spoken).id}-options"
    return {"offered": offered, "recent": latest, "total": total or count, "made": made, "list_id": list_id}


def _below_box(html: str, spoken: Language) -> str:
    """Unfolded below its box, as the script does it; the first one is chosen."""
    box = _box(spoken)
    options, first = f"{box.id}-options", f"{box.id}-options-{FIRST_ID}"
    form = marked(into(editor_html(box), options, html), options, hidden=None)
    form = marked(form, f"{box.id}-value", aria_expanded="true")
    if first in html:
        form = marked(marked(form, first, aria_selected="true"), f"{box.id}-value", aria_activedescendant=first)
    return form


declare(
    "grid/options",
    cell(PRODUCTS, _below_box),
    many=lambda spoken: _options(spoken, 12, total=1240),
    recent_first=lambda spoken: _options(spoken, 6, recent=2),
    to_be_made=lambda spoken: _options(spoken, 2, made=category(spoken).name),
    none_but_to_be_made=lambda spoken: _options(spoken, 0, made=long_words(spoken)),
    one=lambda spoken: _options(spoken, 1),
    none=lambda spoken: _options(spoken, 0),
    long_words=lambda spoken: _options(spoken, 3, name=long_words(spoken)),
)


def _in_editor(html: str, spoken: Language) -> str:
    editing = body_of(spoken)
    return changed(editor_html(editing), preview_html(editing), html)


def _previewed(spoken: Language, text: str) -> Mapping[str, Any]:
    return {"e": editor(POSTS, "body", spoken, text)}


declare(
    "grid/preview",
    cell(POSTS, _in_editor),
    display=lambda spoken: {"e": body_of(spoken)},
    empty=lambda spoken: _previewed(spoken, " "),
    refused=lambda spoken: {"e": refused(POSTS, "body", spoken, TOO_COMPLEX)},
    long_words=lambda spoken: _previewed(spoken, f"## {long_words(spoken)}\n\n{long_words(spoken)}"),
)
