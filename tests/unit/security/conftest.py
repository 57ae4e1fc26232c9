"""What the attackers of these tests see: versions, markup as a browser reads it, and whether anything was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings

from tests.unit.conftest import version_seen
from webapp.catalogue.models import Category, Product, Supplier

# A loaded machine is no failure.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
MODELS: dict[str, Any] = {"products": Product, "suppliers": Supplier, "categories": Category}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "use", "wbr"}
# What a cell has only where its text calls for it.
NOW_AND_THEN = {"data-value", "dir"}


@pytest.fixture
def version_of() -> Callable[..., str]:
    """`version_of("products", 1)`: what a page in English tells its editors, or in another language."""
    return lambda plural, record, locale="en": version_seen(MODELS[plural], record, locale)


@pytest.fixture
def commits(sqlite_shop: Flask) -> Iterator[Callable[[], int]]:
    """A number that changes with every commit of the app that changed anything, seen from a connection of its own."""
    path = sqlite_shop.extensions["etalage.settings"].data / "etalage.sqlite"
    connection = sqlite3.connect(path)
    yield lambda: connection.execute("PRAGMA data_version").fetchone()[0]
    connection.close()


class Markup(HTMLParser):
    """The elements with the names of their attributes, in order; what stands in `hx-ignore` by itself, as (tag, attributes);
    and by id the text of each element and, where that is not the same, what one types of it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shape: list[tuple[str, tuple[str, ...]]] = []
        self.prose: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self._open: list[tuple[str, str | None, bool]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if self._in_prose():
            self.prose.append((tag, named))
        else:
            self.shape.append((tag, tuple(sorted(name for name, _value in attrs if name not in NOW_AND_THEN))))
        if (id_ := named.get("id")) is not None:
            self.text.setdefault(id_, "")
            if (typed := named.get("data-value")) is not None:
                self.typed[id_] = typed
        if tag not in VOID:
            self._open.append((tag, named.get("id"), "hx-ignore" in named))

    def value(self, id_: str) -> str:
        """What a cell's editor would hold, read as the script reads it."""
        return self.typed.get(id_, self.text[id_])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.append((tag + "/", tuple(sorted(name for name, _value in attrs))))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        for _tag, id_, _prose in self._open:
            if id_ is not None:
                self.text[id_] += data

    def _in_prose(self) -> bool:
        return any(prose for _tag, _id, prose in self._open)


@pytest.fixture
def read_markup() -> type[Markup]:
    return Markup
