"""The probe for page loads is itself tested: it must be silent for an edit, and fail for what it is there to catch."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Desk


@pytest.fixture
def number(desk: Desk, rows) -> int:  # type: ignore[no-untyped-def]
    word = uuid.uuid4().hex[:8]
    made: int = rows(1, name=f"Probed {word}")[0]
    desk.show(word)
    return made


def caught(act: Callable[[], None], what: str = "a document was loaded") -> None:
    with pytest.raises(AssertionError, match=what):
        act()


def test_silent_for_an_edit(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.go_to(number, "stock")
    with no_reload() as sent:
        desk.type("3")
        desk.press("Enter")
        desk.idle()
        expect(desk.cell(number, "stock")).to_have_text("3")
    assert len(sent) == 1


def test_fails_for_a_reload(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    def reload() -> None:
        with no_reload(0):
            desk.page.reload()
            expect(desk.row(number)).to_be_visible()

    caught(reload)


def test_fails_for_a_link_and_back(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    def go_and_come_back() -> None:
        with no_reload(0):
            desk.row(number).locator(".actions a").first.click()
            expect(desk.page.locator(".record")).to_be_visible()
            desk.page.go_back()
            expect(desk.row(number)).to_be_visible()

    caught(go_and_come_back)


def test_fails_for_a_button_that_lost_its_attributes(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    button = desk.row(number).locator(".actions button")
    button.evaluate("button => button.removeAttribute('data-act')")

    def trash() -> None:
        with no_reload():
            button.click()
            expect(desk.page.locator("#notes .note")).to_be_visible()

    caught(trash)


def test_fails_where_nothing_was_sent(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.go_to(number, "stock")

    def nothing() -> None:
        with no_reload():
            desk.press("F2", "Enter")

    caught(nothing, "at least 1 htmx request")
