"""Samples of a record that is looked at over its list."""

from __future__ import annotations

from webapp.catalogue.grid import PRODUCTS
from webapp.gallery.made import product
from webapp.gallery.marks import marked
from webapp.gallery.samples import Frame, declare
from webapp.gallery.sheets import rows_of
from webapp.grid.views import peek_html
from webapp.hypermedia.locales import Language


def _open(spoken: Language) -> str:
    (row,) = rows_of(PRODUCTS, spoken, [product(spoken, 0)])
    return marked(peek_html(PRODUCTS, row, ()), "peek", open="open")


declare("grid/peek", Frame("grid/keys.html", "keys", known=lambda _spoken: {"mac": False}), display=_open)
