"""A row as HTML. A page of the desk has six hundred cells, each of which takes a template 15 microseconds and an f-string two;
so the rows of the grid, alone in the house, are drawn in Python."""

from __future__ import annotations

import re
from itertools import repeat

from markupsafe import Markup, escape

from webapp.grid.columns import Column, Derived, Table
from webapp.grid.rows import Cell, Row
from webapp.hypermedia.locales import Language, language
from webapp.hypermedia.templates import href

_SPECIAL = re.compile(r"[&<>\"']")
# Letters of the scripts that are written from right to left.
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ANY = re.compile("")


def drawn_row(table: Table, row: Row, locale: str, reading: bool = False) -> Markup:
    """A `<tr>`, without what the script can tell by itself: the labels of its cells, and where Tab stops. That of a plain
    table has no roles and states of a grid, and its labels, since no script looks after it.
    """
    id_, base = f"{table.noun}-{row.id}", f"/{locale}/{table.plural}/{row.id}"
    index = f' aria-rowindex="{row.index + 1}"' if row.index else ""
    auto = _auto(language(locale))
    labels = _labels(table, locale) if reading else repeat(None)
    places = {table.columns[0].field: " pin"} | {table.title: " title pin"}
    cells = [_cell(id_, cell, places, auto, row, label) for cell, label in zip(row.cells, labels, strict=False)]
    as_row, as_cell = ("", "") if reading else (' role="row"', ' role="gridcell"')
    html = (
        f'<tr{as_row} id="{id_}" data-url="{base}" data-version="{row.version}"{index}>{"".join(cells)}'
        f'<td{as_cell} id="{id_}-actions" class="actions">{_actions(table, row, locale, base, reading)}</td></tr>'
    )
    return Markup(html)  # noqa: S704 - whatever somebody typed is escaped below


def _labels(table: Table, locale: str) -> list[str]:
    spoken = language(locale).translations.gettext
    columns: tuple[Column | Derived, ...] = (*table.columns, *table.derived)
    return [spoken(column.label) for column in columns]


def _cell(row_id: str, cell: Cell, places: dict[str, str], auto: re.Pattern[str], row: Row, label: str | None) -> str:
    """Fields, kinds, states and language codes are words of ours; the value and what one types of it are not, and are told
    once where they are the same."""
    kind = cell.kind + places.get(cell.field, "")
    kind = f"{kind} {cell.state}" if cell.state else kind
    text = _escaped(cell.text)
    value = "" if cell.typed is None or cell.typed == cell.text else f' data-value="{_escaped(cell.typed)}"'
    if label is None:
        role, more = ' role="gridcell"', ' aria-readonly="true"' if cell.locked else ""
    else:
        role, more = "", f' data-label="{_escaped(label)}"'
    lang, lent = ("", "") if cell.lang is None else _lent(cell.lang, row)
    direction = ' dir="auto"' if auto.search(cell.text) else ""
    return (
        f'<td{role} id="{row_id}-{cell.field}" class="{kind}"{value}{more}>'
        f'<span class="value"{lang}{direction}>{text}</span>{lent}</td>'
    )


def _lent(lang: str, row: Row) -> tuple[str, str]:
    """Of a text that stands in for one which is not translated: its language, for a reader and to be seen."""
    return f' lang="{lang}"', f'<abbr class="from" title="{_escaped(row.says["lent"])}">{lang}</abbr>'


def _actions(table: Table, row: Row, locale: str, base: str, reading: bool) -> str:
    """Links and a button without a text: the style has their icons."""
    page = href("desk.record", locale=locale, plural=table.plural, record_id=row.id)
    if reading and not all(cell.locked for cell in row.cells):
        html = f'<a class="edit" href="{page}">{row.says["edit"]}<span class="spoken"> {_escaped(row.title)}</span></a>'
    else:
        html = f'<a href="{page}" aria-label="{_escaped(row.named("open"))}"></a>'
    if row.url:
        html += f'<a href="{_escaped(row.url)}" aria-label="{_escaped(row.named("show"))}"></a>'
    if row.removable:
        act = "restore" if row.trashed else "trash"
        html += (
            f'<button form="{table.plural}-acts" formaction="{base}/{act}" class="quiet" data-act="{act}"'
            f' aria-label="{_escaped(row.named(act))}"></button>'
        )
    return html


def _auto(spoken: Language) -> re.Pattern[str]:
    """Of which texts the direction is told: of all where the page is written leftward, elsewhere of the exceptions."""
    return _LEFTWARD if spoken.dir == "ltr" else _ANY


def _escaped(text: str) -> str:
    # Most values have nothing to escape, which is found out in a fifth of the time that escaping takes.
    return str(escape(text)) if _SPECIAL.search(text) else text
