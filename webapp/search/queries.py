"""Every SELECT of the search, each named for what it feeds. Built once; values are bound at request time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from webapp.catalogue.models import Product, ProductListing, ProductText
from webapp.catalogue.queries.reading import ON_SHELF
from webapp.hypermedia.locales import source
from webapp.journal.models import Post
from webapp.journal.queries.reading import OUT
from webapp.storage.clock import moment_of
from webapp.storage.fulltext import CAPPED, Pool, Terms

PRODUCTS = Pool(Product, ON_SHELF, listing=ProductListing)
# None stands in for another one: a story is found in the languages that it is told in.
STORIES = Pool(Post, OUT)


def matching(connection: Connection, pool: Pool, locale: str, terms: Terms) -> tuple[dict[int, str], set[int]]:
    """Id -> title of what holds the terms, and the ids of what holds them as whole words."""
    moment = moment_of(connection)
    found = pool.texts(connection, locale, source(), terms, now=moment)
    whole = pool.texts(connection, locale, source(), terms.closed, now=moment) if found else []
    if len(found) == CAPPED:
        # There are more than are ranked, so those that matter most are asked for by themselves.
        titled = titles(connection, pool, locale, terms)
        found = titled if len(titled) == CAPPED else titled + whole + found
    return {row.record_id: row.title for row in found}, {row.record_id for row in whole}


def titles(connection: Connection, pool: Pool, locale: str, terms: Terms) -> list[Any]:
    return pool.titles(connection, locale, source(), terms, now=moment_of(connection))


# The database lowers both sides, whatever it takes for a capital.
_KEY, _ASKED = func.lower(Product.sku), func.lower(bindparam("q"))
_BEGINS = {
    "sqlite": and_(_KEY >= _ASKED, _ASKED.concat("\U0010ffff") > _KEY),
    "postgresql": _KEY.like(func.lower(bindparam("like")), escape="\\"),
}
_BY_SKU = {
    dialect: select(Product.id, (_KEY == _ASKED).label("whole")).where(begins, ON_SHELF).order_by(_KEY).limit(CAPPED)
    for dialect, begins in _BEGINS.items()
}


def by_sku(connection: Connection, q: str) -> list[Any]:
    """(id, whether it is the whole SKU) of the products whose SKU begins so."""
    values = {"q": q}
    if connection.dialect.name == "postgresql":
        values["like"] = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return list(connection.execute(_BY_SKU[connection.dialect.name], values))


_SAID = (
    select(ProductText.product_id, ProductText.summary, ProductText.description)
    .join(
        ProductListing,
        and_(
            ProductListing.product_id == ProductText.product_id,
            ProductListing.locale == bindparam("locale"),
            ProductListing.name_locale == ProductText.locale,
        ),
    )
    # Not of a third language, in whose changes this page has no part.
    .where(ProductText.locale.in_((bindparam("locale"), bindparam("source"))))
    .where(ProductText.product_id.in_(bindparam("ids", expanding=True)))
)


def said(connection: Connection, locale: str, ids: list[int]) -> dict[int, Any]:
    """Product id -> the texts in the language that its name is shown in, if that is this one or the source."""
    values = {"locale": locale, "source": source(), "ids": ids}
    return {row.product_id: row for row in connection.execute(_SAID, values)}
