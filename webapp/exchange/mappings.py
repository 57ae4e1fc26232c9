"""Mappings: what a kind of file looks like and what its rows say. The slices register theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from webapp.exchange.drafts import Bad, Draft, Flaw, Remark
from webapp.exchange.sheets import Sheet, Unreadable

Said = Draft | Remark


@dataclass(frozen=True, slots=True)
class Mapping:
    """A kind of file, recognised by the columns in `header`, of which it may have more.

    `reader` makes what understands the rows of one file in their order; it raises `Bad` for a row that it refuses.
    """

    name: str
    header: frozenset[str]
    reader: Callable[[], Callable[..., Iterable[Said]]]


_MAPPINGS: dict[str, Mapping] = {}


def register(*mappings: Mapping) -> None:
    """Make kinds of files known, in the order in which they are to be read: what others refer to first."""
    for mapping in mappings:
        _MAPPINGS[mapping.name] = mapping


def recognised(sheet: Sheet) -> Mapping:
    """The kind that asks for the most of the columns that are there; raises `Unreadable` where none fits."""
    there = {column.casefold() for column in sheet.columns}
    fitting = [m for m in _MAPPINGS.values() if {column.casefold() for column in m.header} <= there]
    if not fitting:
        known = ", ".join(_MAPPINGS)
        raise Unreadable(_("Its header is not recognised; files of these kinds are: %(kinds)s.", kinds=known))
    return max(fitting, key=lambda mapping: len(mapping.header))


def place(mapping: Mapping) -> int:
    """Where a kind stands in the order of reading."""
    return list(_MAPPINGS).index(mapping.name)


def understood(sheet: Sheet, mapping: Mapping) -> Iterator[Said | Flaw]:
    """What the rows of a file say, in their order."""
    read = mapping.reader()
    for row in sheet.rows():
        if isinstance(row, Flaw):
            yield row
            continue
        try:
            yield from list(read(row))
        except Bad as bad:
            yield Flaw(row.number, bad.column, bad.reason)
