"""Notes: few, and those that say that all is well leave by themselves."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Desk


@pytest.fixture
def number(desk: Desk, rows: Callable[..., list[int]]) -> int:
    """A row on a desk whose clock stands until it is wound."""
    word = uuid.uuid4().hex[:8]
    made = rows(1, name=f"Noted {word}")[0]
    desk.page.clock.install()
    desk.show(word)
    return made


def edit(desk: Desk, number: int, *values: str) -> None:
    desk.go_to(number, "stock")
    for value in values:
        desk.type(value)
        desk.press("Control+Enter")
        desk.idle()


def test_a_good_note_leaves_unless_somebody_is_at_it(desk: Desk, number: int) -> None:
    edit(desk, number, "6")
    notes = desk.page.locator("#notes .note")
    expect(notes).to_have_count(1)
    desk.page.clock.run_for(7000)
    expect(notes).to_have_count(1)
    notes.get_by_role("button", name="Undo").focus()
    desk.page.clock.run_for(3000)
    expect(notes).to_have_count(1)
    desk.cell(number, "stock").focus()
    desk.page.clock.run_for(3000)
    expect(notes).to_have_count(0)
    expect(desk.cell(number, "stock")).to_be_focused()


def test_never_more_than_four(desk: Desk, number: int) -> None:
    edit(desk, number, "1", "2", "3", "4", "6")
    desk.page.clock.run_for(500)
    notes = desk.page.locator("#notes .note")
    expect(notes).to_have_count(4)
    expect(notes.first).to_contain_text("2")


def test_dismissed_by_keyboard(desk: Desk, number: int) -> None:
    edit(desk, number, "6")
    desk.note().get_by_role("button", name="Dismiss").focus()
    desk.press("Enter")
    desk.page.clock.run_for(500)
    expect(desk.page.locator("#notes .note")).to_have_count(0)
    expect(desk.cell(number, "stock")).to_be_focused()


def test_a_bad_note_stays(desk: Desk, number: int) -> None:
    desk.go_to(number, "stock")
    desk.page.route("**/stock", lambda route: route.fulfill(status=500, body=(
        '<hx-partial hx-target="#notes" hx-swap="beforeend"><div class="note bad"><p>Bad</p></div></hx-partial>'
    )), times=1)  # fmt: skip
    desk.type("6")
    desk.press("Enter")
    expect(desk.note()).to_have_text("Bad")
    desk.page.clock.run_for(60_000)
    expect(desk.note()).to_have_text("Bad")


def test_notes_after_going_back_in_history(desk: Desk, number: int) -> None:
    desk.page.locator("#products-q").fill("Noted")
    desk.page.clock.run_for(300)
    desk.page.wait_for_url("**q=Noted")
    desk.idle()
    desk.page.go_back()
    desk.page.clock.run_for(100)
    desk.idle()
    edit(desk, number, "1", "2", "3", "4", "6")
    desk.page.clock.run_for(500)
    expect(desk.page.locator("#notes .note")).to_have_count(4)
