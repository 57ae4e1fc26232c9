"""Samples of what would come of many cells at once: on a page of its own, and in a dialog over the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from webapp.catalogue.grid import PRODUCTS
from webapp.gallery.made import EDITOR, long_words, product
from webapp.gallery.marks import marked
from webapp.gallery.samples import Frame, declare
from webapp.grid.blocks.cells import ASKED, CHANGED, CONFLICT, WRONG
from webapp.grid.blocks.orders import PASTE, Order
from webapp.grid.blocks.previews import Line, Preview, Question
from webapp.grid.columns import tables
from webapp.grid.errands import errands_of
from webapp.hypermedia.locales import Language
from webapp.hypermedia.templates import render


def _known(spoken: Language) -> Mapping[str, Any]:
    heading = spoken.translations.gettext("Paste")
    return {"table": PRODUCTS, "tables": list(tables()), "errands": errands_of(EDITOR), "heading": heading}


PAGE = Frame("grid/block.html", "form", known=_known, edited=True)


def _line(spoken: Language, state: str, new: str, reason: str = "") -> Line:
    gettext = spoken.translations.gettext
    return Line("price", gettext("Price"), state, spoken.money(5400), new, gettext(reason) if reason else "")


def _preview(spoken: Language, **changes: Any) -> Preview:
    lines = [(product(spoken, place).name, [_line(spoken, CHANGED, spoken.money(5800 + place))]) for place in range(3)]
    order = Order(PRODUCTS, PASTE, (), ("price",))
    known = Preview(
        order, lines, [], good=3, same=1, bad=0, records=3, left_out="", beyond=0, over=0, unmakable="", made=0
    )
    return replace(known, **changes)


def _doubtful(spoken: Language) -> Preview:
    gettext, words = spoken.translations.gettext, long_words(spoken)
    options = [("point", spoken.money(100), False), ("comma", spoken.money(100000), False)]
    meant = gettext("What does “%(text)s” mean?") % {"text": "1.000"}
    who = gettext("%(who)s changed this meanwhile. %(when)s") % {"who": EDITOR.name, "when": "12:04"}
    lines = [
        (words, [_line(spoken, ASKED, "1.000", "This could mean two things. Choose above.")]),
        (product(spoken, 1).name, [_line(spoken, WRONG, words, "This cannot be empty.")]),
        (product(spoken, 2).name, [replace(_line(spoken, CONFLICT, spoken.money(5900)), reason=who)]),
        (product(spoken, 0).name, [_line(spoken, CHANGED, spoken.money(5800))]),
    ]
    question = Question("price", gettext("Price"), meant, options)
    changes = {"lines": lines, "questions": [question], "good": 240, "bad": 3, "records": 200, "over": 4, "beyond": 2}
    return _preview(spoken, **changes, left_out=gettext("State"))


def _shown(spoken: Language, preview: Preview) -> Mapping[str, Any]:
    return {"p": preview, "dialog": False}


declare(
    "grid/blocks/preview",
    PAGE,
    good=lambda spoken: _shown(spoken, _preview(spoken)),
    doubtful=lambda spoken: _shown(spoken, _doubtful(spoken)),
    nothing=lambda spoken: _shown(spoken, _preview(spoken, lines=[], good=0, same=12, records=0)),
)


def _open(spoken: Language) -> str:
    form = render("partials/grid/blocks/preview.html", "display", spoken.code, {"p": _doubtful(spoken), "dialog": True})
    inside = {"form": Markup(form), "title": spoken.translations.gettext("Paste")}  # noqa: S704 - rendered by us
    return marked(
        render("partials/grid/blocks/dialog.html", "display", spoken.code, inside), "block-dialog", open="open"
    )


declare("grid/blocks/dialog", PAGE, display=_open)
