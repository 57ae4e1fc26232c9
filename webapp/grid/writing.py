"""Writing one field: guarded by the version that its author saw, merged where somebody changed another field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.grid.columns import Column, Table
from webapp.grid.fields import Invalid
from webapp.grid.making import New
from webapp.grid.meanwhile import Gone, last_by, merge_or_conflict
from webapp.grid.relations import Relation
from webapp.grid.uniques import refuse_taken, taken
from webapp.hypermedia.locales import current, marked, source
from webapp.storage import acts
from webapp.storage.acts import Act, Intent, Repeated
from webapp.storage.changes import TRASHED, Change, from_json
from webapp.storage.noting import CREATED, to_json
from webapp.storage.records import InTrash, Record, all_locked, locked
from webapp.storage.transactions import snapshot

T = TypeVar("T")


class Missing(Exception):
    """No such record."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a write: the act, None where nothing changed, and the values before and after."""

    act: int | None
    old: Any
    new: Any


def write_field(
    intent: Intent, table: Table, column: Column, record_id: int, locale: str, meant: Callable[[Any], Any], seen: str
) -> Written:
    """Set a field in one transaction, to what is `meant` where its old value stands.

    Raises `Missing`, `Gone`, `Conflict`, `Invalid`, and what `carry_out` raises.
    """

    def work(session: Session) -> tuple[Any, Any]:
        record = found(session, table, record_id)
        return put(session, record, column, locale, meant, seen)

    try:
        (old, new), act = carried_out(intent, work)
    except Repeated as repeated:
        spoken = locale if table.model.is_text(column.field) else None
        done = _done_before(intent, repeated.act_id, table, column.field, spoken, record_id)
        old, new = (from_json(table.model, column.field, text) for text in (done.old, done.new))
        value = meant(old)
        if isinstance(value, New) or to_json(value) == done.new:
            return Written(repeated.act_id, old, new)
        # The answer was lost and the text typed on: another write, which the version guards.
        return write_field(replace(intent, key=None), table, column, record_id, locale, meant, seen)
    return Written(act, old, new)


def put(
    session: Session, record: Record, column: Column, locale: str, meant: Callable[[Any], Any], seen: str
) -> tuple[Any, Any]:
    """The same within an act; returns the value before and after. Raises `Gone`, `Conflict` and `Invalid`."""
    if record.trashed_at is not None:
        raise Gone(last_by(session, record, TRASHED))
    old = record.value(column.field, locale)
    value = meant(old)
    if old != value:
        merge_or_conflict(session, record, column.field, locale, seen)
        if isinstance(value, New):
            refuse_taken(session, value.table, {value.table.title: value.name})
            value = made(session, value.table, {value.table.title: value.name}, locale).id
        apply(column, record, value, locale)
    return old, value


def create(intent: Intent, table: Table, values: dict[str, Any], locale: str) -> tuple[int, int | None]:
    """Make a record with some values; return its id and the act. Raises `Invalid`."""

    def work(session: Session) -> int:
        refuse_taken(session, table, values)
        return made(session, table, values, locale).id

    try:
        return carried_out(intent, work)
    except Repeated as repeated:
        done = _done_before(intent, repeated.act_id, table, CREATED, None)
        return done.record_id, repeated.act_id


def made(session: Session, table: Table, values: dict[str, Any], locale: str) -> Record:
    """A new record with some values, within an act. Raises `Invalid`."""
    record = table.model()
    session.add(record)
    with session.no_autoflush:
        for column in table.columns:
            if column.field in values:
                for spoken in _first_in(table, column, locale):
                    apply(column, record, values[column.field], spoken)
    session.flush()
    return record


def _first_in(table: Table, column: Column, locale: str) -> set[str]:
    """The languages that a first value is written in: where the others fall back to the source, that one cannot be empty."""
    stands_in = table.model.falls_back() and table.model.is_text(column.field)
    return {source(), locale} if stands_in else {locale}


def carried_out(intent: Intent, work: Callable[[Session], T]) -> tuple[T, int | None]:
    """The act; what the database refuses is `Invalid`, unless the same request was quicker by a moment: `Repeated`."""
    try:
        return acts.carry_out(intent, work)
    except IntegrityError as error:
        if intent.key:
            with snapshot() as connection:
                if done := connection.scalar(select(Act.id).where(Act.key == intent.key)):
                    raise Repeated(done) from error
        raise refusal(error) from error


def refusal(error: IntegrityError) -> Invalid:
    """What the database does not take, in a sentence."""
    if "unique" in str(error.orig).lower():
        return taken()
    return Invalid("refused", _("This value cannot be used here."))


def _done_before(
    intent: Intent, act_id: int, table: Table, field: str, locale: str | None, record_id: int | None = None
) -> Any:
    """What the act that used this key did to the field: `record_id`, `old`, `new`. Raises `Invalid` where it did something else."""
    mine = (Act.id == act_id, Act.actor_id == intent.actor.id, Change.noun == table.noun, Change.field == field)
    found = select(Change.record_id, Change.old, Change.new).join(Act, Act.id == Change.act_id).where(*mine)
    with snapshot() as connection:
        for row in connection.execute(found.where(Change.locale.is_not_distinct_from(locale))):
            if record_id in (None, row.record_id):
                return row
    raise Invalid("bad_key", _("This form was sent before, for something else. Load the page again."))


def set_trashed(intent: Intent, table: Table, record_id: int, trashed: bool) -> int | None:
    """Move a record to the trash or back; raises `Missing`, `InUse` and `Invalid`. Nothing changes where it is there already."""

    def work(session: Session) -> None:
        record = found(session, table, record_id)
        if (record.trashed_at is not None) != trashed:
            with _told(table.refusals):
                (record.trash if trashed else record.restore)()

    return acts.carry_out(intent, work)[1]


def trash_all(intent: Intent, table: Table, ids: list[int]) -> int | None:
    """Move records to the trash by one act, passing over those that are there; raises `Missing`, `InUse`, `Invalid`, `Repeated`."""

    def work(session: Session) -> None:
        records = all_locked(session, table.model, ids, texts=False)
        if len(records) < len(set(ids)):
            raise Missing
        with _told(table.refusals):
            for record in records.values():
                if record.trashed_at is None:
                    record.trash()

    return acts.carry_out(intent, work)[1]


def found(session: Session, table: Table, record_id: int) -> Record:
    record = locked(session, table.model, record_id)
    if record is None:
        raise Missing
    return record


def apply(column: Column, record: Record, value: Any, locale: str) -> None:
    """Set a field by its verb, within an act. Raises `Invalid`."""
    with _told(column.refusals):
        record.refuse_trashed(column.field, value)
        column.apply(record, value, locale)


@contextmanager
def _told(refusals: tuple[tuple[str, str], ...]) -> Iterator[None]:
    """A verb's `ValueError` as `Invalid`, in the words of the table; and what it would need of the trash."""
    try:
        yield
    except InTrash as error:
        raise Invalid("in_trash", _("%(title)s is in the trash. Restore it first.", title=_name(error))) from error
    except ValueError as error:
        why = dict(refusals).get(str(error), marked("This value cannot be used here."))
        raise Invalid(str(error) or "refused", _(why)) from error


def _name(error: InTrash) -> str:
    return Relation(noun=error.noun).name_of(error.record_id, current())
