"""What a batch of drafts is about: references that earlier imports left, and the records they lead to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from webapp.exchange.drafts import Draft, Link, kept_key
from webapp.exchange.models import Reference
from webapp.exchange.targets import Target, target_of
from webapp.storage.records import Record

Address = tuple[str, str, str]


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
        if (reference := self.references.get(address)) is None:
            return {}
        target = target_of(address[1])
        return {name: target.revived(name, kept) for name, kept in json.loads(reference.imported).items()}

    def keep(self, address: Address, record: Record, said: dict[str, Any]) -> None:
        """Note what the source said of a record; only once that is written does it count for the rest of the batch."""
        imported = json.dumps(said, ensure_ascii=False, sort_keys=True, default=datetime.isoformat)
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
            yield linked_address(draft, given.value)


def linked_address(draft: Draft, link: Link) -> Address:
    return draft.source, link.noun, kept_key(link.key)
