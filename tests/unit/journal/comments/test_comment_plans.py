"""Each index of comments serves a statement that would otherwise read them all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from webapp.extensions import Base
from webapp.journal.comments.marks import Writer
from webapp.journal.comments.queries import piles, reading
from webapp.journal.comments.queries.piles import Pile
from webapp.journal.comments.writing import Draft, write
from webapp.storage import clock
from webapp.storage.acts import Actor, Intent
from webapp.storage.engines import engines
from webapp.storage.transactions import snapshot


def _read(query: Callable[..., Any], *args: Any) -> Callable[[], Any]:
    def run() -> Any:
        with snapshot() as connection:
            return query(connection, *args)

    return run


def _write(user_id: int | None) -> Callable[[], Any]:
    writer = Writer(user_id, None if user_id else "f" * 64, "somebody")
    draft = Draft(1, None, "Zoë", "en", "The same words, of which there are quite enough.")
    return lambda: write(Intent(Actor(None, "Zoë"), "page"), draft, writer)


USES = {
    "ix_comment_post": _read(reading.places, 1),
    "ix_comment_parent_id": _read(reading.places, 1),
    "ix_comment_state": _read(lambda connection: piles.pile_rows(connection, "en", Pile(), clock.now())),
    "ix_comment_digest": _write(None),
    "ix_comment_browser": _write(None),
    "ix_comment_user_id": _write(99),
    "ix_comment_sent_sender": _write(None),
    "ix_comment_sent_at": _write(None),
}


def test_each_index_is_here():
    tables = [Base.metadata.tables[name] for name in ("comment", "comment_sent")]
    assert {index.name for table in tables for index in table.indexes} == set(USES)


@pytest.mark.parametrize("index", USES)
def test_an_index_serves(sqlite_shop: Flask, index: str):
    heard: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, sql: str, values: Any, *_rest: Any) -> None:
        heard.append((sql, values))

    both = (engines().reading, engines().writing)
    for engine in both:
        event.listen(engine, "before_cursor_execute", hear)
    try:
        # Nobody is number 99, as the last statement of a write finds out.
        with suppress(IntegrityError):
            USES[index]()
    finally:
        for engine in both:
            event.remove(engine, "before_cursor_execute", hear)
    with snapshot() as connection:
        plans = [
            row[3]
            for sql, values in heard
            if sql.startswith(("SELECT", "DELETE"))
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        ]
    assert [step for step in plans if f"USING INDEX {index}" in step or f"USING COVERING INDEX {index}" in step]
