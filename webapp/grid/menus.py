"""The menu of a cell or of a column's head: some verbs of the table of keys, and which cells have a place for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext

from webapp.grid.keys import table, words
from webapp.hypermedia.locales import marked as _

CHANGEABLE = "table:not([data-trash]) td:not([aria-readonly=true], .actions)"


@dataclass(frozen=True, slots=True)
class Entry:
    """`where` is the selector that a cell has to match; `key` is one that browsers bring along, of no line in the table."""

    verb: str
    label: str
    where: str
    key: str = ""


ENTRIES = (
    Entry("edit", _("Edit"), CHANGEABLE),
    Entry("cut", _("Cut"), CHANGEABLE, "Mod+X"),
    Entry("copy", _("Copy"), "td:not(.actions)", "Mod+C"),
    Entry("paste", _("Paste"), CHANGEABLE, "Mod+V"),
    Entry("fillDown", _("Fill down"), CHANGEABLE),
    Entry("bulk", _("Change the selected rows…"), "main:has([data-verb=bulk]) tbody td"),
    Entry("clear", _("Clear"), f"{CHANGEABLE}:not(.boolean)"),
    Entry("history", _("History"), "td"),
    Entry("openRecord", _("Open the record"), "td"),
    Entry("selectRows", _("Select the row"), "td"),
    Entry("duplicate", _("Duplicate the selected rows"), "main:has(.adding) tbody td"),
    Entry("trash", _("Move the selected rows to the trash"), "tr:has([data-act=trash]) > td"),
    Entry("sortUp", _("Sort ascending"), "th[aria-sort]:not([aria-sort=ascending])"),
    Entry("sortDown", _("Sort descending"), "th[aria-sort]:not([aria-sort=descending])"),
    Entry("selectColumn", _("Select the column"), "th:not(.actions)"),
    Entry("filter", _("Filter"), "th"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry in the words of a language and a machine; `spoken` spells its keys as ARIA does."""

    verb: str
    label: str
    where: str
    keys: list[str]
    spoken: str


def menu(mac: bool) -> Iterator[Item]:
    for entry in ENTRIES:
        key = entry.key or _key_of(entry.verb, "mac" if mac else "pc")
        spoken = key.replace("Mod", "Meta" if mac else "Control").replace("Ctrl", "Control")
        yield Item(entry.verb, gettext(entry.label), entry.where, words(key, mac) if key else [], spoken)


def _key_of(verb: str, machine: str) -> str:
    """The first key that does it without a switch."""
    for key, found in table()["N"].items():
        only, _space, name = key.rpartition(" ")
        if found == verb and only in ("", machine):
            return name
    return ""
