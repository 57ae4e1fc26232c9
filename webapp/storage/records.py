"""Records: what people edit. A record has a version, may be in the trash, and may have texts in several languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, TypeVar, cast

from sqlalchemy import String, Table, bindparam, func, inspect, select
from sqlalchemy.orm import (
    Mapped,
    Session,
    declared_attr,
    make_transient_to_detached,
    mapped_column,
    object_session,
    selectinload,
)
from sqlalchemy.orm.util import identity_key

from webapp.extensions import Base
from webapp.storage.clock import Moment, now
from webapp.storage.prepared import Prepared
from webapp.storage.tallies import STANDING, Tally
from webapp.storage.versions import new_version, seen

R = TypeVar("R", bound="Record")


class InUse(Exception):
    """A record that others refer to cannot go to the trash: `count` records of `noun` do."""

    def __init__(self, noun: str, count: int) -> None:
        super().__init__(noun, count)
        self.noun = noun
        self.count = count


class InTrash(Exception):
    """A record that is not in the trash cannot refer to one that is."""

    def __init__(self, noun: str, record_id: int) -> None:
        super().__init__(noun, record_id)
        self.noun = noun
        self.record_id = record_id


class Record:
    """Mixin of a noun's table. Its writes go through acts, which note each changed field."""

    __noun__: ClassVar[str]
    # The class of its texts, one row per locale, related as `texts` and keyed by locale.
    __texts__: ClassVar[type[Text] | None] = None
    __tallies__: ClassVar[tuple[Tally, ...]] = (STANDING,)
    # The references without which it is not whole: while it is not in the trash, neither is what they refer to.
    __needs__: ClassVar[tuple[str, ...]] = ()
    texts: Any

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(16), default=new_version)
    trashed_at: Mapped[datetime | None] = mapped_column(Moment)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        # The acts set the new version, so that it is known before the row is written.
        return {"version_id_col": cls.version, "version_id_generator": False}

    @classmethod
    @cache
    def is_text(cls, field: str) -> bool:
        """Whether `field` is written once per language."""
        return cls.__texts__ is not None and field in cls.__texts__.fields()

    @classmethod
    def falls_back(cls) -> bool:
        return cls.__texts__ is not None and cls.__texts__.__falls_back__

    def value(self, field: str, locale: str) -> Any:
        """What the record itself holds: for a text in this locale, without any fallback."""
        if not self.is_text(field):
            return getattr(self, field)
        text = self.texts.get(locale)
        return None if text is None else getattr(text, field)

    def assign(self, field: str, locale: str, value: Any) -> None:
        """Set a field; the first text in a locale makes its row."""
        if not self.is_text(field):
            setattr(self, field, value)
            return
        assert self.__texts__ is not None
        if locale not in self.texts:
            owner = {f"{self.__noun__}_id": self.id}
            self.texts[locale] = cast(Any, self.__texts__)(locale=locale, version=new_version(), **owner)
        setattr(self.texts[locale], field, value)

    def part(self, field: str, locale: str) -> Record | Text | None:
        """What holds a field and has a version of its own: the record, or its text in one language if there is one."""
        return self.texts.get(locale) if self.is_text(field) else self

    def version_in(self, locale: str) -> str:
        """The versions of the record and of its text in one language: what an editor in that language has seen."""
        text = self.texts.get(locale) if self.__texts__ else None
        return seen(self.version, text and text.version)

    def subject(self) -> tuple[str, int]:
        """Its noun and id."""
        return self.__noun__, self.id

    def session(self) -> Session:
        session = object_session(self)
        assert session is not None, "verbs run inside an act"
        return session

    def refuse_trashed(self, field: str, record_id: int | None) -> None:
        """Raise `InTrash` where `field` is a reference that it needs, and `record_id` is in the trash."""
        if record_id is not None and (model := _needs(self.__noun__).get(field)):
            target = self.session().get(model, record_id)
            if target is not None and target.trashed_at is not None:
                raise InTrash(model.__noun__, record_id)

    def trash(self) -> None:
        """Raises `InUse` where records that are not in the trash need this one."""
        for owner, field in _needed_by(self.__noun__):
            referring = getattr(owner, field) == self.id, owner.trashed_at.is_(None)
            if count := self.session().scalar(select(func.count()).select_from(owner).where(*referring)):
                raise InUse(owner.__noun__, count)
        self.trashed_at = now()

    def restore(self) -> None:
        """Raises `InTrash` where it needs a record that is in the trash."""
        for field in self.__needs__:
            self.refuse_trashed(field, getattr(self, field))
        self.trashed_at = None


