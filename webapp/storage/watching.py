"""Watching the database from outside Flask: whether what was once read under some tokens is still so.

Each thread has a connection of its own. On SQLite `PRAGMA data_version` (2.4 microseconds) is the gate before the tokens
(10 to 13): it moves with any commit of another connection. Its two traps: it does not move with what its own connection
writes, so this one never writes; and its values mean nothing to another connection, so each remembers for itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from threading import local
from typing import Any, NamedTuple

from sqlalchemy import Engine

from webapp.storage.tokens import Tokens, fetched, next_due

log = logging.getLogger(__name__)


class Known(NamedTuple):
    """The `data_version` at which some tokens were found, and how long they hold by the clock, if it matters."""

    version: int
    since: datetime | None
    until: datetime | None


class Watch:
    """Reads tokens for many threads; `now` is the shop's clock."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self.sqlite = engine.dialect.name == "sqlite"
        self._engine = engine
        self._now = now
        self._here = local()

    def still(self, names: Collection[str], tokens: Tokens, known: dict[Any, Known]) -> bool:
        """Whether `names` have the tokens that they had; `known` remembers for each thread's connection what it found."""
        try:
            cursor = self._cursor()
            if not self.sqlite:
                return fetched(cursor, names, self._now(), False) == tokens
            version: int = cursor.execute("PRAGMA data_version").fetchone()[0]
            found = known.get(self._here.key)
            if found is not None and found.version == version and self._in_time(found):
                return True
            return self._look(cursor, version, names, tokens, known)
        except Exception:
            self._lost()
            return False

    def read(self, names: Collection[str]) -> Tokens | None:
        """The tokens now; None where the database cannot be asked."""
        try:
            return fetched(self._cursor(), names, self._now(), self.sqlite)
        except Exception:
            self._lost()
            return None

    def moved(self) -> bool:
        """Whether anybody has written since this thread asked last. PostgreSQL does not tell, so there it may always have."""
        if not self.sqlite:
            return True
        try:
            version = self._cursor().execute("PRAGMA data_version").fetchone()[0]
        except Exception:
            self._lost()
            return False
        before, self._here.version = getattr(self._here, "version", None), version
        return bool(before != version)

    def _look(self, cursor: Any, version: int, names: Collection[str], tokens: Tokens, known: dict[Any, Known]) -> bool:
        # The version was read first: what is committed in between makes these tokens newer than it says, never older.
        now = self._now()
        if fetched(cursor, names, now, True) != tokens:
            return False
        timed = any(name.endswith("!") for name in names)
        until = next_due(cursor, names, now, True) if timed else None
        known[self._here.key] = Known(version, now if timed else None, until)
        return True

    def _in_time(self, found: Known) -> bool:
        if found.since is None:
            return True
        now = self._now()
        return found.since <= now and (found.until is None or now < found.until)

    def _cursor(self) -> Any:
        cursor = getattr(self._here, "cursor", None)
        return cursor or self._connected()

    def _connected(self) -> Any:
        dialect = self._engine.dialect
        arguments, options = dialect.create_connect_args(self._engine.url)
        connection: Any = dialect.connect(*arguments, **options)
        if self.sqlite:
            connection.isolation_level = None
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.autocommit = True
        # Not the cursor is what an entry remembers: it would keep the connection of a thread that is gone.
        self._here.connection, self._here.cursor, self._here.key = connection, connection.cursor(), object()
        return self._here.cursor

    def _lost(self) -> None:
        """Begin anew with the next question: a server may have been started again."""
        log.warning("the watch on the database was lost", exc_info=True)
        connection, self._here.cursor, self._here.connection = getattr(self._here, "connection", None), None, None
        if connection is not None:
            try:
                connection.close()
            except Exception:
                log.debug("nor could it be closed", exc_info=True)
