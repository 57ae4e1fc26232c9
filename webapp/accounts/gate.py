"""A gate: so many may do something costly at once, and so many may wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore


class Full(Exception):
    """Nobody else may wait."""


class Gate:
    """At most `at_once` inside and `waiting` before it; whoever comes then is turned away with `Full`."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._places = BoundedSemaphore(at_once + waiting)
        self._inside = BoundedSemaphore(at_once)

    @contextmanager
    def passed(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Full
        try:
            with self._inside:
                yield
        finally:
            self._places.release()


# Verifying a password costs 28 ms of a processor: pages must not wait for a flood of sign-ins.
VERIFYING = Gate(at_once=2, waiting=8)
