"""When a session was last seen: collected in memory and written now and then, since a GET may not write.

The writer has a connection of its own (FRESHNESS, rule 6). What a crash loses shortens a session by some seconds.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from multiprocessing.util import Finalize
from threading import Lock, Timer

from flask import Flask, current_app
from sqlalchemy import Engine, bindparam, update

from webapp.accounts.models import SignedIn
from webapp.storage.engines import Engines

log = logging.getLogger(__name__)
# How often a session that is in use is noted at all.
SELDOM = timedelta(minutes=5)
EVERY_S = 3.0
REFRESH = (
    update(SignedIn)
    .where(SignedIn.id_hash == bindparam("session"), SignedIn.seen_at < bindparam("at"))
    .values(seen_at=bindparam("at"))
)


class Writer:
    """Notes sessions as seen, together, at most `every_s` seconds later and when the program ends.

    Its thread lives only while there is something to write, so it also works in a process that was forked.
    """

    def __init__(self, engine: Engine, every_s: float = EVERY_S) -> None:
        self._engine = engine
        self._every_s = every_s
        self._lock, self._writing = Lock(), Lock()
        self._pending: dict[str, datetime] = {}
        self._timer: Timer | None = None
        self._ending: Finalize | None = None

    def note(self, session: str, at: datetime) -> None:
        with self._lock:
            self._pending[session] = at
            if self._timer is None or not self._timer.is_alive():
                self._timer = Timer(self._every_s, self.flush)
                self._timer.daemon = True
                self._timer.start()
                # A server's workers end as `multiprocessing` has it, without `atexit`.
                self._ending = self._ending or Finalize(None, self.stop, exitpriority=10)

    def flush(self) -> None:
        """Write what is pending, and wait for who is just writing it. Where the database is busy it is kept for the next time."""
        with self._writing:
            with self._lock:
                pending, self._pending, self._timer = self._pending, {}, None
            try:
                self._write(pending)
            except Exception:
                log.warning("%d sessions could not be noted as seen", len(pending), exc_info=True)
                with self._lock:
                    self._pending = pending | self._pending

    def stop(self) -> None:
        """Write what is pending now, and wait for nothing; a later note starts it again."""
        with self._lock:
            timer, ending, self._ending = self._timer, self._ending, None
        if ending:
            ending.cancel()
        if timer:
            timer.cancel()
        self.flush()

    def _write(self, pending: dict[str, datetime]) -> None:
        # In one order, so that two processes cannot wait for each other.
        rows = [{"session": session, "at": at} for session, at in sorted(pending.items())]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(REFRESH, rows)


def writer() -> Writer:
    found: Writer = current_app.extensions["etalage.seen"]
    return found


def init_app(app: Flask) -> None:
    made: Engines = app.extensions["etalage.engines"]
    app.extensions["etalage.seen"] = Writer(made.writing)
