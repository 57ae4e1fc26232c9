"""A value that could not be saved: nothing that was typed is lost, whatever the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Desk, become

CARET = "[document.activeElement.selectionStart, document.activeElement.selectionEnd]"


@pytest.fixture
def two(desk: Desk, rows: Callable[..., list[int]], request: pytest.FixtureRequest) -> list[int]:
    made = rows(2, name=f"Refused {request.node.name[:60]}")
    desk.show(request.node.name[:60])
    return made


def test_text_caret_and_focus_are_kept(desk: Desk, two: list[int], no_reload) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(two[0], "price")
    with no_reload():
        desk.type("12 apples")
        desk.press("ArrowLeft", "ArrowLeft", "Enter")
        expect(cell.locator(".error")).to_be_visible()
        desk.idle()
    editor = desk.editor(two[0], "price")
    expect(editor).to_be_focused()
    expect(editor).to_have_value("12 apples")
    assert desk.page.evaluate(CARET) == [7, 7]
    expect(editor).to_have_attribute("aria-invalid", "true")
    expect(cell).to_have_attribute("aria-invalid", "true")
    reason = desk.page.locator(f"#{cell.get_attribute('aria-describedby')}")
    expect(reason).to_have_attribute("data-error", "not_a_number")
    expect(desk.page.locator("#alarm")).to_contain_text("Price not saved")
    desk.press("Control+a")
    desk.type("12")
    desk.press("Enter")
    desk.idle()
    expect(cell).to_have_text("€12.00")
    expect(cell).not_to_have_attribute("aria-invalid", "true")
    expect(desk.page.locator("#to-fix")).to_be_hidden()


def test_escape_shows_what_is_stored(desk: Desk, two: list[int]) -> None:
    cell = desk.go_to(two[0], "price")
    desk.type("dear")
    desk.press("Enter")
    expect(desk.editor(two[0], "price")).to_be_focused()
    desk.press("Escape")
    expect(cell).to_have_text("€10.00")
    expect(cell).to_be_focused()
    expect(cell).not_to_have_attribute("aria-invalid", "true")


def test_whoever_has_gone_on_is_not_called_back(desk: Desk, two: list[int], latency) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(two[0], "price")
    latency(desk.page, 250)
    desk.type("dear")
    desk.press("Enter")
    desk.type("20")
    desk.idle()
    expect(desk.editor(two[1], "price")).to_be_focused()
    expect(desk.editor(two[1], "price")).to_have_value("20")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(cell.locator(".value")).to_have_text("dear")
    desk.press("Enter")
    desk.idle()
    expect(desk.cell(two[1], "price")).to_have_text("€20.00")
    button = desk.page.locator("#to-fix")
    expect(button).to_have_text("To fix: 1")
    button.focus()
    desk.press("Enter")
    expect(desk.editor(two[0], "price")).to_be_focused()
    expect(desk.editor(two[0], "price")).to_have_value("dear")
    desk.press("Control+a")
    desk.type("30")
    desk.press("Enter")
    desk.idle()
    expect(cell).to_have_text("€30.00")
    expect(button).to_be_hidden()


def test_typing_anew_replaces_a_refused_text(desk: Desk, two: list[int], latency) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(two[0], "price")
    latency(desk.page, 200)
    desk.type("dear")
    desk.press("Enter", "ArrowUp")
    desk.idle()
    expect(cell).to_have_attribute("aria-invalid", "true")
    desk.type("4")
    desk.press("Enter")
    desk.idle()
    expect(cell).to_have_text("€4.00")
    expect(cell.locator("form")).to_have_count(0)


def test_when_the_server_fails(desk: Desk, two: list[int]) -> None:
    cell = desk.go_to(two[0], "price")
    desk.page.route("**/price", lambda route: route.fulfill(status=500, body="<h1>Bad</h1>"), times=1)
    desk.type("18")
    desk.press("Enter")
    expect(desk.editor(two[0], "price")).to_be_focused()
    expect(desk.editor(two[0], "price")).to_have_value("18")
    expect(cell.locator("[data-error]")).to_be_visible()
    expect(desk.page.locator("h1")).to_have_count(1)
    desk.press("Enter")
    desk.idle()
    expect(cell).to_have_text("€18.00")


def test_a_field_that_one_may_not_write_any_more(desk: Desk, two: list[int], someone) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(two[0], "price")
    become(desk.page, someone("reader"))
    desk.type("19")
    desk.press("Enter")
    desk.idle()
    expect(cell).to_have_text("€10.00")
    expect(cell).to_have_attribute("aria-readonly", "true")
    note = desk.page.locator("#notes .bad")
    expect(note).to_contain_text("This is not for your account.")
    expect(note.get_by_label("What you typed")).to_have_value("19")
    assert desk.page.evaluate("document.activeElement.matches('[role=gridcell]')")


def test_a_write_on_its_way_arrives_though_the_page_is_left(desk: Desk, two: list[int], latency) -> None:  # type: ignore[no-untyped-def]
    desk.go_to(two[0], "price")
    latency(desk.page, 150)
    with desk.page.expect_request("**/price"):
        desk.type("25")
        desk.press("Enter")
    desk.page.goto("/en/products")
    desk.page.goto(f"/en/desk/products/{two[0]}")
    expect(desk.page.locator("form[action$='/price'] [name=value]")).to_have_value("25.00")
