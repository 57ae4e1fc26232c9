"""Many cells at once: pasted, filled, cleared, changed alike; at once where they are few and good, else after a preview."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from webapp import access
from webapp.access import Right
from webapp.grid import answers
from webapp.grid.blocks import writing
from webapp.grid.blocks.cells import ASKED, CHANGED, CONFLICT, PROBLEMS, SAME, Block
from webapp.grid.blocks.limits import UNASKED
from webapp.grid.blocks.meanings import understood
from webapp.grid.blocks.orders import CLEAR, FILL, PASTE, Order, taken
from webapp.grid.blocks.previews import Preview, labels_of, preview_of
from webapp.grid.columns import Table
from webapp.grid.fields import Invalid
from webapp.grid.repeats import new_key
from webapp.grid.routes.blueprint import blueprint
from webapp.grid.standing import home_of, intent_of, table_at
from webapp.hypermedia.answers import Partial, alarm, answer, came_from, note, partials, remove, say
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around
from webapp.hypermedia.paths import with_note
from webapp.hypermedia.requests import by_htmx
from webapp.hypermedia.templates import render


@blueprint.post("/<locale>/<table:plural>/cells")
@access.needs(Right.WRITE)
def cells(plural: str) -> Response:
    return carried_out(taken(request, table_at(plural)))


def carried_out(order: Order) -> Response:
    """The answer to an order: what was written, or what would come of it."""
    shown = order.table
    block = understood(order)
    looked_at = order.apply and not order.preview and not block.unseen(order)
    few = not (order.preview or block.unseen(order) or block.doubtful) and len(block.all()) <= UNASKED
    order = replace(order, rows=tuple(block.rows), key=order.key or new_key())
    intent = intent_of("paste" if order.do == PASTE else "grid", order.key)
    try:
        if looked_at:
            return _written(order, block, writing.written(intent, shown, block))
        act = (writing.written_whole if few else writing.tried)(intent, shown, block)
    except Invalid as error:
        raise Problem(422, error.code, error.text) from error
    return _written(order, block, act) if few and not block.doubtful else _preview_answer(order, block)


def _written(order: Order, block: Block, act: int | None) -> Response:
    """The rows or the list as they are now, and what was done."""
    shown, ids = order.table, sorted({cell.record for cell in block.cells if cell.state == CHANGED})
    whole = len(ids) > answers.ROWS_APART or any(cell.state == CHANGED for cell in block.new)
    parts = [remove("block-dialog")]
    parts += answers.list_parts() if whole else answers.row_parts(shown, ids)
    if act is not None:
        parts.append(note(_done_text(shown, block), act))
    parts.append(say(_said(order, block)))
    return answer(*parts, see_other=with_note(_back(shown), act))


def _back(shown: Table) -> str:
    """The list that the form was sent from: neither the preview nor the form does anybody want to see again."""
    home = home_of(shown)
    path = came_from(home).replace(f"{home}/bulk", home, 1)
    return path if "/desk/" in path else home


def _preview_answer(order: Order, block: Block) -> Response:
    preview = preview_of(order, block)
    title = _title(order)
    dialog = by_htmx()
    context = {"p": preview, "dialog": dialog}
    form = render("partials/grid/blocks/preview.html", "display", current().code, context)
    status = _status(block)
    if not dialog:
        return around("grid/block.html", {"form": form}, status, heading=title, table=order.table)
    told = (alarm if preview.bad else say)(_summed(preview))
    if order.in_dialog:
        return partials(Partial("block", form), told, status=status)
    inside = {"form": Markup(form), "title": title}  # noqa: S704 - rendered by us
    whole = render("partials/grid/blocks/dialog.html", "display", current().code, inside)
    return partials(Partial("dialogs", whole, "innerHTML"), told, status=status)


def _status(block: Block) -> int:
    """200 where all of it can be written, 409 where somebody else was quicker, 422 where something is wrong or unclear."""
    states = {cell.state for cell in block.all()}
    if states.isdisjoint(PROBLEMS):
        return 200
    return 409 if CONFLICT in states and not states & {ASKED, "wrong"} else 422


def _title(order: Order) -> str:
    titles = {PASTE: _("Paste"), FILL: _("Fill down"), CLEAR: _("Clear")}
    return str(titles.get(order.do) or _("Change many"))


def _summed(preview: Preview) -> str:
    good, bad = current().number(preview.good), current().number(preview.bad)
    text = ngettext("%(n)s cell will change", "%(n)s cells will change", preview.good, n=good)
    if not preview.good:
        text = _("Nothing would change.").rstrip(".")
    if preview.bad:
        text += ". " + ngettext("%(n)s needs attention.", "%(n)s need attention.", preview.bad, n=bad)
    return str(text)


def _done_text(shown: Table, block: Block) -> str:
    """`42 cells in 14 rows: Price, Stock`."""
    done = [cell for cell in block.all() if cell.state == CHANGED]
    count, rows = len(done), len({cell.record for cell in done})
    names = {cell.column.field: _(cell.column.label) for cell in done}
    labels = ", ".join(names[column.field] for column in shown.columns if column.field in names)
    cells_said = ngettext("%(n)s cell", "%(n)s cells", count, n=current().number(count))
    rows_said = ngettext("in %(n)s row", "in %(n)s rows", rows, n=current().number(rows))
    return f"{cells_said} {rows_said}: {labels}"


def _said(order: Order, block: Block) -> str:
    """`18 of 20 pasted, 2 need attention.`"""
    done, left = block.count(CHANGED, SAME), block.count(*PROBLEMS)
    counts = {"n": current().number(done), "m": current().number(len(block.all()))}
    if order.do == PASTE:
        text = _("%(n)s of %(m)s pasted", **counts)
    elif order.do == FILL:
        text = _("%(n)s of %(m)s filled", **counts)
    elif order.do == CLEAR:
        text = _("%(n)s of %(m)s cleared", **counts)
    else:
        text = _("%(n)s of %(m)s changed", **counts)
    if left:
        text += ", " + ngettext("%(n)s needs attention", "%(n)s need attention", left, n=current().number(left))
    if block.locked:
        text += ". " + _("Not written: %(columns)s", columns=", ".join(labels_of(order.table, block.locked)))
    return f"{text}."
