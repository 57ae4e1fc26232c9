"""Files: each recognised once, as a table of rows or as a document, in the order in which they can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from webapp.exchange import mappings
from webapp.exchange.drafts import Flaw
from webapp.exchange.mappings import Said
from webapp.exchange.reports import Report
from webapp.exchange.sheets import Unreadable, opened


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of file or folder that is no table of rows.

    `opened` looks through all of it, so that what cannot be read is refused before any write, as `Unreadable`; what it
    returns then says one thing after the other. Where the whole may still turn out unreadable, it raises that as well.
    """

    name: str
    recognises: Callable[[Path], bool]
    opened: Callable[[Path], Iterator[Said | Flaw]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file whose kind is known, and what it says; its `length` in rows, None for a document, which has none."""

    name: str
    kind: str
    said: Iterable[Said | Flaw]
    length: int | None = None


_DOCUMENTS: dict[str, Document] = {}


def register(*documents: Document) -> None:
    """Make kinds of documents known, in the order in which they are to be read: all of them after the tables."""
    for document in documents:
        _DOCUMENTS[document.name] = document


def importable(path: Path) -> bool:
    """Whether there is anything to read: a file, or a folder that some kind of document knows."""
    return path.is_file() or _document(path) is not None


def recognised(paths: Sequence[Path], report: Report) -> list[Reading]:
    found: list[tuple[int, int, Reading]] = []
    for path in {path.resolve(): path for path in paths}.values():
        try:
            found.append(_recognised(path))
        except Unreadable as unreadable:
            report.refuse(Flaw(None, None, str(unreadable)), str(path))
    return [reading for *_place, reading in sorted(found, key=lambda one: one[:2])]


def _recognised(path: Path) -> tuple[int, int, Reading]:
    if document := _document(path):
        place = list(_DOCUMENTS).index(document.name)
        return 1, place, Reading(str(path), document.name, document.opened(path))
    sheet = opened(path, str(path))
    mapping = mappings.recognised(sheet)
    return (
        0,
        mappings.place(mapping),
        Reading(sheet.name, mapping.name, mappings.understood(sheet, mapping), sheet.length),
    )


def _document(path: Path) -> Document | None:
    return next((document for document in _DOCUMENTS.values() if document.recognises(path)), None)
