"""A row as HTML: each thing is told once, and what the script can tell by itself not at all."""

from __future__ import annotations

import re

import pytest

from webapp.catalogue.grid import PRODUCTS
from webapp.grid.drawing import drawn_row
from webapp.grid.rows import SAYINGS, Cell, Row


@pytest.fixture
def draw(sqlite_shop):
    def drawn(*cells, locale="en"):
        row = Row(1, "v1", "Pot", list(cells), {name: str(text) for name, text in SAYINGS.items()}, removable=True)
        with sqlite_shop.test_request_context(f"/{locale}/"):
            return drawn_row(PRODUCTS, row, locale)

    return drawn


def text(shown, typed=None, **more):
    return Cell("name", "text", shown, typed, **more)


def test_a_cell_says_what_one_types_of_it_only_where_it_shows_something_else(draw):
    assert "data-value" not in draw(text("Pot", "Pot"))
    assert 'data-value="12.00"' in draw(text("€12.00", "12.00"))
    assert 'data-value=""' in draw(text("Pot", "", lang="en", state="inherited"))
    assert "data-value" not in draw(text("The beginning of a long text…", None))


@pytest.mark.parametrize(
    ("locale", "shown", "told"),
    [("en", "Pot", False), ("en", "Pot “إبريق”", True), ("en", "כד", True), ("ar", "Pot", True), ("ar", "إبريق", True)],
)
def test_the_direction_of_a_text_is_told_where_it_may_be_another_than_that_of_the_page(draw, locale, shown, told):
    assert ('dir="auto"' in draw(text(shown), locale=locale)) is told


@pytest.mark.parametrize("typed", ["<b>", '"><script>', "' onclick='", "&lt;"])
def test_what_somebody_typed_is_text(draw, typed):
    html = draw(text(typed, f"{typed}!"))
    assert re.sub(r"<[^>]*>", "", html) == typed.replace("&", "&amp;").translate(
        {ord("<"): "&lt;", ord(">"): "&gt;", ord("'"): "&#39;", ord('"'): "&#34;"}
    )


def test_the_buttons_of_all_rows_stand_in_one_form(draw):
    html = draw()
    assert "<form" not in html
    assert '<button form="products-acts" formaction="/en/products/1/trash"' in html
