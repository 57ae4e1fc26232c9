"""Orders: what the form of a block asks for, read and held to its limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn
from urllib.parse import parse_qsl

from flask import Request
from flask_babel import gettext as _

from webapp.grid.blocks import html, tsv
from webapp.grid.blocks.limits import LARGEST, MOST_CELLS, TooMuch
from webapp.grid.columns import Table
from webapp.grid.numbers import INT32
from webapp.grid.repeats import KEY
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.locales import current

PASTE, FILL, CLEAR, SET, CHANGE = "paste", "fill", "clear", "set", "change"
PLAIN = {"do", "rows", "list", "columns", "range", "text", "html", "from", "value", "key"}
PLAIN |= {"preview", "apply", "new", "face"}
# What is said of one column each: the rule of its numbers, what is done to it, its value, and that it is cleared instead.
OF_COLUMN = ("rule", "do", "value", "clear")
ROW = re.compile(r"([1-9][0-9]{0,9})(?::([0-9a-f]{1,16}\.[0-9a-f]{0,16}))?")
RANGE = re.compile(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,2})")

Place = tuple[int, str]
Block = list[list[str]]


@dataclass(frozen=True, slots=True)
class Order:
    """Which rows, each as (id, version seen; empty where nobody saw one), which columns, and what to put in.

    `block` is what is pasted; `changes` says of a column what is done to it, as (set or clear, text). `query` is that of
    the list: where there are no rows, all that match it; else those that come after the rows, which a block goes on into.
    """

    table: Table
    do: str
    rows: tuple[Place, ...]
    columns: tuple[str, ...]
    query: Mapping[str, str] | None = None
    block: Block = field(default_factory=list)
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    # How many rows and columns are selected: a block is repeated to fill them where it fits so many times.
    size: tuple[int, int] = (1, 1)
    origin: str = ""
    rules: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    preview: bool = False
    apply: bool = False
    make: bool = False
    in_dialog: bool = False

    def sent(self) -> list[tuple[str, str]]:
        """What a form sends to ask for the same, but for what its buttons and choices say."""
        found = [("do", self.do), ("rows", " ".join(f"{id_}:{seen}" for id_, seen in self.rows))]
        found += [("columns", " ".join(self.columns)), ("key", self.key)]
        if self.do == PASTE:
            found += [("text", tsv.written(self.block)), ("range", "{}x{}".format(*self.size)), ("from", self.origin)]
        for name, (do, text) in self.changes.items():
            found += [(f"do:{name}", do), (f"value:{name}", text)]
        return found


def taken(request: Request, table: Table) -> Order:
    """The order of a request; raises `Problem` for what is no form of ours, or asks for too much."""
    request.max_content_length = request.max_form_memory_size = LARGEST
    form = _form(request, table)
    do, columns = form["do"], _columns(form["columns"], table)
    order = Order(table, do, places_in(form["rows"]), columns, _query(form), key=_key(form["key"]))
    order = replace(order, rules=_of(form, "rule"), preview=form["preview"] == "1", apply=form["apply"] == "1")
    order = replace(order, make=form["new"] == "1", in_dialog=form["face"] == "dialog")
    if do == PASTE:
        block, origin = _block(form)
        return replace(order, block=block, origin=form["from"] or origin, size=_size(form["range"]))
    order = replace(order, changes=_changes(form, do, columns))
    return replace(order, columns=tuple(order.changes) or columns)


def _form(request: Request, table: Table) -> dict[str, str]:
    """Every field once; rows may be ticked one by one."""
    known = {f"{what}:{column.field}" for column in table.columns for what in OF_COLUMN} | PLAIN
    for name, values in request.form.lists():
        if name not in known or (len(values) > 1 and name != "rows"):
            _refuse("unknown_field", _("The form has a field that does not belong to it: %(name)s.", name=name[:40]))
    if request.files:
        _refuse("unknown_field", _("The form has a field that does not belong to it: %(name)s.", name="files"))
    if request.form.get("do") not in (PASTE, FILL, CLEAR, SET, CHANGE):
        _refuse("missing_field", _("The form lacks the field %(name)s.", name="do"))
    sent = request.form.to_dict() | {"rows": " ".join(request.form.getlist("rows"))}
    return dict.fromkeys(PLAIN, "") | sent


def places_in(text: str) -> tuple[Place, ...]:
    """Rows as a form or an address names them, `12:3f.a7 13:40.`; raises `Problem`."""
    rows = [_row(word) for word in text.split()]
    if len({id_ for id_, _seen in rows}) != len(rows):
        _refuse("bad_rows", _("The form does not say which rows. Load the page again."))
    return tuple(rows)


def _row(word: str) -> Place:
    found = ROW.fullmatch(word)
    if not found or int(found[1]) > INT32:
        _refuse("bad_rows", _("The form does not say which rows. Load the page again."))
    return int(found[1]), found[2] or ""


def _columns(text: str, table: Table) -> tuple[str, ...]:
    """Also those that are never written, which a block copied from the grid has too."""
    shown = {column.field for column in table.columns} | {derived.field for derived in table.derived}
    names = text.split()
    if len(set(names)) != len(names) or not shown.issuperset(names):
        _refuse("bad_columns", _("The form does not say which columns. Load the page again."))
    return tuple(names)


def _query(form: Mapping[str, str]) -> dict[str, str] | None:
    """Of the list; none where the form names rows and nothing else."""
    if not form["list"] and form["rows"]:
        return None
    return dict(parse_qsl(form["list"].lstrip("?")))


def _key(key: str) -> str:
    if key and not KEY.fullmatch(key):
        _refuse("bad_key", _("The form's key is not one of ours."))
    return key


def _of(form: Mapping[str, str], what: str) -> dict[str, str]:
    return {name.partition(":")[2]: text for name, text in form.items() if name.startswith(f"{what}:")}


def _size(text: str) -> tuple[int, int]:
    found = RANGE.fullmatch(text or "1x1")
    if not found:
        _refuse("bad_range", _("The form does not say which cells are selected. Load the page again."))
    return int(found[1]), int(found[2])


def _changes(form: Mapping[str, str], do: str, columns: Iterable[str]) -> dict[str, tuple[str, str]]:
    hows, values = _of(form, "do") | dict.fromkeys(_cleared(form), CLEAR), _of(form, "value")
    if do in (SET, CLEAR) and not hows:
        return dict.fromkeys(columns, (do, form["value"]))
    return {
        name: (how, values.get(name, "") if how == SET else "") for name, how in hows.items() if how in (SET, CLEAR)
    }


def _cleared(form: Mapping[str, str]) -> list[str]:
    """Columns that are switched on, to be cleared and not to be set."""
    return [name for name, one in _of(form, "clear").items() if one == "1" and form.get(f"do:{name}") == SET]


def _block(form: Mapping[str, str]) -> tuple[Block, str]:
    """What is pasted, and the language of our own grid that it was copied from, if it was."""
    try:
        rows, origin = html.parse(form["html"]) if form["html"] else ([], "")
    except TooMuch:
        too_much()
    # Of our own grid's two ways to say the same the plain one has each space and line break.
    if not rows or (origin and form["text"]):
        rows = tsv.parse(form["text"])
    if sum(map(len, rows)) > MOST_CELLS:
        too_much()
    if not rows:
        _refuse("nothing_pasted", _("There is nothing to paste."))
    if any("\0" in text for row in rows for text in row):
        _refuse("control_character", _("This has a character that cannot be shown."))
    return rows, origin


def too_much() -> NoReturn:
    most = current().number(MOST_CELLS)
    text = _("At most %(n)s cells can be changed at once. Take fewer, or import them as a file.", n=most)
    raise Problem(422, "too_many_cells", text)


def _refuse(code: str, text: str) -> NoReturn:
    raise Problem(422, code, text)
