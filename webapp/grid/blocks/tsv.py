"""Blocks of cells as spreadsheets put them on the clipboard as plain text: tabs between cells, a line for each row.

A cell with a tab or a line break in it, and one that begins with a quotation mark, stands in quotation marks, and those
within it are doubled. A quotation mark anywhere else is only itself, as in `24" screen`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

QUOTED = r'"([^"]*(?:""[^"]*)*)"(?=[\t\r\n]|\Z)'
CELL = re.compile(rf"(?:{QUOTED}|([^\t\r\n]*))(\t|\r\n|[\r\n]|\Z)")
NEEDS_QUOTES = re.compile(r'^"|[\t\r\n]')


def parse(text: str) -> list[list[str]]:
    """The rows; what ends the last line begins no further one. Rows may differ in length."""
    rows: list[list[str]] = []
    row: list[str] = []
    for found in CELL.finditer(text):
        quoted, plain, ends = found.groups()
        if ends == "" and not row and not found[0]:
            break  # the text has ended with its last line
        row.append(plain if quoted is None else quoted.replace('""', '"'))
        if ends != "\t":
            rows.append(row)
            row = []
        if ends == "":
            break
    return rows


def written(rows: Iterable[Sequence[str]]) -> str:
    """The same as text: `parse(written(rows))` gives them back."""
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows)


def _cell(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if NEEDS_QUOTES.search(text) else text
