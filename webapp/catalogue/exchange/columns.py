"""Columns: what the cells of products, suppliers and categories mean, in whichever file they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webapp.exchange.cells import amount, line, whole
from webapp.exchange.drafts import Given, Row
from webapp.hypermedia import locales

# What the desk takes for stock and reorder level.
MOST = 10**9
Parse = Callable[[str, str], Any]


def one_line(_column: str, text: str) -> str:
    return line(text)


def price(column: str, text: str) -> int:
    return amount(column, text, locales.language(locales.source()).currency_digits)


def stock(column: str, text: str) -> int:
    return whole(column, text, -MOST, MOST)


def level(column: str, text: str) -> int:
    return whole(column, text, 0, MOST)


def given_in(row: Row, columns: dict[str, tuple[str, Parse]], empty: str = "") -> dict[str, Given]:
    """Field -> value for each column (-> field, parse) that says something; `empty` is how a source spells nothing."""
    found = {}
    for column, (name, parse) in columns.items():
        text = row.text(column)
        if text not in ("", empty) and (value := parse(column, text)) != "":
            found[name] = Given(column, value)
    return found
