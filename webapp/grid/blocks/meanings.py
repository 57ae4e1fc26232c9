"""What an order means: each of its cells with the value that its text stands for, or with what is wrong or unclear about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from webapp import access
from webapp.access import Right
from webapp.grid.blocks.cells import ASKED, WRONG, Block, Cell
from webapp.grid.blocks.limits import MOST_CELLS
from webapp.grid.blocks.orders import FILL, PASTE, Order, too_much
from webapp.grid.blocks.places import following, places, seen, values_of
from webapp.grid.blocks.rules import NUMBERS, Rule, mark_of, rule_of
from webapp.grid.columns import Column
from webapp.grid.fields import Invalid
from webapp.grid.relations import Relation
from webapp.grid.standing import new_fields
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.locales import Language, current, languages
from webapp.storage.transactions import snapshot

# Rows that a paste may make; each is looked at before, and more are a matter of the import.
MOST_NEW = 200


def understood(order: Order) -> Block:
    """Raises `Problem` where nothing of it may be written, or it is too much."""
    if order.do == PASTE:
        texts = _tiled(order)
        order = replace(order, block=texts, columns=order.columns[: max(map(len, texts))])
    columns, locked = _columns(order)
    with snapshot() as connection:
        if order.do == PASTE:
            block = _pasted(connection, order, columns)
        elif order.do == FILL:
            block = _filled(connection, order, columns)
        else:
            block = _changed(connection, order, columns)
    block.locked = locked
    if len(block.all()) > MOST_CELLS:
        too_much()
    _understand(block, order)
    return block


def _columns(order: Order) -> tuple[list[Column | None], list[str]]:
    """The columns of an order, None for each that is not written, and the names of those."""
    visitor, locale = access.visitor(), current().code
    found = [order.table.column(name) for name in order.columns]
    free = [one if one and order.table.may_write(visitor, one, locale) else None for one in found]
    if not any(free):
        text = _("You may not change this here. Ask the owner of the shop if you need it.")
        raise Problem(403, "field_not_allowed", text)
    return free, [name for name, column in zip(order.columns, free, strict=True) if column is None]


def _pasted(connection: Connection, order: Order, columns: Sequence[Column | None]) -> Block:
    texts = order.block
    tall = len(texts)
    rows = (
        *seen(connection, order.table, list(order.rows[:tall])),
        *following(connection, order, tall - len(order.rows)),
    )[:tall]
    block = Block(list(rows))
    block.beyond = max(map(len, texts)) - len(columns)
    for place, line in zip(rows, texts, strict=False):
        block.cells += [Cell(*place, column, text) for column, text in zip(columns, line, strict=False) if column]
    _offer_new(block, order, columns, [line for line in texts[len(rows) :] if any(text.strip() for text in line)])
    return block


def _tiled(order: Order) -> list[list[str]]:
    """The block, repeated where the selection is a multiple of it."""
    texts, (tall, wide) = order.block, order.size
    width = max(map(len, texts))
    if tall % len(texts) or wide % width or any(len(line) != width for line in texts):
        return texts
    if tall * wide > MOST_CELLS:
        too_much()
    return [line * (wide // width) for line in texts * (tall // len(texts))]


def _offer_new(block: Block, order: Order, columns: Sequence[Column | None], lines: list[list[str]]) -> None:
    """What lies below the last row could be rows of its own, where the block has what such rows must have."""
    block.over = len(lines)
    if not lines:
        return
    block.unmakable = _unmakable(order, columns, len(lines))
    if order.make and not block.unmakable:
        for number, line in enumerate(lines, 1):
            block.new += [
                Cell(-number, "", column, text) for column, text in zip(columns, line, strict=False) if column
            ]
        block.over = 0


def _unmakable(order: Order, columns: Sequence[Column | None], count: int) -> str:
    visitor = access.visitor()
    if visitor is None or not visitor.may(order.table.right or Right.FIELDS) or not new_fields(order.table):
        return str(_("You may not add rows here."))
    if count > MOST_NEW:
        return str(_("At most %(n)s rows can be added at once. Import more as a file.", n=MOST_NEW))
    missing = [one for one in new_fields(order.table) if one.type.required and one not in columns]
    if missing:
        return str(_("To add rows, the block needs: %(columns)s.", columns=", ".join(_(one.label) for one in missing)))
    return ""


def _filled(connection: Connection, order: Order, columns: Sequence[Column | None]) -> Block:
    """The values of the first row in all others: as they are kept, so that nothing has to be understood."""
    rows = places(connection, order)
    first = values_of(connection, order.table, rows[0][0]) if rows else None
    if first is None:
        return Block(rows)
    block = Block([(first.id, first.version), *rows[1:]], moved=first.version != rows[0][1])
    for place in rows[1:]:
        block.cells += [Cell(*place, one, meant=_always(getattr(first, one.field))) for one in columns if one]
    return block


def _changed(connection: Connection, order: Order, columns: Sequence[Column | None]) -> Block:
    rows = places(connection, order, len([column for column in columns if column]))
    block = Block(rows)
    for place in rows:
        block.cells += [Cell(*place, one, order.changes[one.field][1]) for one in columns if one]
    return block


def _understand(block: Block, order: Order) -> None:
    """Give each cell its value, column by column: one rule for a column, and each name looked up once."""
    spoken = current()
    for column in {cell.column.field: cell.column for cell in block.all()}.values():
        cells = [cell for cell in block.all() if cell.column is column and cell.text is not None]
        texts = _read(block, order, column, cells, spoken) if order.do == PASTE else [(c, c.text or "") for c in cells]
        _mean(order, column, texts, spoken)


def _read(
    block: Block, order: Order, column: Column, cells: list[Cell], spoken: Language
) -> Iterator[tuple[Cell, str]]:
    """The texts as their column's rule reads them; what nobody can know yet is asked about."""
    texts = [cell.text or "" for cell in cells]
    told = order.rules.get(column.field, "")
    rule = rule_of(column, texts, told)
    ours = next((one for one in languages() if one.code == order.origin), None)
    if rule and ours and rule.kind is NUMBERS and mark_of(ours):
        rule = Rule(NUMBERS, mark_of(ours))
    if rule and rule.asks:
        block.rules[column.field] = rule
    for cell, text in zip(cells, texts, strict=True):
        read = rule.reads(text, spoken) if rule else text
        if read is None:
            cell.refuse(ASKED)
        else:
            yield cell, read


def _mean(order: Order, column: Column, texts: Iterable[tuple[Cell, str]], spoken: Language) -> None:
    """The same text means the same in all of a column."""
    read, known = list(texts), dict[tuple[str, bool], Callable[[Any], Any] | Invalid]()
    named = column.type.ids_of({text for _cell, text in read}, spoken) if isinstance(column.type, Relation) else {}
    known |= {(name, False): _always(id_) for name, id_ in named.items()}
    for cell, text in read:
        key = text, cell.record < 0 and text not in named
        if key not in known:
            known[key] = _meant(order, column, text, spoken, new=cell.record < 0)
        meant = known[key]
        if isinstance(meant, Invalid):
            cell.refuse(WRONG, meant.text)
        else:
            cell.meant = meant


def _meant(order: Order, column: Column, text: str, spoken: Language, new: bool) -> Callable[[Any], Any] | Invalid:
    try:
        if new:  # required in every language, since nothing could stand in yet
            return _always(column.type.parse(text, spoken))
        return order.table.meaning(column, text, spoken)
    except Invalid as error:
        return error


def _always(value: Any) -> Callable[[Any], Any]:
    return lambda _before: value
