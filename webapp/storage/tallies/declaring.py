"""What a table declares to be counted, and the rows that hold it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, String, cast, literal
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import Base


class Kept(Base):
    """One count or sum as it stands. NULL where it grew beyond what is kept: then the rows are asked, as without it."""

    __tablename__ = "tally"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int | None] = mapped_column(BigInteger)


class Replaced(Base):
    """What SQLite is about to replace by the row that it writes now: it fires no trigger for it."""

    __tablename__ = "tally_replaced"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    record: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    amount: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Tally:
    """The sum of `amount` over the rows `where` it counts; with `by` one for each value of that column.

    Both are SQL over the columns of one row, in words that both databases take; an amount that may outgrow 32 bits is
    cast to BIGINT.
    """

    name: str
    amount: str = "1"
    where: str = ""
    by: str = ""


# What a list counts that leaves the trash out.
STANDING = Tally("standing", where="trashed_at IS NULL")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A tally, the table that it is of, and the columns of that table."""

    tally: Tally
    noun: str
    table: str
    columns: tuple[str, ...]

    @property
    def read(self) -> list[str]:
        """The columns that it depends on."""
        said = f"{self.tally.amount} {self.tally.where} {self.tally.by}"
        return [column for column in self.columns if re.search(rf"\b{column}\b", re.sub("'[^']*'", "", said))]

    def amount(self, row: str = "") -> str:
        """SQL of what one row adds: 0 where it does not count. `row` is `new` or `old`, or nothing within a table."""
        where = f"CASE WHEN {self.tally.where} THEN {self.tally.amount} END" if self.tally.where else self.tally.amount
        return self._of_row(f"coalesce({where}, 0)", row)

    def name(self, row: str = "") -> str:
        """SQL of the name under which it is kept; NULL for a row that has no value in `by`."""
        plain = f"'{name_of(self.noun, self.tally.name)}"
        return self._of_row(f"{plain}~' || CAST({self.tally.by} AS VARCHAR)", row) if self.tally.by else f"{plain}'"

    def _of_row(self, sql: str, row: str) -> str:
        """Each column with the row before it; what stands in quotes is a word and no column."""
        pattern = rf"'[^']*'|\b(?:{'|'.join(self.columns)})\b"
        return re.sub(pattern, lambda found: found[0] if not row or found[0][0] == "'" else f"{row}.{found[0]}", sql)


def declarations() -> dict[str, list[Declaration]]:
    """Table -> what its mapped class declares as `__tallies__`, in a fixed order."""
    return {model.__tablename__: list(_of(model)) for model in sorted(_models(), key=lambda m: m.__tablename__)}


def _models() -> list[Any]:
    return [mapper.class_ for mapper in Base.registry.mappers if getattr(mapper.class_, "__tallies__", ())]


def _of(model: Any) -> Iterator[Declaration]:
    columns = tuple(column.name for column in model.__table__.columns)
    for tally in model.__tallies__:
        yield Declaration(tally, noun_of(model), model.__tablename__, columns)


def noun_of(model: Any) -> str:
    """What the tallies of a table are called by: its noun, or for a table of no records of its own its name."""
    noun: str = getattr(model, "__noun__", model.__tablename__)
    return noun


def name_of(noun: str, tally: str) -> str:
    return f"{noun}:{tally}"


def per(noun: str, tally: str, value: Any) -> ColumnElement[str]:
    """The name of a tally `by` a column, for the value that a statement finds."""
    return literal(name_of(noun, tally) + "~").concat(cast(value, String))
