"""What was changed of records, noted by whatever writes it: no verb can forget its act, and without one nothing is written.

There are two ways to write. The session's unit of work can all there is. What only changes rows that were there, or adds texts to
them, as nearly every edit does, is written with one statement for all rows of which the same is written.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from webapp.storage import many
from webapp.storage.records import Record, Text
from webapp.storage.versions import new_version

CREATED = "created"
# What is noted for itself about a record and is no change to tell anybody.
SILENT = frozenset({"id", "version"})
Part = Record | Text


class Unrecorded(Exception):
    """A record was about to be changed outside an act."""


def settle(session: Session) -> None:
    """Write all that is changed, and let go of it. Raises `StaleDataError` where somebody was faster."""
    if session.deleted or not all(map(_is_plain, (*session.new, *session.dirty))):
        session.flush()
        return
    parts = sorted(_renewed(session), key=_place)
    for (table, is_new, *_fields), alike in _alike(session, parts).items():
        connection = session.info["act"].connection
        if is_new:
            many.add(connection, table, alike)
        elif many.change(connection, table, alike) != len(alike):
            raise StaleDataError(f"somebody was faster with one of {len(alike)} rows of {table.name}")
    _note(session, parts)
    session.expunge_all()


def _is_plain(touched: Any) -> bool:
    """Whether it is a text that is added to a record, or nothing but columns was changed of something that has a version."""
    state = inspect(touched)
    columns = state.mapper.columns
    if state.pending:
        complete = all(column.default is None or column.key in state.dict for column in columns)
        return isinstance(touched, Text) and complete and None not in _key(touched)
    changed = (field for field in state.committed_state if field not in columns)
    return isinstance(touched, Part) and all(
        field == "texts" and not state.attrs.texts.history.deleted for field in changed
    )


def _place(part: Part) -> tuple[str, Any]:
    """In one order, so that on PostgreSQL two writers cannot wait for each other."""
    return inspect(part).mapper.local_table.name, _key(part)


def _key(part: Part) -> list[Any]:
    key: list[Any] = inspect(part).mapper.primary_key_from_instance(part)
    return key


def _alike(session: Session, parts: list[Part]) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    """(table, whether they are new, columns) -> the rows of which these are written."""
    found = defaultdict[tuple[Any, ...], list[dict[str, Any]]](list)
    for part in parts:
        mapper, is_new = inspect(part).mapper, part in session.new
        if is_new:
            row = {column.key: getattr(part, column.key) for column in mapper.columns}
        else:
            row = {field: new for field, _old, new in _changed(part)}
            row |= {column.name + many.WAS: value for column, value in zip(mapper.primary_key, _key(part), strict=True)}
            row["version" + many.WAS] = session.info["versions_before"][part]
        found[mapper.local_table, is_new, *row].append(row)
    return found


@event.listens_for(Session, "before_flush")
def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    _renewed(session)


def _renewed(session: Session) -> list[Part]:
    """Each touched record or text, after it got its next version; the one before is kept for its act."""
    session.info["versions_before"] = before = {}
    touched = _touched(session)
    for part in touched:
        if "act" not in session.info:
            raise Unrecorded(f"{part.subject()[0]} was changed outside an act")
        if part not in session.new:
            before[part] = part.version
            part.version = new_version()
    return touched


def _touched(session: Session) -> list[Part]:
    changed = [o for o in session.dirty if isinstance(o, Part) and any(_changed(o))]
    return changed + [o for o in (*session.new, *session.deleted) if isinstance(o, Part)]


@event.listens_for(Session, "after_flush")
def _after_flush(session: Session, _context: Any) -> None:
    _note(session, [o for o in (*session.new, *session.dirty) if isinstance(o, Part)])


def _note(session: Session, parts: list[Part]) -> None:
    rows = [row for part in parts for row in _changes(session, part)]
    if rows:
        session.info["act"].note(rows)


def _changes(session: Session, part: Part) -> Iterator[dict[str, Any]]:
    """The rows for what was written of one record or text; what its columns were before is still known."""
    noun, record_id = part.subject()
    common = {
        "noun": noun,
        "record_id": record_id,
        "locale": part.locale if isinstance(part, Text) else None,
        "version_before": session.info["versions_before"].get(part),
        "version_after": part.version,
    }
    if part in session.new and isinstance(part, Record):
        yield common | {"field": CREATED, "old": "null", "new": "true"}
    for field, old, new in _changed(part):
        if field not in SILENT and not inspect(type(part)).columns[field].primary_key:
            yield common | {"field": field, "old": to_json(old), "new": to_json(new)}


def _changed(part: Part) -> Iterator[tuple[str, Any, Any]]:
    """(column, old, new) of what was set to something else. A text that is added leaves its record as it is."""
    state = inspect(part)
    for column in state.mapper.columns:
        if column.key in state.committed_state:
            history = state.attrs[column.key].history
            old, new = (history.deleted or [None])[0], (history.added or [None])[0]
            if old != new:
                yield column.key, old, new


def to_json(value: Any) -> str:
    return json.dumps(value.isoformat() if isinstance(value, datetime) else value, ensure_ascii=False)
