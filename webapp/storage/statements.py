"""Counts the SQL statements of a request, so that a test can hold a page to its number."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter
from typing import Any

from flask import Flask
from sqlalchemy import event

from webapp.storage.engines import engines


class Recorder:
    """The statements (their SQL) run while it listened, and the seconds they took."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.seconds = 0.0


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
        recorder.statements.append(sql)
        recorder.seconds += seconds


def init_app(app: Flask) -> None:
    with app.app_context():
        for engine in (engines().reading, engines().writing):
            event.listen(engine, "before_cursor_execute", _start)
            event.listen(engine, "after_cursor_execute", _stop)


def _start(_c: Any, _cursor: Any, _sql: str, _parameters: Any, context: Any, _many: bool) -> None:
    context.etalage_started = perf_counter()


def _stop(_c: Any, _cursor: Any, sql: str, _parameters: Any, context: Any, _many: bool) -> None:
    note(sql, perf_counter() - context.etalage_started)
