"""Slow statements go to the log, with their route and plan, from a thread of its own: nobody waits for that."""

from __future__ import annotations

import logging
from collections import deque
from threading import Lock, Thread

from flask import has_request_context
from sqlalchemy import Engine

from webapp.hypermedia.request_ids import request_id
from webapp.insight.indexes import missing_index
from webapp.insight.measures import Slow
from webapp.insight.normalising import normalised
from webapp.insight.plans import plan_of

log = logging.getLogger(__name__)
# More wait only where everything is slow; then the newest tell enough.
WAITING = 50


class SlowLog:
    def __init__(self, reading: Engine) -> None:
        self._reading = reading
        self._waiting: deque[tuple[Slow, str]] = deque(maxlen=WAITING)
        self._lock = Lock()
        self._thread: Thread | None = None

    def note(self, slow: Slow) -> None:
        self._waiting.append((slow, request_id() if has_request_context() else "-"))
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self.tell, daemon=True)
                self._thread.start()

    def tell(self) -> None:
        """Log all that waits."""
        while self._waiting:
            slow, request = self._waiting.popleft()
            try:
                self._tell(slow, request)
            except Exception:
                log.warning("a slow statement could not be explained", exc_info=True)

    def _tell(self, slow: Slow, request: str) -> None:
        route, sql, seconds, place = slow
        with self._reading.connect() as connection, connection.begin():
            plan = plan_of(connection, sql)
            index = missing_index(connection, sql, plan) if plan else None
        told: dict[str, str] = {
            "route": route, "milliseconds": f"{seconds * 1000:.0f}", "sql": normalised(sql), "place": place,
            "plan": str(plan or ""), "index": str(index or ""), "request_id": request,
        }  # fmt: skip
        text = "slow statement, %(milliseconds)s ms in %(route)s, sent by %(place)s: %(sql)s; plan: %(plan)s; index: %(index)s"
        log.warning(
            text,
            {
                **told,
                "place": place or "-",
                "plan": told["plan"].replace("\n", " / ") or "-",
                "index": told["index"] or "-",
            },
            extra=told,
        )
