"""What the grid's templates are given: the table, its columns' editors, one editor with an error or a conflict."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from sqlalchemy import Connection

from webapp.freshness.gathering import remembered
from webapp.grid.columns import Column, Table, table_named
from webapp.grid.contrast import contrasts
from webapp.grid.fields import LongText, lines_of
from webapp.grid.figures import figures
from webapp.grid.rows import PER_PAGE, ListKey, Row, page_of_rows, scopes_of
from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.locales import Language, current, language
from webapp.hypermedia.templates import href, render

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class Editor:
    """One field being edited: what was typed, the version it was based on, and what is wrong with it if anything."""

    table: Table
    column: Column
    record_id: int
    spoken: Language
    typed: str
    version: str
    key: str
    face: str = "grid"
    next: str = ""
    error: str | None = None
    code: str | None = None
    title: str = ""
    # The language of the text where it is not that of the page, and those that its author may turn to.
    other: Language | None = None
    languages: tuple[Language, ...] = ()

    @property
    def language(self) -> Language:
        """That of the text."""
        return self.other or self.spoken

    @property
    def next_language(self) -> Language:
        """The one after it, behind the last the first."""
        place = self.languages.index(self.language) + 1 if self.language in self.languages else 0
        return self.languages[place % len(self.languages)]

    @property
    def id(self) -> str:
        return f"f-{self.key}"

    @property
    def cell(self) -> str:
        return f"{self.table.noun}-{self.record_id}-{self.column.field}"

    @property
    def url(self) -> str:
        plural = self.table.plural
        return href(
            "desk.field", locale=self.spoken.code, plural=plural, record_id=self.record_id, field=self.column.field
        )

    @property
    def is_text(self) -> bool:
        return self.table.model.is_text(self.column.field)

    @property
    def has_preview(self) -> bool:
        return isinstance(self.column.type, LongText) and self.column.type.render is not None

    @property
    def shown(self) -> Markup:
        """A long text as its page will show it; only where it has a preview."""
        assert isinstance(self.column.type, LongText)
        assert self.column.type.render is not None
        return self.column.type.render(lines_of(self.typed))

    @property
    def size(self) -> dict[str, int]:
        """How many characters and words it has."""
        text = lines_of(self.typed)
        return {"characters": len(text), "words": len(text.split())}


def new_key() -> str:
    return secrets.token_urlsafe(12)


def editor_html(editor: Editor) -> str:
    """The form of one field."""
    return render("partials/grid/editor.html", "display", editor.spoken.code, {"e": editor})


def conflict_html(editor: Editor, theirs: str, original: str | None, who: str, when: str) -> str:
    """The same form with the choice between mine, theirs and the original; of a long text, what differs between them."""
    context = {"e": editor, "theirs": theirs, "original": original, "who": who, "when": when}
    if isinstance(editor.column.type, LongText):
        context["contrasts"] = contrasts(lines_of(editor.typed), theirs, original)
    return render("partials/grid/conflict.html", "display", editor.spoken.code, context)


def preview_html(editor: Editor) -> str:
    """A long text as its page will show it, or why it cannot be saved like this."""
    return render("partials/grid/preview.html", "display", editor.spoken.code, {"e": editor})


def peek_html(table: Table, row: Row, editors: Iterable[tuple[Column, Editor]]) -> str:
    """A record to be looked at: the cells of its row, and of long texts all."""
    whole = {column.field: one.typed for column, one in editors if isinstance(column.type, LongText)}
    columns: tuple[Any, ...] = (*table.columns, *table.derived)
    shown = [
        (column.label, whole.get(cell.field) or cell.text, cell.lang)
        for column, cell in zip(columns, row.cells, strict=True)
    ]
    context = {"table": table, "row": row, "shown": shown}
    return render("partials/grid/peek.html", "display", current().code, context)


def table_context(connection: Connection, locale: str, key: ListKey, locked: tuple[str, ...]) -> Mapping[str, Any]:
    table, spoken = _table(key), language(locale)
    count, totals = figures(connection, table, key, spoken)
    last = max(1, -(-count // PER_PAGE))
    # A page that is no more, since rows went or the address is old, is the last that there is.
    key = replace(key, page=min(key.page, last))
    return {
        "table": table,
        "key": key,
        "rows": page_of_rows(connection, table, key, spoken, locked, count),
        "count": count,
        "totals": totals,
        "last": last,
        "locked": locked,
        "url_for_list": lambda **changes: list_url(locale, key, **changes),
        "bulk_url": bulk_url(locale, key),
        "editors": editors_of(table, spoken, locked),
        "per_page": PER_PAGE,
    }


def editors_of(table: Table, spoken: Language, locked: tuple[str, ...]) -> list[tuple[str, Markup]]:
    """(field, form) of what the client opens by itself. They follow from the table's columns, whatever its rows are."""

    def make() -> str:
        return json.dumps([(one.column.field, editor_html(one)) for one in _each_editor(table, spoken, locked)])

    kept = json.loads(remembered(make, "editors", table.plural, spoken.code, locked))
    return [(field, Markup(html)) for field, html in kept]  # noqa: S704 - fragments of ours


def _each_editor(table: Table, spoken: Language, locked: tuple[str, ...]) -> Iterator[Editor]:
    """One for each column that the client opens by itself; the client fills in the rest."""
    for column in table.columns:
        if column.type.opens_at_once and column.field not in locked:
            yield Editor(table, column, 0, spoken, "", "", "template")


def list_url(locale: str, key: ListKey, **changes: Any) -> str:
    """The address of the same list with some things changed; what is as by default is left out."""
    return _with(href("desk.table", locale=locale, plural=key.plural), replace(key, **changes))


def bulk_url(locale: str, key: ListKey) -> str:
    """Where fields of all its rows are changed alike."""
    return _with(href("desk.bulk", locale=locale, plural=key.plural), key.whole)


def _with(path: str, key: ListKey) -> str:
    query = urlencode(list_query(key))
    return f"{path}?{query}" if query else path


def list_query(to: ListKey) -> dict[str, str]:
    values = {"q": to.q, "sort": to.sort, "page": to.page, "trash": to.trash, "as": "table" if to.reading else ""}
    return {
        k: str(int(v) if isinstance(v, bool) else v) for k, v in values.items() if v and not (k == "page" and v == 1)
    }


def table_scopes(locale: str, key: ListKey, _locked: tuple[str, ...]) -> set[str]:
    return scopes_of(_table(key), locale)


def _table(key: ListKey) -> Table:
    table = table_named(key.plural)
    assert table is not None, f"{key.plural} is on no desk"
    return table


TABLE = Fragment("grid/table", query=table_context, scopes=table_scopes)
