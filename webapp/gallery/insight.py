"""Samples of the owner's insight: a busy day, a quiet one, one route, and what is said where nothing is measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from webapp.gallery.made import EDITOR, long_words
from webapp.gallery.samples import Frame, declare
from webapp.grid.columns import tables
from webapp.grid.errands import errands_of
from webapp.hypermedia.locales import Language
from webapp.insight.advice import Explained
from webapp.insight.board import shown
from webapp.insight.counting import NOWHERE
from webapp.insight.indexes import Missing
from webapp.insight.kept import Entry
from webapp.insight.measures import Measures
from webapp.insight.periods import PERIODS
from webapp.insight.plans import Plan
from webapp.insight.queries import Found, Statement
from webapp.insight.tallies import FragmentTally, RouteTally, StatementTally
from webapp.storage import clock

SQL = "SELECT product.id, product.price FROM product WHERE product.supplier_id = ? AND product.price > ? ORDER BY product.price"
OTHER = "SELECT post.id FROM post WHERE post.published = ?"
PER_ROW = "SELECT supplier.name FROM supplier WHERE supplier.id = ?"
ROUTES = ("GET journal.home", "GET catalogue.products", "GET catalogue.product", "POST desk.field", NOWHERE)
FRAGMENTS = ("catalogue/product/list", "journal/post/list", "search/results")


def _desk(_spoken: Language) -> Mapping[str, Any]:
    return {"table": None, "tables": list(tables()), "errands": errands_of(EDITOR)}


BOARD = Frame("insight/insight.html", known=_desk, edited=True)


def _tally(count: int, errors: int = 0) -> RouteTally:
    tally = RouteTally(count=count, errors=errors, statements=count * 3, sql_s=count * 0.0006, render_s=count * 0.0004)
    tally.front, tally.found, tally.rendered, tally.priced = (count * share // 100 for share in (62, 17, 9, 9))
    tally.front_s, tally.found_cpu_s, tally.priced_cpu_s = tally.front * 3e-5, tally.found * 2e-4, tally.priced * 3e-3
    tally.buckets = {bucket: max(1, round(count / (2 + abs(bucket - 14)))) for bucket in (10, 12, 14, 18, 26, 34)}
    return tally


def _found(slots: int, busy: int, errors: int = 0) -> Found:
    found = Found()
    for slot in range(slots):
        for place, route in enumerate(ROUTES):
            wave = 1.15 + math.sin((slot - slots / 3) / slots * 2 * math.pi)
            found.slots[slot, route] = _tally(round(busy * wave / (place + 1)), errors)
    for (_slot, route), tally in found.slots.items():
        found.routes.setdefault(route, RouteTally()).add(tally)
    found.fragments = {name: FragmentTally(90 * busy, busy, busy * 0.004, 0.36 * busy) for name in FRAGMENTS}
    return found


def _explained(spoken: Language, words: str = "") -> list[Explained]:
    where = "webapp/catalogue/queries/shelves.py:41"
    slow = StatementTally(where, 12, 1.9, 0.412, 3, 0, 0)
    quick = StatementTally("", 930, 0.4, 0.0031, 0, 0, 0)
    plan = Plan(["SCAN product", "USE TEMP B-TREE FOR ORDER BY"])
    return [
        Explained(Statement(ROUTES[1], SQL + words, slow), plan, Missing("product", ("supplier_id", "price"))),
        Explained(Statement(ROUTES[0], OTHER + words, quick), plan, None),
    ]


def _entries() -> list[Entry]:
    now = clock.now().timestamp()
    known = Entry(
        (FRAGMENTS[0], "nl", ("Shelf(page=1)",)),
        "3f9c" * 10,
        ("product", "product@nl"),
        21_400,
        now - 4_000,
        0.0041,
        812,
    )
    return [known, Entry((FRAGMENTS[1], "de", ()), "77ab" * 10, (), 9_800, None, 0.0, 12)]


def _board(
    spoken: Language, state: str = "shown", period: str = "day", route: str = "", busy: int = 90, **more: Any
) -> Mapping[str, Any]:
    """As the board would have read it, had there been such a day."""
    chosen = PERIODS[period]
    measures = Measures(0.1)
    found = _found(chosen.slots, busy, more.pop("errors", 0))
    lists = {
        "slowest": _explained(spoken),
        "repeated": [],
        "entries": _entries(),
        "entries_count": 2,
        "entries_bytes": 31_200,
    }
    return shown(spoken, chosen, route, measures, found) | lists | more | {"state": state}


def _repeated(words: str = "") -> list[Statement]:
    tally = StatementTally("templates/partials/catalogue/product/list.html:12", 4_800, 0.9, 0.002, 0, 200, 24)
    return [Statement(ROUTES[1], PER_ROW + words, tally)]


declare(
    "insight/board",
    BOARD,
    busy=lambda spoken: _board(spoken, busy=4_000),
    month=lambda spoken: _board(spoken, period="month", busy=90_000),
    one_route=lambda spoken: _board(spoken, period="week", route=ROUTES[1]),
    troubled=lambda spoken: _board(spoken, errors=4, repeated=_repeated()),
    nothing_yet=lambda spoken: _board(spoken, state="empty"),
    off=lambda spoken: _board(spoken, state="off"),
    long_words=lambda spoken: _board(
        spoken, slowest=_explained(spoken, f" {long_words(spoken)}" * 4), repeated=_repeated(long_words(spoken) * 3)
    ),
)
