"""The form that changes fields of many rows alike, over the list or as a page of its own."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from webapp import access
from webapp.access import Right
from webapp.grid.blocks.bulk import Bulk, bulk_of, mistakes
from webapp.grid.blocks.orders import CHANGE, Order, places_in, taken
from webapp.grid.lists import list_key, list_query
from webapp.grid.repeats import new_key
from webapp.grid.routes.blueprint import blueprint
from webapp.grid.routes.cells import carried_out
from webapp.grid.standing import table_at
from webapp.hypermedia.answers import Partial, alarm, partials
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around
from webapp.hypermedia.requests import by_htmx, wants_fragment
from webapp.hypermedia.templates import render


@blueprint.get("/<locale>/desk/<table:plural>/bulk")
@access.needs(Right.WRITE)
def bulk(plural: str) -> Response:
    """Of the rows that are named, each with the version that somebody saw, or of all that the filter lets through."""
    shown = table_at(plural)
    key = list_key(shown, request.args)
    if key.trash:
        raise Problem(422, "in_trash", _("What is in the trash cannot be changed. Restore it first."))
    rows = places_in(request.args.get("rows", ""))
    order = Order(shown, CHANGE, rows, (), None if rows else list_query(key.whole), key=new_key())
    form = bulk_of(order, {}, {})
    if not form.columns:
        text = _("You may not change this here. Ask the owner of the shop if you need it.")
        raise Problem(403, "field_not_allowed", text)
    html, title = _html(form), _title(form)
    if not wants_fragment():
        return around("grid/block.html", {"form": html}, heading=title, table=shown)
    inside = {"form": Markup(html), "title": title}  # noqa: S704 - rendered by us
    dialog = render("partials/grid/blocks/dialog.html", "display", current().code, inside)
    return partials(Partial("dialogs", dialog, "innerHTML"))


@blueprint.post("/<locale>/desk/<table:plural>/bulk")
@access.needs(Right.WRITE)
def change_many(plural: str) -> Response:
    """As many cells at once, unless something is wrong with the form itself: then it comes back with what was typed."""
    shown = table_at(plural)
    order = taken(request, shown)
    errors = mistakes(order)
    if not errors:
        return carried_out(order)
    form = bulk_of(order, request.form, errors)
    if by_htmx():
        return partials(Partial("block", _html(form)), alarm(" ".join(errors.values())), status=422)
    return around("grid/block.html", {"form": _html(form)}, 422, heading=_title(form), table=shown)


def _html(form: Bulk) -> str:
    context = {"b": form, "dialog": by_htmx()}
    return render("partials/grid/blocks/bulk.html", "display", current().code, context)


def _title(form: Bulk) -> str:
    return str(ngettext("Change %(n)s row", "Change %(n)s rows", form.count, n=current().number(form.count)))
