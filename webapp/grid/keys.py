"""The keyboard as the script's own table says it: what the sheet of shortcuts prints, in the words of a language and a machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext

from webapp.hypermedia.locales import marked as _
from webapp.places import folder

# Contexts of the table that somebody thinks of as one, by the first of them.
GROUPS = {
    "NW": _("In the table"),
    "E": _("While a cell is edited"),
    "LPB": _("In a long text"),
    "C": _("Where a choice is asked for"),
    "V": _("On a page of the shop"),
    "FM": _("In a form"),
    "R": _("In a list"),
    "GS": _("Everywhere"),
}
VERBS = {
    "approve": _("Approve the comment, on to the next"),
    "bottom": _("Last row that is loaded"),
    "bulk": _("Change fields of all selected rows"),
    "cancel": _("Leave without saving"),
    "caretDown": _("Next choice; after typing: save, go down"),
    "caretUp": _("Previous choice; after typing: save, go up"),
    "choose": _("Choose"),
    "choosePicker": _("Take what is marked"),
    "clear": _("Empty what is selected"),
    "commitAll": _("Save and stay; where several cells are selected, write it to all"),
    "columnMenu": _("At the head of a column: its menu"),
    "commitDown": _("Save, go down"),
    "commitNext": _("Save, go on"),
    "commitPrevious": _("Save, go back"),
    "commitStay": _("Save and stay"),
    "commitUp": _("Save, go up"),
    "down": _("One cell down"),
    "duplicate": _("Duplicate the selected rows"),
    "edit": _("Edit; where nothing can be changed, open the record"),
    "editAtEnd": _("Edit, with the caret at the end"),
    "editRow": _("Edit in place"),
    "end": _("Last cell of the row"),
    "extendBottom": _("Select down to the last row"),
    "extendDown": _("Select one cell more below"),
    "extendLeft": _("Select one cell more to the left"),
    "extendLeftmost": _("Select to the left edge"),
    "extendRight": _("Select one cell more to the right"),
    "extendRightmost": _("Select to the right edge"),
    "extendTop": _("Select up to the first row"),
    "extendUp": _("Select one cell more above"),
    "fillDown": _("Fill down; one cell: copy the one above"),
    "filter": _("To the filter"),
    "first": _("First cell of the page"),
    "hide": _("Hide the comment, on to the next"),
    "last": _("Last cell of the page; again: the next page"),
    "leave": _("Then Tab: out of the table"),
    "leaveForm": _("Close; focus returns"),
    "left": _("One cell to the left"),
    "leftmost": _("To the left edge"),
    "make": _("New row below"),
    "menu": _("Menu of the cell"),
    "newLine": _("New line"),
    "nextCell": _("Next cell, on to the next row"),
    "nextLanguage": _("Save, on to the text in the next language"),
    "nextPage": _("Next page"),
    "nextRow": _("Next row"),
    "openPicker": _("Open the list of choices"),
    "openRow": _("Open"),
    "peek": _("Turn yes or no over; otherwise look at the record"),
    "pickerDown": _("Next choice"),
    "pickerUp": _("Previous choice"),
    "previousCell": _("Previous cell, back to the row before"),
    "previousPage": _("Previous page"),
    "previousRow": _("Previous row"),
    "redo": _("Do again what I undid"),
    "right": _("One cell to the right"),
    "rightmost": _("To the right edge"),
    "screenDown": _("One screen down"),
    "screenUp": _("One screen up"),
    "search": _("To the search"),
    "selectAll": _("Select the page; again: all rows that match"),
    "selectColumn": _("Select the column"),
    "selectRows": _("Select the row"),
    "sheet": _("This sheet"),
    "spam": _("The comment is spam, on to the next"),
    "start": _("First cell of the row"),
    "submit": _("Send the form"),
    "toCell": _("From a button back to its cell"),
    "today": _("Today"),
    "top": _("First row"),
    "trash": _("Move the row to the trash"),
    "type": _("Edit, replacing what is there"),
    "undo": _("Undo what I did last"),
    "up": _("One cell up"),
    "widgetLeft": _("Button to the left"),
    "widgetRight": _("Button to the right"),
}
# What is not printed on a key, or not on every machine's.
NAMES = {
    "Mod": _("Ctrl"),
    "Ctrl": _("Ctrl"),
    "Alt": _("Alt"),
    "Shift": _("Shift"),
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "Home": _("Home"),
    "End": _("End"),
    "PageUp": _("Page Up"),
    "PageDown": _("Page Down"),
    "Enter": _("Enter"),
    "Escape": _("Esc"),
    "ContextMenu": _("Menu"),
    "Tab": _("Tab"),
    "Space": _("Space"),
    "Delete": _("Delete"),
    "Backspace": _("Backspace"),
    "printable": _("a letter or digit"),
}
ON_A_MAC = {
    "Mod": "Cmd",
    "Alt": "Option",
    "Home": "Fn ←",
    "End": "Fn →",
    "PageUp": "Fn ↑",
    "PageDown": "Fn ↓",
    "Enter": "Return",
    "Delete": "Fn Delete",
    "Backspace": "Delete",
}
# A composition begins an edit as a letter does; nobody presses it as a key.
UNPRINTED = {"composition"}


@dataclass(frozen=True)
class Switch:
    """Something about the keys that a person may choose; `label` is a msgid. The script knows the same defaults."""

    name: str
    label: str
    on: bool


SWITCHES = (
    Switch("letters", _("Single letters act in lists"), on=True),
    Switch("tabs", _("Tab goes from cell to cell; when off, it leaves the table"), on=True),
    Switch("copies", _("The key that duplicates rows, which browsers take for bookmarks of all tabs"), on=False),
    Switch(
        "composing", _("Write by an input method straight into a cell, as for Chinese, Japanese or Korean"), on=False
    ),
)


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One line of the sheet: what is done, and the presses that do it: the words on the keys, and whether that is switched on."""

    label: str
    presses: list[tuple[list[str], bool]]


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Context -> key -> verb, and the switch that it needs."""
    text = (folder("static") / "js" / "keys.json").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, str]] = json.loads(text)
    return found


def sheet_of(first: str, mac: bool, on: set[str]) -> Iterator[tuple[str, list[Shortcut]]]:
    """(title, shortcuts) of each group; that of the context somebody is in stands first."""
    for contexts in sorted(GROUPS, key=lambda one: first not in one):
        yield gettext(GROUPS[contexts]), list(_shortcuts(contexts, mac, on))


def _shortcuts(contexts: str, mac: bool, on: set[str]) -> Iterator[Shortcut]:
    found: dict[str, dict[str, bool]] = {}
    for key, verb in (line for context in contexts for line in table()[context].items()):
        name, _space, needed = verb.partition(" ")
        if pressed := _here(key, mac):
            found.setdefault(name, {})[pressed] = not needed or needed in on
    for name, keys in found.items():
        yield Shortcut(gettext(VERBS[name]), [(words(key, mac), is_on) for key, is_on in keys.items()])


def _here(key: str, mac: bool) -> str | None:
    """The key without its machine, or None where this machine has none such."""
    machine, _space, name = key.rpartition(" ")
    return None if name in UNPRINTED or machine == ("pc" if mac else "mac") else name


def words(key: str, mac: bool) -> list[str]:
    """`Mod+Shift+F` -> `["Ctrl", "Shift", "F"]`, as it says on the keys."""
    held, _plus, last = key.rpartition("+")
    parts = [*filter(None, held.split("+")), last or "+"]
    return [ON_A_MAC[part] if mac and part in ON_A_MAC else gettext(NAMES.get(part, part)) for part in parts]
