"""Counts and times the SQL statements of a request, so that a test can hold a page to its number and the owner see slow ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter
from typing import Any

from flask import Flask
from sqlalchemy import event

from webapp.storage.engines import engines
from webapp.storage.places import place_of

# The same statement so often within one request is asked per row. Walking the stack costs as much as a small statement,
# so the line that sends it is looked up once, and only then.
REPEATED = 4
# A statement that takes so many seconds does not notice what looking up its line adds.
LONG_S = 0.01


class Recorder:
    """The statements (their SQL) run while it listened, and the seconds they took, each and together."""

    __slots__ = ("places", "seconds", "statements", "times", "took")

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.took: list[float] = []
        self.seconds = 0.0
        # SQL -> how often; and the line of our code that sent it, where it was repeated or long.
        self.times: dict[str, int] = {}
        self.places: dict[str, str] = {}

    def note(self, sql: str, seconds: float) -> None:
        self.statements.append(sql)
        self.took.append(seconds)
        self.seconds += seconds
        self.times[sql] = times = self.times.get(sql, 0) + 1
        if (times == REPEATED or seconds >= LONG_S) and sql not in self.places:
            self.places[sql] = place_of(sys._getframe(2))


_recorders: ContextVar[tuple[Recorder, ...]] = ContextVar("recorders", default=())


@contextmanager
def recorded() -> Iterator[Recorder]:
    """Record what runs inside, in this context only. BEGIN, COMMIT and PRAGMA are not statements of a page."""
    recorder = Recorder()
    token = _recorders.set((*_recorders.get(), recorder))
    try:
        yield recorder
    finally:
        _recorders.reset(token)


def note(sql: str, seconds: float) -> None:
    """For statements that bypass SQLAlchemy, such as the tokens of a page."""
    for recorder in _recorders.get():
        recorder.note(sql, seconds)


def init_app(app: Flask) -> None:
    with app.app_context():
        for engine in (engines().reading, engines().writing):
            event.listen(engine, "before_cursor_execute", _start)
            event.listen(engine, "after_cursor_execute", _stop)


def _start(_c: Any, _cursor: Any, _sql: str, _parameters: Any, context: Any, _many: bool) -> None:
    context.etalage_started = perf_counter()


def _stop(_c: Any, _cursor: Any, sql: str, _parameters: Any, context: Any, _many: bool) -> None:
    note(sql, perf_counter() - context.etalage_started)
