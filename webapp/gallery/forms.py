"""Editors of made-up records, with what somebody typed into them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from webapp.gallery.made import FIRST_ID, VERSION
from webapp.grid.columns import Table
from webapp.grid.editors import Editor
from webapp.grid.fields import Invalid
from webapp.hypermedia.locales import Language


def editor(table: Table, field: str, spoken: Language, typed: str, **known: Any) -> Editor:
    column = table.column(field)
    assert column, f"{table.plural} have no {field}"
    return Editor(table, column, FIRST_ID, spoken, typed, VERSION, f"gallery-{field}", **known)


def refused(table: Table, field: str, spoken: Language, typed: str, **known: Any) -> Editor:
    """The same with the sentence that its type has for what was typed."""
    wrong = editor(table, field, spoken, typed, **known)
    try:
        table.parse(wrong.column, typed, spoken)
    except Invalid as error:
        return replace(wrong, error=error.text, code=error.code)
    raise AssertionError(f"{typed!r} can be saved")
