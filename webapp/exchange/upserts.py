"""Upserts: drafts become records, through the references that earlier imports left.

A field is written only where it still holds what the last import said, or what it held before anybody wrote it. What
somebody has edited since is kept, whatever the file says now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from webapp.exchange import targets
from webapp.exchange.drafts import Bad, Draft, Flaw, Link
from webapp.exchange.known import Known, linked_address
from webapp.exchange.targets import Target, target_of
from webapp.storage import acts
from webapp.storage.records import Record

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
# Names the lock of PostgreSQL that lets one import write at a time; on SQLite every writer has that anyway.
ONE_IMPORT = 0x45746C67


@dataclass(slots=True)
class Outcome:
    """What became of a draft: fields written, as (field, before, after), and fields kept or left out, as (field, why)."""

    draft: Draft
    kind: str = UNCHANGED
    written: list[tuple[str, Any, Any]] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    without: list[tuple[str, str]] = field(default_factory=list)
    flaw: Flaw | None = None


def upsert(session: Session, drafts: Sequence[Draft], locale: str) -> list[Outcome]:
    """Write drafts inside an act; a draft that is refused leaves no trace, and the others go in."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(ONE_IMPORT)))
    known = Known(session, drafts)
    return [_guarded(session, known, draft, locale) for draft in drafts]


def _guarded(session: Session, known: Known, draft: Draft, locale: str) -> Outcome:
    target = target_of(draft.noun)
    try:
        with acts.savepoint(session), session.no_autoflush:
            return _upserted(session, known, draft, locale)
    except Bad as bad:
        flaw = Flaw(draft.row, bad.column, bad.reason)
    except (IntegrityError, DataError):
        flaw = _refused_by_database(session, target, draft)
    return Outcome(draft, REFUSED, flaw=flaw)


def _upserted(session: Session, known: Known, draft: Draft, locale: str) -> Outcome:
    target, outcome = target_of(draft.noun), Outcome(draft)
    targets.check(target, draft.given)
    values = _values(known, draft, outcome)
    record = known.record(draft.address) or known.namesake(target, draft, locale)
    if record is None:
        _refuse_incomplete(target, draft, values, outcome)
        record, said = _created(session, target, draft, values, locale), dict(draft.initial) | values
        outcome.kind = CREATED
    elif record.trashed_at is not None:
        outcome.kept.append(("", _("it is in the trash")))
        said = known.said(draft.address)
    else:
        said = known.said(draft.address)
        _merge(target, record, draft, values, said, locale, outcome)
        said |= values
    session.flush()
    known.keep(draft.address, record, said)
    return outcome


def _values(known: Known, draft: Draft, outcome: Outcome) -> dict[str, Any]:
    """The values of a draft, links as ids. A link that leads nowhere, or into the trash, is left for another import."""
    values: dict[str, Any] = {}
    for name, given in draft.given.items():
        if not isinstance(given.value, Link):
            values[name] = given.value
        elif (linked := known.record(linked_address(draft, given.value))) is None:
            outcome.without.append((name, _("“%(key)s” was not imported yet", key=given.value.key)))
        elif linked.trashed_at is not None:
            outcome.without.append((name, _("“%(key)s” is in the trash", key=given.value.key)))
        else:
            values[name] = linked.id
    return values


def _refuse_incomplete(target: Target, draft: Draft, values: dict[str, Any], outcome: Outcome) -> None:
    for name, reason in outcome.without:
        if name in target.required:
            raise Bad(draft.given[name].column, _("It is required, but %(reason)s.", reason=reason))
    targets.check_complete(target, [*draft.initial, *values])


def _created(session: Session, target: Target, draft: Draft, values: dict[str, Any], locale: str) -> Record:
    record = target.model()
    session.add(record)
    for name, value in {**draft.initial, **values}.items():
        _write(target, record, draft, name, value, locale)
    return record


def _merge(
    target: Target,
    record: Record,
    draft: Draft,
    values: dict[str, Any],
    said: dict[str, Any],
    locale: str,
    outcome: Outcome,
) -> None:
    for name, value in values.items():
        current = target.read(record, name, locale)
        if current == value or (current is not None and targets.spoken(name)[0] in target.once):
            continue
        if current != said.get(name, target.untouched(name)):
            outcome.kept.append((name, _("edited since") if name in said else _("written here before")))
            continue
        _write(target, record, draft, name, value, locale)
        outcome.written.append((name, current, value))
        outcome.kind = UPDATED


def _write(target: Target, record: Record, draft: Draft, name: str, value: Any, locale: str) -> None:
    try:
        target.write(record, name, value, locale)
    except ValueError as error:
        column = draft.given[name].column if name in draft.given else None
        raise Bad(column, _("This value cannot be used here.")) from error


def _refused_by_database(session: Session, target: Target, draft: Draft) -> Flaw:
    """Which value is taken already, as far as a constraint of one column tells."""
    for name, given in draft.given.items():
        column = target.column(name)
        if column.unique and session.scalar(select(exists().where(column == given.value))):
            return Flaw(draft.row, given.column, _("Another %(noun)s has this already.", noun=draft.noun))
    return Flaw(draft.row, None, _("The database refuses it."))
