"""What requests, the cache and the front cache tell: only put down while somebody waits, and counted together afterwards.

Counting a request in its own thread takes 30 microseconds, since nothing of it is in the processor's cache by then; counting 200 of
them one after the other takes 8 each.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Thread
from typing import Any

from webapp.freshness.needs import Need
from webapp.hypermedia.measuring import Taken
from webapp.insight.counting import HOUR_S, Counts, route_of

log = logging.getLogger(__name__)
# When so many wait, a thread counts them; when so many do, it cannot keep up, and whoever comes counts.
ENOUGH, TOO_MANY = 200, 2_000
# Answers of the front cache are so cheap to count, many at once, that no thread is worth it.
FRONT = 500

# A slow statement: its route, SQL, seconds, and the line that sent it.
Slow = tuple[str, str, float, str]


class Measures(Counts):
    """The face of insight to the rest of the shop. `rouse` is called when there is something to write, `slow` of each
    statement that took `slow_s` or longer."""

    def __init__(self, slow_s: float, now: Callable[[], float] = time.time) -> None:
        super().__init__(slow_s)
        self.source = f"{os.getpid()}-{secrets.token_hex(6)}"
        self.now = now
        self.rouse: Callable[[], None] = lambda: None
        self.slow: Callable[[Slow], None] = lambda _slow: None
        self._waiting: deque[tuple[Callable[..., None], float, tuple[Any, ...]]] = deque()
        self._front: deque[tuple[str, float]] = deque()
        self._is_counting = False

    @property
    def hour(self) -> int:
        return int(self.now()) // HOUR_S

    def answered(self, taken: Taken) -> None:
        """A request was answered within Flask."""
        if taken.recorder.seconds >= self.slow_s:
            self._tell_slow(taken)
        self._put_down(self.count_answer, taken)

    def gathered(
        self, needs: Sequence[Need], keys: Sequence[str], texts: Mapping[str, str], seconds: Mapping[str, float]
    ) -> None:
        # Their lengths only: what waits must not hold the texts.
        self._put_down(self.count_gathered, needs, keys, [len(texts[key]) for key in keys], seconds)

    def pages_found(self, hits: Collection[str]) -> None:
        self._put_down(self.count_found, hits)

    def answered_at_the_front(self, endpoint: str, status: int, seconds: float) -> None:
        """On the hottest path of all."""
        if not self._front:
            self.rouse()
        self._front.append((endpoint, seconds))
        if len(self._front) > FRONT:
            with self.lock:
                self._settle_front()

    def settle(self) -> None:
        """Count all that waits."""
        with self.lock:
            self._settle_front()
            for _ in range(len(self._waiting)):
                count, at, told = self._waiting.popleft()
                try:
                    count(at, *told)
                except Exception:
                    log.warning("something that was measured could not be counted", exc_info=True)
            self._is_counting = False

    def _put_down(self, count: Callable[..., None], *told: Any) -> None:
        self._waiting.append((count, self.now(), told))
        waiting = len(self._waiting)
        if waiting == 1:
            self.rouse()
        elif waiting >= TOO_MANY:
            self.settle()
        elif waiting >= ENOUGH and not self._is_counting:
            self._is_counting = True
            Thread(target=self.settle, name="insight", daemon=True).start()

    def _settle_front(self) -> None:
        by_endpoint: dict[str, list[float]] = {}
        for _ in range(len(self._front)):
            endpoint, seconds = self._front.popleft()
            by_endpoint.setdefault(endpoint, []).append(seconds)
        for endpoint, many in by_endpoint.items():
            self.count_front(self.now(), endpoint, many)

    def _tell_slow(self, taken: Taken) -> None:
        recorder = taken.recorder
        for sql, seconds in zip(recorder.statements, recorder.took, strict=True):
            if seconds >= self.slow_s:
                self.slow((route_of(taken), sql, seconds, recorder.places.get(sql, "")))
