"""Samples of the history: acts of a shop by day, one act, the changes of a field, and those over a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from webapp.catalogue.grid import PRODUCTS
from webapp.gallery.made import EDITOR, FIRST_ID, long_words, product
from webapp.gallery.marks import marked
from webapp.gallery.samples import Frame, declare
from webapp.gallery.sheets import rows_of
from webapp.grid.columns import tables
from webapp.grid.errands import errands_of
from webapp.grid.rows import Row
from webapp.history.filters import Filter
from webapp.history.lines import Line
from webapp.history.queries import COUNTED, Page
from webapp.history.views import Told
from webapp.history.ways import WAYS
from webapp.hypermedia.locales import Language, settings_timezone
from webapp.hypermedia.templates import render
from webapp.storage import clock

PARTS = (("same", "Thrown in "), ("gone", "Burgundy"), ("new", "Limburg"), ("same", " from dark clay"), ("cut", "…"))


def _known(spoken: Language) -> Mapping[str, Any]:
    known = {"table": None, "tables": list(tables()), "errands": errands_of(EDITOR)}
    return known | {"row": _of_grid(spoken), "act": _told(spoken), "column": None, "shown": PRODUCTS}


def _of_grid(spoken: Language, **changes: Any) -> Row:
    return rows_of(PRODUCTS, spoken, [product(spoken, **changes)], ())[0]


LIST = Frame("history/history.html", "list", known=_known, edited=True)
ACT = Frame("history/act.html", "list", known=_known, edited=True)
RECORD = Frame("history/changes.html", "list", known=_known, edited=True)


def _line(spoken: Language, place: int = 0, **known: Any) -> Line:
    gettext = spoken.translations.gettext
    line = Line(
        FIRST_ID + place, product(spoken, place).name, gettext("Price"), "/made-up", "/made-up", None,
        spoken.money(5400 + place), spoken.money(5800 + place),
    )  # fmt: skip
    return replace(line, **known)


def _lines(spoken: Language) -> list[Line]:
    words, gettext = long_words(spoken), spoken.translations.gettext
    return [
        _line(spoken),
        _line(spoken, 1, label=gettext("Summary"), locale=spoken.code, parts=PARTS),
        _line(spoken, 2, label="", became=gettext("was moved to the trash")),
        _line(spoken, 3, title=words, label=gettext("Name"), old="", new=words[:60]),
    ]


def _row(place: int = 0, way: str = "grid", **known: Any) -> Any:
    moment = clock.now() - timedelta(hours=7 * place)
    row = {"id": FIRST_ID + place, "at": moment, "actor": "Edith Editor", "actor_id": 3, "way": way, "taken": False}
    return SimpleNamespace(**row | {"changes": 1} | known)


def _told(
    spoken: Language, place: int = 0, way: str = "grid", lines: list[Line] | None = None, verb: str = "", **known: Any
) -> Told:
    return Told(_row(place, way, **known), lines or [_line(spoken, place)], WAYS[way], verb)


def _acts(spoken: Language) -> list[tuple[str, list[Told]]]:
    first = [
        _told(spoken, 0, verb="undo"),
        _told(spoken, 1, "undo", verb="redo"),
        _told(spoken, 2, taken=True),
        _told(spoken, 3, "import", _lines(spoken), "undo", changes=COUNTED + 1),
    ]
    zone = settings_timezone()
    return [
        (spoken.day(clock.now(), zone), first),
        (spoken.day(clock.now() - timedelta(days=2), zone), [_told(spoken, 4, "paste")]),
    ]


def _list(
    spoken: Language, days: list[tuple[str, list[Told]]], stopped: bool = False, **asked: str
) -> Mapping[str, Any]:
    return {
        "asked": Filter(**asked),
        "days": days,
        "page": Page([], FIRST_ID if days or stopped else None, stopped),
        "people": [SimpleNamespace(id=3, name="Edith Editor"), SimpleNamespace(id=5, name=long_words(spoken))],
        "tables": list(tables()),
        "ways": WAYS,
        "title": product(spoken).name,
        "zone": settings_timezone(),
        "counted": COUNTED,
    }


declare(
    "history/act/list",
    LIST,
    display=lambda spoken: _list(spoken, _acts(spoken)),
    of_a_record=lambda spoken: _list(
        spoken, _acts(spoken)[1:], table="products", record=str(FIRST_ID), before=str(FIRST_ID)
    ),
    nothing_matches=lambda spoken: _list(spoken, [], person="3", day="2026-11-30"),
    looked_no_further=lambda spoken: _list(spoken, [], stopped=True, person="3", way="import"),
    empty=lambda spoken: _list(spoken, []),
)


def _act(spoken: Language, after: int = 0, further: int | None = None) -> Mapping[str, Any]:
    return {"act": _told(spoken, lines=_lines(spoken)), "after": after, "further": further}


declare(
    "history/act/changes",
    ACT,
    display=_act,
    in_the_midst=lambda spoken: _act(spoken, FIRST_ID, FIRST_ID),
)


def _changes(spoken: Language, count: int = 4, first: bool = True, field: str = "", **record: Any) -> Mapping[str, Any]:
    lines = [replace(line, restorable=not line.became) for line in _lines(spoken)[:count]]
    return {
        "table": PRODUCTS,
        "column": PRODUCTS.column(field),
        "row": _of_grid(spoken, **record),
        "changes": [(SimpleNamespace(**vars(_row(n)), field=field or "price"), line) for n, line in enumerate(lines)],
        "further": FIRST_ID if not first else None,
        "first": first,
        "ways": WAYS,
        "zone": settings_timezone(),
    }


def _over(spoken: Language) -> str:
    html = render("partials/history/change/dialog.html", "display", spoken.code, _changes(spoken, field="price"))
    return marked(html, "history-dialog", open="open")


declare(
    "history/change/list",
    RECORD,
    record=_changes,
    field=lambda spoken: _changes(spoken, field="name"),
    older=lambda spoken: _changes(spoken, 2, first=False),
    trashed=lambda spoken: _changes(spoken, trashed_at=clock.now()),
    nothing=lambda spoken: _changes(spoken, 0),
    nothing_older=lambda spoken: {**_changes(spoken, 0, first=False), "further": None},
)
declare("history/change/dialog", RECORD, display=_over)
