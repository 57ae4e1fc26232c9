"""Samples of the sheet of shortcuts: on its page and over any other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.gallery.marks import marked
from webapp.gallery.samples import Frame, declare
from webapp.grid.keys import SWITCHES, sheet_of
from webapp.grid.menus import menu
from webapp.hypermedia.locales import Language
from webapp.hypermedia.templates import render

DESK = Frame("grid/keys.html", "keys", known=lambda _spoken: {"mac": False})


def _sheet(first: str = "N", mac: bool = False, saved: bool = False, *chosen: str) -> Mapping[str, Any]:
    context = {"mac": mac, "first": first, "saved": saved, "switches": SWITCHES, "chosen": set(chosen)}
    return context | {"groups": list(sheet_of(first, mac, set(chosen)))}


def _open(spoken: Language) -> str:
    shown = _sheet("E", False, False, "letters", "tabs")
    return marked(render("partials/grid/keys/dialog.html", "display", spoken.code, shown), "keys-dialog", open="open")


declare(
    "grid/keys/sheet",
    DESK,
    display=lambda _spoken: _sheet("N", False, False, "letters", "tabs"),
    on_a_mac=lambda _spoken: _sheet("N", True, False, "letters", "tabs"),
    chosen=lambda _spoken: _sheet("R", False, True),
)
declare("grid/keys/dialog", DESK, display=_open)


def _menu(spoken: Language, mac: bool = False) -> str:
    """As the server sends it, with the entries of cells and heads alike."""
    html = render("partials/grid/keys/menu.html", "display", spoken.code, {"entries": list(menu(mac))})
    return html.replace("<dialog ", "<dialog open ", 1)


declare(
    "grid/keys/menu",
    DESK,
    display=_menu,
    on_a_mac=lambda spoken: _menu(spoken, mac=True),
)
