"""Listings: per record and locale the name and slug that a list in that locale shows, sorts and searches by.

A text that is not translated falls back to the source language, and where there is none either, to the first language
that has one. Resolving that while sorting took 290 ms at 100,000 rows; here triggers resolve it when a text changes,
into a column that an index serves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Connection, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import Base
from webapp.storage.folding import fold_sql


class Listing:
    """Mixin of a listing table; `__listed__` names the table of texts that it resolves, of records, its key in both, and
    the column of the texts that holds the name."""

    __listed__: ClassVar[tuple[str, str, str, str]]
    locale: Mapped[str] = mapped_column(String(16), ForeignKey("locale.code", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str]
    # The locale that the name came from: another one than `locale` where the text falls back.
    name_locale: Mapped[str] = mapped_column(String(16))
    name_key: Mapped[str]
    slug: Mapped[str] = mapped_column(String(200))


@dataclass(frozen=True, slots=True)
class Declaration:
    """Table `table` holds what `texts` resolve to, for the record of `owner` in column `record` of both."""

    table: str
    texts: str
    owner: str
    record: str
    name: str

    def refresh_sql(self, changed: str, dialect: str) -> str:
        """Resolve anew what `changed` (a SELECT of record, locale) touches: that language, and those that may fall back to it."""
        # Those that fall back do so to the first complete text: one behind it is nothing to them.
        before = f"SELECT 1 FROM {self.texts} e JOIN locale el ON el.code = e.locale AND el.position < cl.position"
        touched = (
            f"SELECT c.record, l.code FROM ({changed}) c JOIN locale cl ON cl.code = c.locale JOIN locale l ON l.code = c.locale\n"
            f"OR (NOT EXISTS (SELECT 1 FROM {self.texts} own WHERE {self._complete('own', 'c.record')} AND own.locale = l.code)\n"
            f"AND NOT EXISTS ({before} WHERE {self._complete('e', 'c.record')}))"
        )
        first = (
            f"(SELECT f.locale FROM {self.texts} f JOIN locale fl ON fl.code = f.locale\n"
            f"WHERE {self._complete('f', 't.record')} ORDER BY fl.position LIMIT 1)"
        )
        resolved = (
            f"SELECT DISTINCT t.record, t.code, coalesce(own.{self.name}, src.{self.name}) AS name,\n"
            f"CASE WHEN own.{self.name} IS NULL THEN src.locale ELSE t.code END AS name_locale,\n"
            f"coalesce(own.slug, src.slug) AS slug\n"
            f"FROM ({touched}) t JOIN {self.owner} o ON o.id = t.record\n"
            f"LEFT JOIN {self.texts} own ON own.{self.record} = t.record AND own.locale = t.code\n"
            f"LEFT JOIN {self.texts} src ON src.{self.record} = t.record AND src.locale = {first}"
        )
        # Where a row stands: found by key and then deleted, since neither planner looks a pair up in an index.
        place = "rowid" if dialect == "sqlite" else "ctid"
        kept = "name_locale = excluded.name_locale, slug = excluded.slug, name = excluded.name, name_key = excluded.name_key"
        # What resolves as before is not written, so that the scopes of the other languages stay as they are.
        same, new = (f"({t}.name_locale, {t}.slug, {t}.name, {t}.name_key)" for t in (self.table, "excluded"))
        moved = f"{same} IS NOT {new}" if dialect == "sqlite" else f"{same} IS DISTINCT FROM {new}"
        return (
            f"INSERT INTO {self.table} ({self.record}, locale, name_locale, slug, name, name_key)\n"
            f"SELECT * FROM ({fold_sql(resolved, 'record, code, name_locale, slug', dialect)}) folded\n"
            f"WHERE name IS NOT NULL AND slug IS NOT NULL ON CONFLICT ({self.record}, locale) DO UPDATE SET {kept} WHERE {moved};\n"
            f"DELETE FROM {self.table} WHERE {place} IN (SELECT gone.{place} FROM ({resolved}) r\n"
            f"JOIN {self.table} gone ON gone.{self.record} = r.record AND gone.locale = r.code\n"
            f"WHERE r.name IS NULL OR r.slug IS NULL);"
        )

    def _complete(self, alias: str, record: str) -> str:
        """Whether a text of a record is one that others may fall back to."""
        return f"{alias}.{self.record} = {record} AND {alias}.{self.name} IS NOT NULL AND {alias}.slug IS NOT NULL"


def declarations() -> Iterator[Declaration]:
    for mapper in sorted(Base.registry.mappers, key=lambda m: m.class_.__tablename__):
        if listed := getattr(mapper.class_, "__listed__", None):
            yield Declaration(mapper.class_.__tablename__, *listed)


def rebuild(connection: Connection) -> None:
    """Resolve everything anew, as a new locale or a new source language requires; what resolves as before stays as it is."""
    for listing in declarations():
        connection.exec_driver_sql(
            f"DELETE FROM {listing.table} WHERE {listing.record} NOT IN (SELECT {listing.record} FROM {listing.texts})"
        )
        changed = f"SELECT {listing.record} AS record, locale FROM {listing.texts}"
        for statement in listing.refresh_sql(changed, connection.dialect.name).split(";\n"):
            connection.exec_driver_sql(statement)


def listing_of(model: type[Any]) -> Any:
    """The listing class of a noun, None for one whose names are the same in every language."""
    for mapper in Base.registry.mappers:
        if (listed := getattr(mapper.class_, "__listed__", None)) and listed[1] == model.__tablename__:
            return mapper.class_
    return None


def record_column(listing: Any) -> Any:
    """The column of a listing that holds its record's id."""
    return getattr(listing, listing.__listed__[2])
