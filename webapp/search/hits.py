"""Hits: what a result shows of a product or of a story, with the words that were found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection

from webapp.catalogue.queries.shelves import shelf_cards
from webapp.freshness.gathering import remembered
from webapp.journal.queries.contents import contents_cards
from webapp.prose.reading import plain
from webapp.search.marks import begun, marked, quoted
from webapp.search.queries import said
from webapp.search.seeking import Search


@dataclass(frozen=True, slots=True)
class Hit:
    """`card` is what the list of its kind shows; `title` and `quote` have the words marked, `sku` what it was found by."""

    card: Any
    title: Markup
    quote: Markup
    sku: Markup | None = None


def products(connection: Connection, locale: str, ids: list[int], search: Search) -> list[Hit]:
    texts, terms = said(connection, locale, ids), search.terms
    return [
        Hit(card, marked(card.name, terms), quoted(_of_product(texts.get(card.id)), terms), begun(card.sku, search.q))
        for card in shelf_cards(connection, locale, ids)
    ]


def stories(connection: Connection, locale: str, ids: list[int], search: Search) -> list[Hit]:
    terms = search.terms
    return [
        Hit(card, marked(card.title, terms), quoted(_of_story(card), terms))
        for card in contents_cards(connection, locale, ids)
    ]


def _of_product(text: Any) -> Iterator[str]:
    if text is not None:
        yield text.summary or ""
        yield _words(text.description)


def _of_story(card: Any) -> Iterator[str]:
    yield card.summary or ""
    yield _words(card.body)
    yield card.tags or ""


def _words(markdown: str | None) -> str:
    return remembered(lambda: plain(markdown or ""), "plain", markdown) if markdown else ""
