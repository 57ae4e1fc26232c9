"""The keyboard as the script's own table says it: what the sheet of shortcuts prints, in the words of a language and a machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext

from webapp.grid.wording import GROUPS, NAMES, ON_A_MAC, VERBS
from webapp.hypermedia.locales import marked as _
from webapp.places import folder

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