class Text:
    """Mixin of a noun's texts: one row per record and locale, with a version of its own, so that whoever changes a text
    in one language leaves the record, and with it all other languages, as it is."""

    __owner__: ClassVar[str]
    # Whether the source language stands in for what is not translated; otherwise a record is only where it has a text.
    __falls_back__: ClassVar[bool] = True
    locale: Mapped[str]
    # The default is for texts from before there was a version; the first change gives them one.
    version: Mapped[str] = mapped_column(String(16), default=new_version, server_default="")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version, "version_id_generator": False}

    @classmethod
    def fields(cls) -> frozenset[str]:
        """The columns that are written per language."""
        columns = {column.key for column in cls.__table__.columns if not column.primary_key}  # type: ignore[attr-defined]
        return frozenset(columns - {"version"})

    def subject(self) -> tuple[str, int]:
        """The noun and id of its record, whose name is also that of the reference to it."""
        return self.__owner__, getattr(self, f"{self.__owner__}_id")


def locked(session: Session, model: type[R], record_id: int) -> R | None:
    """A record that nobody else writes until the transaction ends: on PostgreSQL several writers of one row wait for each other
    instead of doing the same work again. Made of its row, it costs a quarter of what the session would take."""
    if session.identity_map.get(identity_key(model, record_id)) is not None:
        return session.get(model, record_id, with_for_update=True)
    row = _row_of(inspect(model).local_table).first(session.connection(), record=record_id)
    if row is None:
        return None
    record = model()
    vars(record).update(row._asdict())
    make_transient_to_detached(record)
    session.add(record)
    return record


def all_locked(session: Session, model: Any, ids: Iterable[int], texts: bool) -> dict[int, Any]:
    """Those that there are of several, by one SELECT and one for their texts; locked in the order of their ids."""
    rows = select(model).where(model.id.in_(set(ids))).order_by(model.id).with_for_update()
    found = session.scalars(rows.options(selectinload(model.texts)) if texts else rows)
    return {record.id: record for record in found}


@cache
def _row_of(table: Table) -> Prepared:
    return Prepared(select(*table.columns).where(table.c.id == bindparam("record")).with_for_update())


@cache
def _needs(noun: str) -> dict[str, type[Record]]:
    """Field -> the class of what it refers to, of the references that a record of a noun needs."""
    model = model_of(noun)
    table = cast(Table, inspect(model).local_table)
    targets = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    return {field: targets[next(iter(table.c[field].foreign_keys)).column.table] for field in model.__needs__}


@cache
def _needed_by(noun: str) -> list[tuple[Any, str]]:
    """(class, field) of the references by which others need a record of a noun; its own kind comes last."""
    owners = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Record)]
    owners.sort(key=lambda owner: (owner.__noun__ == noun, owner.__noun__))
    needs = [(owner, *need) for owner in owners for need in _needs(owner.__noun__).items()]
    return [(owner, field) for owner, field, target in needs if target.__noun__ == noun]


@cache
def model_of(noun: str) -> type[Record]:
    """The class of a noun; raises `LookupError` for a word that is none."""
    for mapper in Base.registry.mappers:
        if getattr(mapper.class_, "__noun__", None) == noun:
            found: type[Record] = mapper.class_
            return found
    raise LookupError(noun)
