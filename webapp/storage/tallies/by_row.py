"""SQLite: each row that is written adds its difference."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import UniqueConstraint

from webapp.extensions import Base
from webapp.storage.tallies.declaring import Declaration, declarations

# What outgrew whole numbers would be rounded from then on; so it is not kept any more.
ADD = (
    "ON CONFLICT (name) DO UPDATE SET"
    " value = CASE typeof(value + excluded.value) WHEN 'integer' THEN value + excluded.value END;"
)


def triggers() -> Iterator[tuple[str, str, str, str, str]]:
    """(name, timing, table, statements, when) of each."""
    for table, several in declarations().items():
        read = ", ".join(dict.fromkeys(column for one in several for column in one.read))
        bodies = {
            "insert": ("INSERT", "\n".join(_add(one, "new", f"{one.amount('new')}") for one in several)),
            "update": (f"UPDATE OF {read}", "\n".join(_moved(one) for one in several)),
            "delete": ("DELETE", "\n".join(_add(one, "old", f"-{one.amount('old')}") for one in several)),
        }
        for event, (timing, body) in bodies.items():
            yield f"tally_{table}_{event}", f"AFTER {timing}", table, body, ""
        yield from _replacing(table, several)


def _add(one: Declaration, row: str, amount: str, where: str = "") -> str:
    named = f" AND {row}.{one.tally.by} IS NOT NULL" if one.tally.by else ""
    return f"INSERT INTO tally (name, value) SELECT {one.name(row)}, {amount} WHERE {where or f'{amount} <> 0'}{named} {ADD}"


def _moved(one: Declaration) -> str:
    """What an update adds: with `by`, to the tally that the row leaves and to that which it comes to."""
    old, new = one.amount("old"), one.amount("new")
    if not one.tally.by:
        return _add(one, "new", f"{new} - {old}", f"{new} <> {old}")
    moved = f"({one.name('old')} IS NOT {one.name('new')} OR {new} <> {old})"
    return "\n".join(
        _add(one, row, amount, f"{moved} AND {amount} <> 0") for row, amount in (("old", f"-{old}"), ("new", new))
    )


def _replacing(table: str, several: list[Declaration]) -> Iterator[tuple[str, str, str, str, str]]:
    """SQLite deletes the row that an OR REPLACE is in conflict with, and fires nothing for it. So it is noted before, and
    taken off after: OR IGNORE and DO UPDATE, which leave that row where it is, never come so far."""
    rules = [[column.name for column in rule.columns] for rule in _unique(table)]
    same = [" AND ".join(f"{column} = new.{column}" for column in columns) for columns in rules]
    columns = ", ".join(dict.fromkeys(column for rule in rules for column in rule))
    taken = (
        f"INSERT INTO tally (name, value) SELECT name, -sum(amount) FROM tally_replaced WHERE true GROUP BY name {ADD}"
    )
    for event, timing, other in (
        ("insert", "INSERT", ""),
        ("update", f"UPDATE OF {columns}", " AND rowid <> old.rowid"),
    ):
        noted = "\n".join(_note(one, f"({' OR '.join(same)}){other}") for one in several)
        # Each rule by itself, so that each is looked up in its index.
        conflict = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {rule}{other})" for rule in same)
        left = "EXISTS (SELECT 1 FROM tally_replaced)"
        name = f"tally_{table}_replaced_{event}"
        yield (
            f"{name}_before",
            f"BEFORE {timing}",
            table,
            f"DELETE FROM tally_replaced;\n{noted}",
            f"{left} OR {conflict}",
        )
        yield f"{name}_after", f"AFTER {timing}", table, f"{taken}\nDELETE FROM tally_replaced;", left


def _note(one: Declaration, there: str) -> str:
    noted = f"SELECT {one.name()}, rowid, {one.amount()} FROM {one.table} WHERE {there} AND {one.name()} IS NOT NULL"
    return f"INSERT INTO tally_replaced (name, record, amount) {noted};"


def _unique(table: str) -> list[UniqueConstraint]:
    """Each rule by which a row can be in the way of another, the primary key first."""
    found = Base.metadata.tables[table]
    rules = [rule for rule in found.constraints if isinstance(rule, UniqueConstraint)]
    return [found.primary_key, *sorted(rules, key=lambda rule: str(rule.name))]  # type: ignore[list-item]
