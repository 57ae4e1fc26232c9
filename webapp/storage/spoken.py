"""What is said in the languages of the shop: the names and slugs of a noun that do not fall back, for whoever walks them all
or looks for one by a word that is nearly it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, select, union

from webapp.storage import scopes
from webapp.storage.clock import moment_of
from webapp.storage.folding import fold
from webapp.storage.listings import listing_of, record_column
from webapp.storage.records import Record

# How many neighbours of a word are looked at on each side of it, in the order of each index.
BESIDE = 12
# Words of a slug that may begin another one, and how much of each.
WORDS, LETTERS = 3, 5
Condition = ColumnElement[bool]


def spoken_scopes(model: type[Record], locales: Iterable[str]) -> set[str]:
    """What the pages of all records depend on, in these languages, and on the clock where that decides."""
    listing = listing_of(model)
    tables = (*listing.__listed__[:2], listing.__tablename__)
    found = [scope for table in tables for scope in scopes.declared(table)]
    timed = {scopes.due(model.__noun__)} if hasattr(model, "__due__") else set()
    return timed | {scopes.of(s.noun, locale if s.locale else None) for s in found for locale in locales}


def parts(connection: Connection, model: type[Record], shown: Condition, size: int) -> list[int]:
    """Which parts there are, where the part 0 holds the ids below `size` and so on: ids never move to another one."""
    found = select(model.id // size).where(shown).distinct()
    return sorted(connection.scalars(found, _now(connection)))


def spoken(connection: Connection, model: type[Record], shown: Condition, ids: range) -> Sequence[Any]:
    """(id, locale, slug, from when on it counts) of each name, by id; those of languages that were dropped too.

    Asked for some languages only, SQLite would begin with all their names: 6 s for a part of 120,000 products.
    """
    listing = listing_of(model)
    due = getattr(model, getattr(model, "__due__", "trashed_at"))
    rows = (
        select(model.id, listing.locale, listing.slug, due.label("since"))
        .join(listing, and_(record_column(listing) == model.id, listing.name_locale == listing.locale))
        .where(shown, model.id.between(ids.start, ids.stop - 1))
        .order_by(model.id)
    )
    return connection.execute(rows, _now(connection)).all()


def beside(connection: Connection, model: Any, shown: Condition, locales: Sequence[str], slug: str) -> Sequence[Any]:
    """(name, slug, same) in the first of the locales, of what stands beside a slug in the order of slugs and of names, or
    beside one of its words; and of what has this very slug in one of the others, which is the `same`.

    It looks at a fixed number of rows, however many there are.
    """
    words = [word[:LETTERS] for word in slug.split("-")[1:] if len(word) > 2][:WORDS]
    values = {"here": locales[0], "locales": locales, "slug": slug, "name": fold(slug.replace("-", " "))}
    values |= {f"word{place}": word for place, word in enumerate(words)} | _now(connection)
    return connection.execute(_beside(model, shown, len(words)), values).all()


@cache
def _beside(model: Any, shown: Condition, words: int) -> Select[Any]:
    listing = listing_of(model)
    record, here = record_column(listing), listing.locale == bindparam("here")

    def beside_of(column: Any, name: str, up: bool = True) -> Select[Any]:
        side, order = (column >= bindparam(name), column) if up else (column < bindparam(name), column.desc())
        return select(select(record).where(here, side).order_by(order).limit(BESIDE).subquery())

    places = [(listing.slug, "slug"), (listing.name_key, "name")]
    near = [beside_of(column, name, up) for column, name in places for up in (True, False)]
    near += [beside_of(listing.slug, f"word{place}") for place in range(words)]
    everywhere = listing.locale.in_(bindparam("locales", expanding=True))
    same = select(record).where(everywhere, listing.slug == bindparam("slug"))
    ids = select(union(same, *near).subquery())
    return (
        select(listing.name, listing.slug, model.id.in_(same).label("same"))
        .join(model, record == model.id)
        .where(shown, here, listing.name_locale == listing.locale, model.id.in_(ids))
    )


def _now(connection: Connection) -> dict[str, Any]:
    """The moment that conditions with a time in them ask for as `now`."""
    return {"now": moment_of(connection)}
