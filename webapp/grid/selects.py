"""The SELECTs of a table's rows: which ones, and what their cells show.

Building a statement costs more than running it, so each is built once; its values are bound at request time.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from webapp.grid.columns import Column, Table
from webapp.grid.fields import LongText
from webapp.grid.relations import Relation
from webapp.storage.folding import fold
from webapp.storage.listings import listing_of, record_column
from webapp.storage.prepared import Prepared
from webapp.storage.versions import seen_sql


def words(q: str) -> dict[str, str]:
    """The values that a filter binds."""
    return {"folded": _pattern(fold(q)), "word": _pattern(q)} if q else {}


def _pattern(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


@cache
def ids(table: Table, sort: str, filtered: bool, trash: bool) -> Prepared:
    model: Any = table.model
    statement = matching(select(model.id), table, filtered, trash, sorted_by=sort.lstrip("-"))
    order = _sort_column(table, sort.lstrip("-"))
    # Nothing sorts before everything, as SQLite has it.
    empty = {True: order.desc().nulls_last(), False: order.asc().nulls_first()} if _nullable(order) else {}
    down = sort.startswith("-")
    # The listing's own column of it, where the listing sorts: so its index has the whole order.
    tie = record_column(listing_of(model)) if model.is_text(sort.lstrip("-")) else model.id
    ordered = (empty.get(down, order.desc()), tie.desc()) if down else (empty.get(down, order), tie)
    return Prepared(statement.order_by(*ordered).limit(bindparam("limit", 0)).offset(bindparam("first", 0)))


def _nullable(column: Any) -> bool:
    return bool(column.property.columns[0].nullable)


def matching(statement: Select[Any], table: Table, filtered: bool, trash: bool, sorted_by: str = "") -> Select[Any]:
    """Only the rows that the filter lets through, or those in the trash."""
    model: Any = table.model
    listing = listing_of(model)
    if listing is not None and (filtered or table.model.is_text(sorted_by)):
        on = (record_column(listing) == model.id) & (listing.locale == bindparam("locale", ""))
        statement = statement.join(listing, on)
    if filtered:
        statement = statement.where(or_(*_searched(table)))
    return statement.where(model.trashed_at.is_not(None) if trash else model.trashed_at.is_(None))


def _searched(table: Table) -> list[ColumnElement[bool]]:
    model: Any = table.model
    listing = listing_of(model)
    found = [listing.name_key.like(bindparam("folded", ""), escape="\\")] if listing is not None else []
    plain = [column.field for column in table.columns if column.searched and not model.is_text(column.field)]
    word = func.lower(bindparam("word", ""))  # lowered by the database, as the column is
    return found + [func.lower(getattr(model, name)).like(word, escape="\\") for name in plain]


def _sort_column(table: Table, field: str) -> Any:
    model: Any = table.model
    return listing_of(model).name_key if model.is_text(field) else getattr(model, field)


@cache
def shown(table: Table, whole: bool = False) -> Prepared:
    """What the cells show: own texts, the source's where there is none, the name that the listing found, and related names.

    Of long texts only the beginning, unless the `whole` is asked for.
    """
    model: Any = table.model
    selected: list[Any] = [model.id, model.trashed_at]
    version: Any = model.version + "."
    joins: list[tuple[Any, Any]] = []
    if model.__texts__ is not None:
        own, src = aliased(model.__texts__, name="own"), aliased(model.__texts__, name="src")
        owner = f"{table.noun}_id"
        version = seen_sql(model.version, own.version)
        joins += [(own, (getattr(own, owner) == model.id) & (own.locale == bindparam("locale", "")))]
        joins += [(src, (getattr(src, owner) == model.id) & (src.locale == bindparam("source", "")))]
    listing = listing_of(model)
    if listing is not None:
        selected += [listing.name.label("listed"), listing.name_locale.label("listed_locale")]
        joins += [(listing, (record_column(listing) == model.id) & (listing.locale == bindparam("locale", "")))]
    for column in table.columns:
        if model.is_text(column.field):
            selected += [
                (getattr(alias, column.field) if whole else _begun(column, alias)).label(f"{column.field}{end}")
                for alias, end in ((own, ""), (src, "_source"))
            ]
        else:
            selected.append(getattr(model, column.field))
        if isinstance(column.type, Relation):
            name, join = _related(model, column, column.type)
            selected.append(name)
            joins.append(join)
    statement = select(*selected, version.label("version")).select_from(model)
    for target, on in joins:
        statement = statement.outerjoin(target, on)
    return Prepared(statement.where(model.id.in_(bindparam("ids", expanding=True))))


@cache
def whole_text(table: Table, column: Column) -> Select[Any]:
    """All of a long text in one language, of which `rows` reads only the beginning."""
    model: Any = table.model
    if not model.is_text(column.field):
        return select(getattr(model, column.field)).where(model.id == bindparam("record"))
    texts = model.__texts__
    of_record = getattr(texts, f"{table.noun}_id") == bindparam("record")
    return select(getattr(texts, column.field)).where(of_record, texts.locale == bindparam("locale"))


def _begun(column: Column, alias: Any) -> Any:
    """A long text is read only as far as its cell shows it."""
    value = getattr(alias, column.field)
    return func.substr(value, 1, LongText.begins + 1, type_=String) if isinstance(column.type, LongText) else value


def _related(model: Any, column: Column, relation: Relation) -> tuple[Any, tuple[Any, Any]]:
    related: Any = relation.table.model
    label, reference = f"{column.field}_name", getattr(model, column.field)
    listing = listing_of(related)
    if listing is not None:
        named = aliased(listing, name=f"{column.field}_listing")
        on = (record_column(named) == reference) & (named.locale == bindparam("locale", ""))
        return named.name.label(label), (named, on)
    other = aliased(related, name=f"{column.field}_record")
    return getattr(other, relation.table.title).label(label), (other, other.id == reference)
