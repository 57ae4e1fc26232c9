"""Watching the database from outside Flask: whether what was once read under some tokens is still so.

On SQLite the state of the WAL index is the gate before the tokens (10 to 13 microseconds): it is other after any commit. Each
thread has a connection of its own to read tokens through.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from threading import Lock, local
from typing import Any, NamedTuple

from sqlalchemy import Engine

from webapp.storage.tokens import Tokens, fetched, next_due
from webapp.storage.wal_index import UNKNOWN, WalIndex

log = logging.getLogger(__name__)


class Known(NamedTuple):
    """The state of the database in which some tokens were found, and how long they hold by the clock, if it matters."""

    state: bytes
    since: datetime | None
    until: datetime | None


class Watch:
    """Reads tokens for many threads; `now` is the shop's clock."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self.sqlite = engine.dialect.name == "sqlite"
        self._engine = engine
        self._now = now
        self._here = local()
        self._index: WalIndex | None = None
        self._opening = Lock()

    def still(self, names: Collection[str], tokens: Tokens, known: Known | None) -> Known | None:
        """What is to be `known` the next time, if `names` have the tokens that they had; None where one has moved."""
        try:
            state = self.state()
            if known is not None and known.state == state != UNKNOWN and self._in_time(known):
                return known
            return self._look(state, names, tokens)
        except Exception:
            self._lost()
            return None

    def read(self, names: Collection[str]) -> Tokens | None:
        """The tokens now; None where the database cannot be asked."""
        try:
            return fetched(self._cursor(), names, self._now(), self.sqlite)
        except Exception:
            self._lost()
            return None

    def moved(self) -> bool:
        """Whether anybody has written since this thread asked last. PostgreSQL does not tell, so there it may always have."""
        try:
            state = self.state()
        except Exception:
            self._lost()
            return False
        before, self._here.state = getattr(self._here, "state", None), state
        return before != state or state == UNKNOWN

    def state(self) -> bytes:
        """What is other after each commit of anybody, without asking the database; `UNKNOWN` where that is not to be had."""
        index = self._index
        if index is None:
            if not self.sqlite:
                return UNKNOWN
            index = self._opened()
        return index.state()

    def _opened(self) -> WalIndex:
        with self._opening:
            if self._index is None:
                self._index = WalIndex(self._connected())
            return self._index

    def _look(self, state: bytes, names: Collection[str], tokens: Tokens) -> Known | None:
        # The state was read first: what is committed in between makes these tokens newer than it says, never older.
        cursor, now = self._cursor(), self._now()
        if fetched(cursor, names, now, self.sqlite) != tokens:
            return None
        timed = state != UNKNOWN and any(name.endswith("!") for name in names)
        until = next_due(cursor, names, now, self.sqlite) if timed else None
        return Known(state, now if timed else None, until)

    def _in_time(self, known: Known) -> bool:
        if known.since is None:
            return True
        now = self._now()
        return known.since <= now and (known.until is None or now < known.until)

    def _cursor(self) -> Any:
        cursor = getattr(self._here, "cursor", None)
        if cursor is None:
            self._here.connection = self._connected()
            cursor = self._here.cursor = self._here.connection.cursor()
        return cursor

    def _connected(self) -> Any:
        dialect = self._engine.dialect
        arguments, options = dialect.create_connect_args(self._engine.url)
        connection: Any = dialect.connect(*arguments, **options)
        if self.sqlite:
            connection.isolation_level = None
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.autocommit = True
        return connection

    def _lost(self) -> None:
        """Begin anew with the next question: a server may have been started again."""
        log.warning("the watch on the database was lost", exc_info=True)
        connection, self._here.cursor, self._here.connection = getattr(self._here, "connection", None), None, None
        if connection is not None:
            try:
                connection.close()
            except Exception:
                log.debug("nor could it be closed", exc_info=True)
