"""What a browser has to work out anew until it paints what a key did: little, once, and as much in a long list as in a short.

How long that takes belongs to the machine, and stands in docs/profile.md.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Desk
from tests.profile.trace import CATEGORIES

FIRST_ROW = 2


@dataclass(frozen=True)
class Work:
    """Elements whose style was asked for, and for each layout how many objects were laid out anew."""

    styled: int
    laid_out: list[int]


@pytest.fixture
def work(browser: Browser, desk: Desk) -> Callable[[str], Work]:
    def pressed(key: str) -> Work:
        desk.idle()
        # What an act before this one left behind, such as its tick, goes meanwhile.
        desk.page.wait_for_timeout(1_500)
        browser.start_tracing(page=desk.page, categories=CATEGORIES)
        desk.press(key)
        desk.page.wait_for_timeout(300)
        desk.idle()
        return _until_painted(browser.stop_tracing())

    return pressed


def _until_painted(trace: bytes) -> Work:
    events = sorted((e for e in json.loads(trace)["traceEvents"] if e.get("ph") == "X"), key=lambda e: float(e["ts"]))
    key = next(e for e in events if e["name"] == "EventDispatch" and e["args"]["data"]["type"] == "keydown")
    mine = [e for e in events if (e["pid"], e["tid"]) == (key["pid"], key["tid"]) and e["ts"] >= key["ts"]]
    painted = next(e["ts"] for e in mine if e["name"] == "Commit")
    before = [e for e in mine if e["ts"] < painted]
    styled = sum(e["args"]["elementCount"] for e in before if e["name"] == "UpdateLayoutTree")
    return Work(styled, [e["args"]["beginData"]["dirtyObjects"] for e in before if e["name"] == "Layout"])


@pytest.fixture(params=["few", "all"])
def at(request: pytest.FixtureRequest, desk: Desk, rows: Callable[..., list[int]]) -> int:
    """A row of a short list, and of one that fills its page: the same limits hold in both."""
    word = uuid.uuid4().hex[:8]
    made = rows(3, name=word)
    desk.show(word if request.param == "few" else "")
    if request.param == "few":
        return made[0]
    shown = desk.page.locator("tbody tr").nth(FIRST_ROW)
    return int(str(shown.get_attribute("id")).removeprefix("product-"))


def test_an_arrow_lays_nothing_out(desk: Desk, at: int, work: Callable[[str], Work]) -> None:
    desk.go_to(at, "price")
    for key in ("ArrowRight", "ArrowUp"):
        found = work(key)
        assert found.laid_out == [], key
        assert found.styled <= 30, key


def test_an_editor_opens_in_one_layout_of_its_cell(desk: Desk, at: int, work: Callable[[str], Work]) -> None:
    desk.go_to(at, "price")
    found = work("Enter")
    expect(desk.cell(at, "price").locator("input[name=value]")).to_be_focused()
    assert len(found.laid_out) == 1
    assert sum(found.laid_out) <= 30
    assert found.styled <= 60


def test_a_commit_is_shown_in_one_layout_of_its_cell(desk: Desk, at: int, work: Callable[[str], Work]) -> None:
    cell = desk.go_to(at, "price")
    before = cell.locator(".value").inner_text()
    desk.type("7.77" if before != "€7.77" else "8.88")
    found = work("Enter")
    expect(cell.locator(".value")).not_to_have_text(before)
    assert len(found.laid_out) <= 2
    assert sum(found.laid_out) <= 40
    assert found.styled <= 80


def test_the_whole_page_is_selected_by_its_rows(desk: Desk, work: Callable[[str], Work]) -> None:
    desk.show()
    rows = desk.page.locator("tbody tr").count()
    desk.page.locator("tbody td").nth(2).focus()
    found = work("Control+a")
    expect(desk.page.locator("tr[aria-selected=true]")).to_have_count(rows)
    assert found.laid_out == []
    assert found.styled <= 8 * rows
