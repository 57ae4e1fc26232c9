"""The queue of those who write to SQLite, which lets one write at a time and is not fair by itself: of eight writers the
luckiest wrote 25 times as often as the slowest. Here whoever came first writes first.

Within a process a queue hands the turn on. Between processes two locks on files do: who waits for the second holds the first,
so nobody who has just written can overtake them. Both end with their process, however it ends. A process that has the turn lets all
write who were waiting in it at that moment: else one that has many writers would get no more than one that has a single one.
"""

from __future__ import annotations

import fcntl
import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic, perf_counter, sleep

# As long as SQLite itself would wait.
LIMIT_S = 5.0
# How long to rest between two looks at a lock that another process holds: a write takes some milliseconds. Who has waited longer
# looks more often, so that nobody who has just come is quicker.
REST_S = (0.002, 0.0003)


class Waited(Exception):
    """The turn did not come within the time limit."""


@dataclass(slots=True)
class Figures:
    """What the owner can see: how many wrote, waited and gave up, and how long the waiting took in all and at worst."""

    turns: int = 0
    waited: int = 0
    gave_up: int = 0
    waiting: int = 0
    waited_s: float = 0.0
    longest_s: float = 0.0


class Queue:
    """Turns to write to one database file, in the order in which they were asked for."""

    def __init__(self, folder: Path, name: str, limit_s: float = LIMIT_S) -> None:
        self.figures = Figures()
        self.limit_s = limit_s
        self._paths = [folder / f"{name}.{part}" for part in ("next", "turn")]
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()
        # What holds the turn among processes, and how many of this one still have theirs in it.
        self._files: list[int] = []
        self._round = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn and have it until the block ends. Raises `Waited`."""
        started = perf_counter()
        until = monotonic() + self.limit_s
        self._queue(until)
        try:
            if self._files:
                self._round -= 1
            else:
                self._files = self._of_all_processes(until)
                self._round = len(self._waiting)
            self._count(perf_counter() - started)
            yield
        finally:
            self._hand_on()

    def _queue(self, until: float) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
            self.figures.waiting = len(self._waiting)
        if not mine.acquire(timeout=max(0.0, until - monotonic())):
            self._give_up(mine)

    def _give_up(self, mine: Lock) -> None:
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                self.figures.waiting = len(self._waiting)
                self.figures.gave_up += 1
                raise Waited
        # The turn came at the very last moment.

    def _hand_on(self) -> None:
        with self._lock:
            if not (self._waiting and self._round):
                self._let_others()
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
            self.figures.waiting = len(self._waiting)

    def _of_all_processes(self, until: float) -> list[int]:
        """The turn among processes: both files, of which the one that says who is next is free again."""
        files = [os.open(path, os.O_RDWR | os.O_CREAT, 0o600) for path in self._paths]
        try:
            for file in files:
                self._lock_file(file, until)
            fcntl.flock(files[0], fcntl.LOCK_UN)
        except BaseException:
            _close(files)
            raise
        return files

    def _let_others(self) -> None:
        _close(self._files)
        self._files, self._round = [], 0

    def _lock_file(self, file: int, until: float) -> None:
        rest, least = REST_S
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if monotonic() >= until:
                    self.figures.gave_up += 1
                    raise Waited from None
            sleep(rest)
            rest = max(rest / 2, least)

    def _count(self, waited_s: float) -> None:
        figures = self.figures
        figures.turns += 1
        figures.waited_s += waited_s
        figures.waited += waited_s > 0.001
        figures.longest_s = max(figures.longest_s, waited_s)


def _close(files: list[int]) -> None:
    for file in files:
        os.close(file)
