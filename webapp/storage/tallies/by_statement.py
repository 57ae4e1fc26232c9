"""PostgreSQL: each statement adds the difference that it made, once per tally and in sorted order."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.storage.tallies.declaring import Declaration, declarations

# What it holds is far below what a BIGINT can: beyond this it is not kept any more.
MOST = 9 * 10**18
SIGNED = {"insert": (("new", 1),), "update": (("old", -1), ("new", 1)), "delete": (("old", -1),)}


def triggers() -> Iterator[tuple[str, str, str, str]]:
    """(name, event, table, statements) of each."""
    for table, several in declarations().items():
        for event, rows in SIGNED.items():
            yield f"tally_{table}_{event}", event, table, _add(several, rows)
        # Not LIKE: the driver takes its sign for a placeholder.
        body = f"UPDATE tally SET value = 0 WHERE split_part(name, ':', 1) = '{several[0].noun}';"
        yield f"tally_{table}_truncate", "truncate", table, body


def _add(several: list[Declaration], rows: tuple[tuple[str, int], ...]) -> str:
    moved = " UNION ALL\n".join(_amounts(one, row, sign) for one in several for row, sign in rows)
    kept = "tally.value::numeric + excluded.value"
    return (
        f"INSERT INTO tally (name, value) SELECT name, CASE WHEN abs(sum(amount)) < {MOST} THEN sum(amount) END\n"
        f"FROM ({moved}) AS moved GROUP BY name HAVING sum(amount) <> 0 ORDER BY name\n"
        f"ON CONFLICT (name) DO UPDATE SET value = CASE WHEN abs({kept}) < {MOST} THEN {kept} END;"
    )


def _amounts(one: Declaration, row: str, sign: int) -> str:
    named = f" AND {one.tally.by} IS NOT NULL" if one.tally.by else ""
    return f"SELECT {one.name()} AS name, {sign} * {one.amount()} AS amount FROM {row}_rows WHERE {one.amount()} <> 0{named}"
