"""Drafts: what a row of a file says a record should be, before anybody knows whether there is such a record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# As many characters as a reference keeps of a foreign key.
LONGEST_KEY = 255


class Bad(Exception):
    """A cell that cannot be used: its column, None where the whole row is meant, and a sentence that says why."""

    def __init__(self, column: str | None, reason: str) -> None:
        super().__init__(column, reason)
        self.column = column
        self.reason = reason


# Where in a file: a row, counted from 1, the header, as spreadsheets do; in a document without rows, a few words.
Place = int | str


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a row was refused, or with `row` None a whole file."""

    row: Place | None
    column: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file; its cells by the name of their column in lower case."""

    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """What the cell says without the spaces around it; empty where the file has no such column."""
        return self.cells.get(column.casefold(), "").strip()


@dataclass(frozen=True, slots=True)
class Link:
    """Stands for the id of the record of `noun` that the file's source calls `key`."""

    noun: str
    key: str


@dataclass(frozen=True, slots=True)
class Given:
    """A value for a field and the column it was read from."""

    column: str
    value: Any


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell that changes nothing, such as the address of a picture."""

    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What `source` says of the record of `noun` that it calls `key`; `label` names it to people.

    `given` holds only what the file says: a field that is missing there changes nothing. `initial` is written to a
    record that is new. A text is in the source language unless its field names another one: `title@nl`.
    """

    source: str
    noun: str
    key: str
    label: str
    row: Place
    given: Mapping[str, Given]
    initial: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> tuple[str, str, str]:
        return self.source, self.noun, kept_key(self.key)

    @property
    def gist(self) -> bytes:
        """The same for drafts that say the same of a record, in whatever rows; short, since one is kept of each."""
        return hashlib.blake2b(repr((self.given, self.initial)).encode(), digest_size=16).digest()


def place_of(row: Place) -> str:
    return f"row {row}" if isinstance(row, int) else row


def kept_key(key: str) -> str:
    """A foreign key as a reference keeps it: one that is too long keeps its beginning and a digest of all of it."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:200]}~{hashlib.sha256(key.encode()).hexdigest()[:32]}"
