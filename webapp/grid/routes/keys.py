"""The sheet of shortcuts, over a page or as one, and what somebody chooses about the keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from webapp import access
from webapp.access import Right
from webapp.grid.columns import tables_for
from webapp.grid.errands import counts, errands_of
from webapp.grid.keys import SWITCHES, sheet_of
from webapp.grid.menus import menu
from webapp.grid.routes.blueprint import blueprint
from webapp.hypermedia.answers import Partial, answer, partials
from webapp.hypermedia.forms import exactly
from webapp.hypermedia.fragments import collect
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around
from webapp.hypermedia.requests import wants_fragment
from webapp.hypermedia.templates import href, render

COOKIE = "etalage-keys"
YEAR = 365 * 24 * 60 * 60


@blueprint.get("/<locale>/desk/keys")
@access.needs(Right.LOOK)
def keys() -> Response:
    context = _context(_chosen())
    if wants_fragment():
        return partials(Partial("dialogs", _html("dialog", context), "innerHTML"))
    errands = errands_of(access.visitor())
    html, _keys = collect(counts(errands, current().code))
    shown: dict[str, Any] = {
        "table": None,
        "tables": tables_for(access.visitor()),
        "errands": errands,
        "mac": context["mac"],
    }
    return around("grid/keys.html", html | {"keys": _html("sheet", context)}, **shown)


@blueprint.get("/<locale>/desk/keys/menu")
@access.needs(Right.LOOK)
def cell_menu() -> Response:
    """All that the menu of any cell or head may have; the script asks once and shows what a cell has a place for."""
    return partials(Partial("dialogs", _html("menu", {"entries": list(menu(_on_a_mac()))}), "innerHTML"))


@blueprint.post("/<locale>/desk/keys")
@access.needs(Right.LOOK)
def choose_keys() -> Response:
    """Kept by the browser, for a keyboard belongs to a machine; the script reads it there, so it is no secret."""
    form = exactly((), [*(switch.name for switch in SWITCHES), "from", "mac"])
    chosen = {switch.name for switch in SWITCHES if form[switch.name]}
    sheet = Partial("keys-sheet", _html("sheet", _context(chosen) | {"saved": True}))
    response = answer(sheet, see_other=href("desk.keys", locale=current().code))
    response.set_cookie(COOKIE, ".".join(sorted(chosen)), max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response


def _html(part: str, context: Mapping[str, Any]) -> str:
    return render(f"partials/grid/keys/{part}.html", "display", current().code, context)


def _chosen() -> set[str]:
    kept = request.cookies.get(COOKIE)
    return {switch.name for switch in SWITCHES if switch.on} if kept is None else set(kept.split("."))


def _context(chosen: set[str]) -> dict[str, Any]:
    asked = request.values.get("mac")
    mac = asked == "1" if asked is not None else _on_a_mac()
    first = request.values.get("from", "")[:1]
    context = {"groups": list(sheet_of(first, mac, chosen)), "mac": mac, "first": first, "saved": False}
    return context | {"switches": SWITCHES, "chosen": chosen}


def _on_a_mac() -> bool:
    platform = request.headers.get("Sec-CH-UA-Platform") or request.headers.get("User-Agent", "")
    return any(name in platform for name in ("mac", "Mac", "iPhone", "iPad"))
