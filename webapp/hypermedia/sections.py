"""The sections of the sitemap: which pages there are, in which languages, and when each changed last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from webapp.hypermedia.heads import alternates
from webapp.hypermedia.locales import languages
from webapp.hypermedia.paths import absolute
from webapp.hypermedia.showing import Shown, shown
from webapp.storage.latest import Latest, latest_changes
from webapp.storage.spoken import parts, spoken, spoken_scopes


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in its languages: locale -> path, and locale -> when it changed last, where that is known."""

    twins: Mapping[str, str]
    changed: Mapping[str, datetime] = field(default_factory=dict)
    default: str | None = None

    @property
    def pages(self) -> list[tuple[str, datetime | None]]:
        """(address, when it changed) in each language of the shop."""
        there = [one.code for one in languages() if one.code in self.twins]
        return [(absolute(self.twins[code]), self.changed.get(code)) for code in there]

    @property
    def alternates(self) -> list[tuple[str, str]]:
        return alternates(self.twins, self.default)


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one kind, in parts by the ids of what they show: part n begins at n times a size, so none ever moves.

    `parts(connection, size)` says which there are; a section that shows no records has part 0 only.
    """

    name: str
    scopes: Callable[[], set[str]]
    entries: Callable[[Connection, range], Iterable[Entry]]
    parts: Callable[[Connection, int], list[int]] = lambda _connection, _size: [0]


_SECTIONS: dict[str, Section] = {}


def register(*several: Section) -> None:
    for section in several:
        _SECTIONS[section.name] = section


def sections() -> dict[str, Section]:
    """Name -> section: those that slices have registered, and one of each noun that they show."""
    return _SECTIONS | {one.name: _section_of(one) for one in shown()}


def _section_of(one: Shown) -> Section:
    return Section(
        one.name,
        lambda: spoken_scopes(one.model, _locales()),
        lambda connection, ids: _entries(connection, one, ids),
        lambda connection, size: parts(connection, one.model, one.condition, size),
    )


def _locales() -> list[str]:
    return [spoken.code for spoken in languages()]


def _entries(connection: Connection, one: Shown, ids: range) -> Iterator[Entry]:
    locales = set(_locales())
    rows = [row for row in spoken(connection, one.model, one.condition, ids) if row.locale in locales]
    latest = latest_changes(connection, one.model.__noun__, {row.id for row in rows})
    for _id, texts in groupby(rows, lambda row: row.id):
        told = list(texts)
        changed = {row.locale: _changed(row, latest) for row in told}
        yield Entry(
            {row.locale: one.path(row.locale, row.slug) for row in told},
            {locale: moment for locale, moment in changed.items() if moment},
        )


def _changed(row: Any, latest: Latest) -> datetime | None:
    """When its text was, or what is the same in every language; at the earliest when it came out."""
    known = (row.since, latest.get((row.id, row.locale)), latest.get((row.id, None)))
    return max((moment for moment in known if moment), default=None)
