"""The fragments of the search: what was found, and the way to the same question in other languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from webapp.catalogue.queries.shelves import Shelf, shelf_cards, shelf_ids
from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.locales import languages, settings_timezone, source
from webapp.hypermedia.templates import href
from webapp.journal.fragments import told_in
from webapp.journal.queries.contents import Contents, contents_cards, contents_ids
from webapp.search import hits, queries
from webapp.search.near import near
from webapp.search.ranking import Ranked, ranked
from webapp.search.seeking import PRODUCTS, STORIES, Search
from webapp.storage import scopes

PER_PAGE = 20
# How many stories stand beside the products, and how much of the newest where nothing is asked yet.
BESIDE, NEWEST = 3, 4


class NoSuchPage(LookupError):
    """There are not so many results."""


def search_url(locale: str, search: Search) -> str:
    """Its address; what is as by default is left out."""
    page = search.page if search.page > 1 else None
    # `in` is a word of Python.
    return href("search.search", locale=locale, q=search.q or None, page=page, **{"in": search.group or None})


def _results(connection: Connection, locale: str, search: Search) -> Mapping[str, Any]:
    common: dict[str, Any] = {"search": search, "url": lambda **changes: search_url(locale, replace(search, **changes))}
    common |= {"zone": settings_timezone(), "stories_group": STORIES, "things": [], "told": []}
    if not search.q:
        return common | {"state": "empty"} | _newest(connection, locale)
    if not search.terms.is_enough:
        return common | {"state": "short"}
    found = _found(connection, locale, search)
    if not any(ranking.ids for ranking in found.values()):
        return common | {"state": "none"} | _near(connection, locale, search)
    return common | {"state": "found"} | _page(connection, locale, search, found)


def _found(connection: Connection, locale: str, search: Search) -> dict[str, Ranked]:
    terms = search.terms
    products, whole = queries.matching(connection, queries.PRODUCTS, locale, terms)
    stories, told = queries.matching(connection, queries.STORIES, locale, terms)
    skus = queries.by_sku(connection, search.q)
    return {
        PRODUCTS: ranked(products, whole, terms, skus),
        STORIES: ranked(stories, told, terms),
    }


def _page(connection: Connection, locale: str, search: Search, found: dict[str, Ranked]) -> dict[str, Any]:
    """Products come first, with the best stories beside them; where there are only stories, these."""
    group = search.group if found[search.group].ids else next(name for name, ranking in found.items() if ranking.ids)
    last = -(-found[group].count // PER_PAGE)
    if search.page > last:
        raise NoSuchPage(search.page)
    ids = found[group].ids[(search.page - 1) * PER_PAGE : search.page * PER_PAGE]
    beside = found[STORIES].ids[:BESIDE] if group == PRODUCTS and search.page == 1 else []
    return {
        "products": found[PRODUCTS],
        "stories": found[STORIES],
        "group": group,
        "last": last,
        "things": hits.products(connection, locale, ids, search) if group == PRODUCTS else [],
        "told": hits.stories(connection, locale, beside if group == PRODUCTS else ids, search),
    }


def _newest(connection: Connection, locale: str) -> dict[str, Any]:
    things = shelf_ids(connection, locale, Shelf(sort="new"))[:NEWEST]
    told = contents_ids(connection, locale, Contents(), settings_timezone())[:BESIDE]
    return _names(connection, locale, things, told)


def _near(connection: Connection, locale: str, search: Search) -> dict[str, Any]:
    things, told = (near(connection, pool, locale, search.terms) for pool in (queries.PRODUCTS, queries.STORIES))
    return _names(connection, locale, things, told)


def _names(connection: Connection, locale: str, things: list[int], told: list[int]) -> dict[str, Any]:
    return {"things": shelf_cards(connection, locale, things), "told": contents_cards(connection, locale, told)}


def _languages(_connection: Connection, _locale: str, search: Search) -> Mapping[str, Any]:
    """The same question, from its first page: another language finds something else."""
    first = replace(search, page=1)
    return {"languages": languages(), "alternates": {one.code: search_url(one.code, first) for one in languages()}}


def _scopes(locale: str, _search: Search) -> set[str]:
    products = {scopes.of("product", spoken) for spoken in (None, locale, source())}
    return products | told_in(locale) | {scopes.of("post:name", locale), scopes.of("author")}


def _is_anything(_locale: str, search: Search) -> bool:
    """Whether it is one of as many questions as there are words."""
    return bool(search.q)


RESULTS = Fragment("search/results", _results, _scopes, boundless=_is_anything)
LANGUAGES = Fragment("search/languages", _languages, lambda _locale, _search: set(), boundless=_is_anything)
