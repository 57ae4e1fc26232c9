"""Upserts: drafts become records, through the references that earlier imports left.

A field is written only where it still holds what the last import said, or what it held before anybody wrote it. What
somebody has edited since is kept, whatever the file says now.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session, selectinload

from webapp.exchange import targets
from webapp.exchange.drafts import Bad, Draft, Flaw, Link, kept_key
from webapp.exchange.models import Reference
from webapp.exchange.targets import Target, target_of
from webapp.storage.records import Record

Address = tuple[str, str, str]
CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"


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
    known = Known(session, drafts)
    return [_guarded(session, known, draft, locale) for draft in drafts]


class Known:
    """The references and records that a batch of drafts is about, read at once."""

    def __init__(self, session: Session, drafts: Iterable[Draft]) -> None:
        self.session = session
        self.references: dict[Address, Reference] = {}
        self.records: dict[tuple[str, int], Record] = {}
        self._read_references(drafts)
        self._read_records()

    def _read_references(self, drafts: Iterable[Draft]) -> None:
        wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
        for source, noun, key in (address for draft in drafts for address in _addresses(draft)):
            wanted[source, noun].add(key)
        for (source, noun), keys in wanted.items():
            among = (Reference.source == source, Reference.noun == noun, Reference.foreign_key.in_(keys))
            for reference in self.session.scalars(select(Reference).where(*among)):
                self.references[source, noun, reference.foreign_key] = reference

    def _read_records(self) -> None:
        wanted: dict[str, set[int]] = defaultdict(set)
        for (_source, noun, _key), reference in self.references.items():
            wanted[noun].add(reference.record_id)
        for noun, ids in wanted.items():
            model: Any = target_of(noun).model
            texts = [selectinload(model.texts)] if model.__texts__ else []
            for record in self.session.scalars(select(model).where(model.id.in_(ids)).options(*texts)):
                self.records[noun, record.id] = record

    def record(self, address: Address) -> Record | None:
        """The record that a reference leads to; None where there is no reference, or no such record any more."""
        reference = self.references.get(address)
        return self.records.get((address[1], reference.record_id)) if reference else None

    def namesake(self, target: Target, draft: Draft, locale: str) -> Record | None:
        """A record of the same name that this source does not call by another key already."""
        if target.named is None or "name" not in draft.given:
            return None
        source, noun, _key = draft.address
        for found in target.named(self.session, draft.given["name"].value, locale):
            among = (Reference.source == source, Reference.noun == noun, Reference.record_id == found)
            if not self.session.scalar(select(exists().where(*among))):
                return self.session.get(target.model, found)
        return None

    def said(self, address: Address) -> dict[str, Any]:
        """Field -> value, as the last import of this record said it."""
        reference = self.references.get(address)
        return dict(json.loads(reference.imported)) if reference else {}

    def keep(self, address: Address, record: Record, said: dict[str, Any]) -> None:
        """Note what the source said of a record; only once that is written does it count for the rest of the batch."""
        imported = json.dumps(said, ensure_ascii=False, sort_keys=True)
        reference = self.references.get(address)
        if reference is None:
            reference = Reference(source=address[0], noun=address[1], foreign_key=address[2], record_id=record.id)
            self.session.add(reference)
        reference.record_id, reference.imported = record.id, imported
        self.session.flush()
        self.references[address] = reference
        self.records[address[1], record.id] = record


def _addresses(draft: Draft) -> Iterator[Address]:
    yield draft.address
    for given in draft.given.values():
        if isinstance(given.value, Link):
            yield _linked(draft, given.value)


def _linked(draft: Draft, link: Link) -> Address:
    return draft.source, link.noun, kept_key(link.key)


def _guarded(session: Session, known: Known, draft: Draft, locale: str) -> Outcome:
    target = target_of(draft.noun)
    try:
        with session.begin_nested(), session.no_autoflush:
            return _upserted(session, known, draft, locale)
    except Bad as bad:
        flaw = Flaw(draft.row, bad.column, bad.reason)
    except (IntegrityError, DataError):
        flaw = _refused_by_database(session, target, draft)
    return Outcome(draft, REFUSED, flaw=flaw)


def _upserted(session: Session, known: Known, draft: Draft, locale: str) -> Outcome:
    target, outcome = target_of(draft.noun), Outcome(draft)
    targets.check(target, draft)
    values = _values(known, draft, outcome)
    record = known.record(draft.address) or known.namesake(target, draft, locale)
    if record is None:
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
        elif (linked := known.record(_linked(draft, given.value))) is None:
            outcome.without.append((name, _("“%(key)s” was not imported yet", key=given.value.key)))
        elif linked.trashed_at is not None:
            outcome.without.append((name, _("“%(key)s” is in the trash", key=given.value.key)))
        else:
            values[name] = linked.id
    return values


def _created(session: Session, target: Target, draft: Draft, values: dict[str, Any], locale: str) -> Record:
    targets.check_complete(target, draft)
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
        current = record.value(name, locale)
        if current == value:
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
