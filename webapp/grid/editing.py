"""Editing on a public page: the editors that a signed-in editor's page brings along, for fields that are the same bytes for all."""

from __future__ import annotations

from webapp.access import Visitor
from webapp.grid.columns import table_named
from webapp.grid.editors import Editor
from webapp.hypermedia.locales import current


def page_editors(plural: str, visitor: Visitor | None) -> list[Editor]:
    """The templates of the fields that this visitor may write in the language of the page; none for everybody else."""
    table, spoken = table_named(plural), current()
    if table is None or visitor is None:
        return []
    writable = (column for column in table.columns if table.may_write(visitor, column, spoken.code))
    return [Editor(table, column, 0, spoken, "", "", "template", face="page") for column in writable]
