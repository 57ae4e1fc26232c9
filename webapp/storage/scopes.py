"""Scopes: the names under which the database says that something has changed.

A table declares whose scopes its rows belong to; `triggers.py` turns the declaration into triggers of both dialects,
and a fragment names the same scopes to say what it depends on.
"""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import Base

# Records share this many scopes, so that the table stays small whatever the catalogue's size.
BUCKETS = 1024
EPOCH = "epoch"


class CacheScope(Base):
    """One scope and its token: a random number that never comes back, renewed by triggers only."""

    __tablename__ = "cache_scope"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    token: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a change of a row renews: its noun, and its record found in column `record`; both per `locale` column if any.

    With `columns`, only a change of one of those counts: a page that shows the address of a text is not outdated by its words.
    """

    noun: str
    record: str
    locale: str | None = None
    columns: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that its names are made of."""
        return (self.record, self.locale) if self.locale else (self.record,)


def declared(table: str) -> tuple[Scope, ...]:
    """The scopes that the mapped class of `table` declares as `__scopes__`."""
    return declarations().get(table, ())


def declarations() -> dict[str, tuple[Scope, ...]]:
    """Table name -> its declared scopes, for each table that has some, in a fixed order."""
    found = {m.local_table.name: tuple(getattr(m.class_, "__scopes__", ())) for m in Base.registry.mappers}  # type: ignore[attr-defined]
    return {table: found[table] for table in sorted(found) if found[table]}


def due(noun: str) -> str:
    """The scope of the clock, for a noun whose `__due__` says from when on a record counts: renewed by each that comes due."""
    return f"{noun}!"


@cache
def due_column(name: str) -> tuple[str, str]:
    """The table and column that a scope of the clock follows; raises `LookupError` where nothing of this name comes due."""
    for mapper in Base.registry.mappers:
        if hasattr(mapper.class_, "__due__") and due(mapper.class_.__noun__) == name:
            return mapper.class_.__tablename__, mapper.class_.__due__
    raise LookupError(name)


def of(noun: str, locale: str | None = None, record: int | None = None) -> str:
    """The scope of any record of a noun, or of one; of what is not text, or of its text in one locale."""
    return noun + ("" if record is None else f"~{record % BUCKETS}") + ("" if locale is None else f"@{locale}")
