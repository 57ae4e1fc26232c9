"""Reading tokens: the one statement of a warm page."""

from collections.abc import Collection
from datetime import UTC, datetime
from functools import lru_cache
from time import perf_counter
from typing import Any

from sqlalchemy import Connection

from webapp.storage import clock
from webapp.storage.engines import driver_of, engines
from webapp.storage.scopes import EPOCH, due_column
from webapp.storage.statements import note

Tokens = dict[str, int | None]


def read(names: Collection[str], connection: Connection | None = None) -> Tokens:
    """Scope -> token of `names` and the epoch, in one statement; what nobody has changed yet has none.

    Without a connection it goes through the driver (4 microseconds on SQLite; 39 through Core): one statement is one snapshot.
    """
    sqlite = engines().sqlite
    moment = clock.now() if connection is None else clock.moment_of(connection)
    with driver_of(connection) as raw:
        return fetched(raw.cursor(), names, moment, sqlite)


def fetched(cursor: Any, names: Collection[str], moment: datetime, sqlite: bool) -> Tokens:
    """The same by a cursor of the driver, as of a moment."""
    sql, wanted, timed = _statement(frozenset(names), "?" if sqlite else "%s")
    started = perf_counter()
    cursor.execute(sql, wanted + (_as_kept(moment, sqlite),) * timed)
    found: Tokens = dict(cursor.fetchall())
    note(sql, perf_counter() - started)
    return found


def next_due(cursor: Any, names: Collection[str], moment: datetime, sqlite: bool) -> datetime | None:
    """When the next record comes due, of those scopes among `names` that follow the clock; None where nothing is planned."""
    found = []
    for name in names:
        if name.endswith("!"):
            table, column = due_column(name)
            sql = f"SELECT min({column}) FROM {table} WHERE {column} > {'?' if sqlite else '%s'}"
            cursor.execute(sql, (_as_kept(moment, sqlite),))
            found += [row[0] for row in cursor.fetchall() if row[0] is not None]
    times = [datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at for at in found]
    return min(times, default=None)


@lru_cache(maxsize=4096)
def _statement(names: frozenset[str], mark: str) -> tuple[str, tuple[str, ...], int]:
    """The SQL, the names that it asks for, and how many moments follow them."""
    timed = sorted(name for name in names if name.endswith("!"))
    wanted = tuple(sorted({EPOCH, *names}.difference(timed)))
    sql = f"SELECT name, token FROM cache_scope WHERE name IN ({', '.join([mark] * len(wanted))})"
    return sql + "".join(_latest_due(name, mark) for name in timed), wanted, len(timed)


def _latest_due(name: str, mark: str) -> str:
    """Time is an input too: its token is the record that came due last. It changes at the very moment at which another one does."""
    table, column = due_column(name)
    latest = f"SELECT id FROM {table} WHERE {column} <= {mark} ORDER BY {column} DESC, id DESC LIMIT 1"
    return f" UNION ALL SELECT '{name}', ({latest})"


def _as_kept(moment: datetime, sqlite: bool) -> datetime | str:
    """A moment as the driver stores it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" if sqlite else moment
