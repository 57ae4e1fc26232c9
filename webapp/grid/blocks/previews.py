"""What would come of a block, as its preview shows it: each cell from what to what, or what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from webapp.grid.blocks.cells import ASKED, CHANGED, CONFLICT, GONE, PROBLEMS, SAME, WRONG, Block, Cell
from webapp.grid.blocks.orders import Order
from webapp.grid.blocks.rules import Rule
from webapp.grid.columns import Column, Table
from webapp.grid.conflicts import gone_text, who_and_when
from webapp.grid.fields import Invalid, LongText
from webapp.grid.relations import Relation
from webapp.grid.rows import rows, whole_records
from webapp.hypermedia.locales import current
from webapp.storage.transactions import snapshot

# Cells that are drawn; those that need somebody come first.
DRAWN = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One cell: its field, what stands there and what would; both end in "…" where they are longer."""

    field: str
    label: str
    state: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody has to choose for a column: (value, sentence, whether it is chosen)."""

    field: str
    label: str
    text: str
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Preview:
    """`lines` are those of each record, as (its title, lines)."""

    order: Order
    lines: list[tuple[str, list[Line]]]
    questions: list[Question]
    good: int
    same: int
    bad: int
    records: int
    left_out: str
    beyond: int
    over: int
    unmakable: str
    made: int

    @property
    def table(self) -> Table:
        return self.order.table

    @property
    def hidden(self) -> int:
        """Cells that are not drawn, beside those that stay as they are."""
        return self.good + self.bad - sum(len(lines) for _title, lines in self.lines)


def preview_of(order: Order, block: Block) -> Preview:
    drawn = _drawn(block)
    _fill_in(order.table, [cell for cell in drawn if cell.state in (ASKED, WRONG) and cell.record > 0])
    titles, names = _titles(order.table, drawn), _names(drawn)
    lines = [
        (titles.get(record, ""), [_line(cell, names) for cell in cells])
        for record, cells in groupby(drawn, lambda cell: cell.record)
    ]
    changed = {cell.record for cell in block.all() if cell.state == CHANGED}
    return Preview(
        order,
        lines,
        list(_questions(order, block)),
        block.count(CHANGED),
        block.count(SAME),
        block.count(*PROBLEMS),
        len(changed),
        ", ".join(labels_of(order.table, block.locked)),
        block.beyond,
        block.over,
        block.unmakable,
        len({cell.record for cell in block.new}),
    )


def _drawn(block: Block) -> list[Cell]:
    """In the order of the rows, but of very many those that need somebody first."""
    cells = block.all()
    places = {id(cell): place for place, cell in enumerate(cells)}
    bad = [cell for cell in cells if cell.state in PROBLEMS]
    good = [cell for cell in cells if cell.state == CHANGED]
    return sorted([*bad, *good][:DRAWN], key=lambda cell: places[id(cell)])


def _fill_in(table: Table, cells: list[Cell]) -> None:
    """What stands where nothing was tried, since nobody knows what was meant."""
    with snapshot() as connection:
        found = whole_records(connection, table, sorted({cell.record for cell in cells}), current())
    records = {record.id: record for record in found}
    for cell in cells:
        cell.old = getattr(records.get(cell.record), cell.column.field, None)


def _titles(table: Table, cells: Iterable[Cell]) -> dict[int, str]:
    ids = sorted({cell.record for cell in cells})
    with snapshot() as connection:
        found = rows(connection, table, [id_ for id_ in ids if id_ > 0], current(), ())
    made = {id_: str(_("New row %(n)s", n=current().number(-id_))) for id_ in ids if id_ < 0}
    return {row.id: row.title for row in found} | made


def _names(cells: Iterable[Cell]) -> dict[tuple[str, int], str]:
    """(noun, record) -> its name, for what is shown of relations."""
    wanted: dict[Relation, set[int]] = defaultdict(set)
    for cell in cells:
        if isinstance(cell.column.type, Relation):
            wanted[cell.column.type] |= {id_ for id_ in (cell.old, cell.new) if id_ is not None}
    return {
        (relation.noun, id_): name
        for relation, ids in wanted.items()
        for id_, name in relation.names_of(ids, current()).items()
    }


def _line(cell: Cell, names: dict[tuple[str, int], str]) -> Line:
    known = cell.state in (CHANGED, CONFLICT) or cell.text is None
    new = _shown(cell.column, cell.new, names) if known else cell.text or ""
    return Line(
        cell.column.field,
        _(cell.column.label),
        cell.state,
        _shown(cell.column, cell.old, names),
        _cut(new),
        _reason(cell, names),
    )


def _shown(column: Column, value: Any, names: dict[tuple[str, int], str]) -> str:
    if isinstance(column.type, Relation):
        return "" if value is None else names[column.type.noun, value]
    return _cut(column.type.shown(value, current()))


def _cut(text: str) -> str:
    return text if len(text) <= LongText.begins else text[: LongText.begins - 1] + "…"


def _reason(cell: Cell, names: dict[tuple[str, int], str]) -> str:
    if cell.state == CONFLICT:
        who, when = who_and_when(cell.by)
        return str(_("%(who)s changed this meanwhile. %(when)s", who=who, when=when)).strip()
    if cell.state == GONE:
        return gone_text(cell.by) if cell.by else str(_("This record is no longer there."))
    if cell.state == ASKED:
        return str(_("This could mean two things. Choose above."))
    if cell.state == CHANGED and _shown(cell.column, cell.old, names) == _shown(cell.column, cell.new, names):
        return str(_("They differ further on."))
    return cell.reason


def labels_of(table: Table, fields: Iterable[str]) -> list[str]:
    labels = {column.field: _(column.label) for column in table.columns}
    labels |= {derived.field: _(derived.label) for derived in table.derived}
    return [labels[field] for field in fields]


def _questions(order: Order, block: Block) -> Iterator[Question]:
    for field, rule in block.rules.items():
        column = order.table.column(field)
        assert column
        text = _("What does “%(text)s” mean?", text=_cut(rule.asks))
        yield Question(field, _(column.label), text, list(_meanings(order.table, column, rule)))


def _meanings(table: Table, column: Column, rule: Rule) -> Iterator[tuple[str, str, bool]]:
    """What the text would be by each of both rules; one that the field cannot be is said to be none."""
    for value in rule.kind.rules:
        typed = rule.kind.spelled(rule.asks, value, current())
        try:
            said = column.type.shown(table.parse(column, typed, current()), current())
        except Invalid as error:
            said = error.text
        yield value, said, value == rule.chosen
