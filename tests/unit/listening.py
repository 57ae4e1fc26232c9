"""Hearing each statement that is sent, whether through SQLAlchemy or prepared, with the values bound in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from webapp.storage import prepared
from webapp.storage.engines import engines

Heard = list[tuple[str, Any]]


@contextmanager
def listening() -> Iterator[Heard]:
    """(SQL, values) of what is sent inside, by whoever reads or writes."""
    heard: Heard = []
    run = prepared._Compiled.run

    def hear(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        heard.append((sql, parameters[0] if many else parameters))

    def running(compiled: Any, raw: Any, *several: dict[str, Any]) -> Any:
        values = compiled._parameters(several[0])
        heard.append((compiled.sql, values if isinstance(values, dict) else tuple(values)))
        return run(compiled, raw, *several)

    both = (engines().reading, engines().writing)
    for engine in both:
        event.listen(engine, "before_cursor_execute", hear)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prepared._Compiled, "run", running)
            yield heard
    finally:
        for engine in both:
            event.remove(engine, "before_cursor_execute", hear)
