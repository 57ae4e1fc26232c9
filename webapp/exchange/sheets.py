"""Sheets: CSV files as they come, held to the limits of SECURITY.md I3; what cannot be read is refused in a sentence."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from webapp.exchange.drafts import Flaw, Row

LARGEST = 10 * 2**20
LONGEST_FIELD = 32_000
MOST_COLUMNS = 500
LONE_RETURN = re.compile(r"\r(?!\n)")


class Unreadable(Exception):
    """A file that is refused as a whole; its text is a sentence."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read: its columns as it names them, the text that its rows are taken from, and how many those are."""

    name: str
    columns: tuple[str, ...]
    text: str
    length: int

    def rows(self) -> Iterator[Row | Flaw]:
        """All rows below the header that say anything; a flaw for each that does not fit the header."""
        for number, cells in enumerate(_records(self.text), 1):
            if number > 1 and any(cell.strip() for cell in cells):
                yield self._row(number, cells)

    def _row(self, number: int, cells: list[str]) -> Row | Flaw:
        if len(cells) != len(self.columns):
            reason = _("It has %(n)s columns, the header has %(m)s.", n=len(cells), m=len(self.columns))
            return Flaw(number, None, reason)
        for column, cell in zip(self.columns, cells, strict=True):
            if len(cell) > LONGEST_FIELD:
                reason = _("At most %(n)s characters; this has %(m)s.", n=LONGEST_FIELD, m=len(cell))
                return Flaw(number, column, reason)
        return Row(number, {column.casefold(): cell for column, cell in zip(self.columns, cells, strict=True)})


def opened(path: Path, name: str) -> Sheet:
    """Read a file whole, so that what no CSV reader gets past is found before any write; raises `Unreadable`."""
    text = text_of(path, LARGEST)
    if found := LONE_RETURN.search(text):
        raise Unreadable(_("It has a carriage return without a line feed in line %(n)s.", n=_line(text, found.start())))
    header = next(_records(text), [])
    length = sum(1 for _record in _records(text)) - 1
    return Sheet(name, _columns(header), text, length)


def text_of(path: Path, largest: int) -> str:
    """The text of a file of at most so many bytes; raises `Unreadable`."""
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise Unreadable(_("It cannot be read: %(reason)s.", reason=error.strerror)) from error
    if len(data) > largest:
        raise Unreadable(_("It is larger than %(n)s MiB.", n=largest // 2**20))
    return _decoded(data)


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(_("It is UTF-16; save it as UTF-8."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(_("It is not UTF-8: see byte %(n)s, in line %(m)s.", n=error.start + 1, m=line)) from error
    if (at := text.find("\0")) >= 0:
        raise Unreadable(_("It has a NUL character in line %(n)s.", n=_line(text, at)))
    return text


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _records(text: str) -> Iterator[list[str]]:
    number = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), strict=True):
            number += 1
            yield record
    except csv.Error as error:
        raise Unreadable(_("Row %(n)s is not CSV: %(reason)s.", n=number + 1, reason=error)) from error


def _columns(header: list[str]) -> tuple[str, ...]:
    columns = tuple(column.strip() for column in header)
    if not any(columns):
        raise Unreadable(_("It has no header in its first row."))
    if len(columns) > MOST_COLUMNS:
        raise Unreadable(_("It has %(n)s columns; at most %(m)s can be read.", n=len(columns), m=MOST_COLUMNS))
    named = [column.casefold() for column in columns if column]
    if twice := next((column for column in columns if named.count(column.casefold()) > 1), None):
        raise Unreadable(_("Its header names the column %(name)s twice.", name=twice[:80]))
    return columns
