"""What was understood is told before it is saved, and never stands in the way of saving."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Desk


def test_a_sum_is_told_at_the_cell_and_to_a_screen_reader_and_saved_by_enter(desk: Desk, one: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(one, "price")
    before = desk.row(one).bounding_box()
    with no_reload():
        desk.type("=100/8")
        line = cell.locator(".understood")
        expect(line).to_have_text("€12.50")
        assert desk.row(one).bounding_box() == before
        expect(desk.page.locator("#announcer")).to_have_text("€12.50")
        desk.press("Enter")
        desk.idle()
    expect(cell).to_have_text("€12.50")
    expect(desk.page.locator("#announcer")).to_contain_text("Saved. Price: €10.00 → €12.50")


def test_a_raise_goes_on_from_what_is_stored_and_undo_takes_it_back(desk: Desk, one: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(one, "price")
    with no_reload():
        desk.type("+10%")
        expect(cell.locator(".understood")).to_have_text("€11.00")
        desk.press("Control+Enter")
        desk.idle()
        expect(cell).to_have_text("€11.00")
        desk.press("Control+z")
        desk.idle()
    expect(cell).to_have_text("€10.00")


def test_what_is_wrong_is_told_while_one_types_and_goes_when_it_is_put_right(desk: Desk, one: int) -> None:
    cell = desk.go_to(one, "price")
    desk.type("=1/0")
    line = cell.locator(".understood")
    expect(line).to_have_text("Nothing can be divided by zero.")
    expect(line).to_have_class("understood wrong")
    desk.press("Backspace")
    desk.type("4")
    expect(line).to_have_text("€0.25")
    expect(line).to_have_class("understood")


def test_a_plain_number_asks_nothing(desk: Desk, one: int) -> None:
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url) if "understood" in request.url else None)
    desk.go_to(one, "price")
    desk.type("12.50")
    desk.page.wait_for_timeout(400)
    desk.press("Enter")
    desk.idle()
    expect(desk.cell(one, "price")).to_have_text("€12.50")
    assert asked == []


def test_enter_waits_for_no_answer_and_a_late_one_is_passed_over(desk: Desk, one: int, latency) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(one, "price")
    latency(desk.page, 600)
    desk.type("=100/8")
    desk.page.wait_for_timeout(250)
    desk.press("Enter")
    desk.idle()
    expect(cell).to_have_text("€12.50")
    desk.page.wait_for_timeout(700)
    expect(desk.page.locator("#announcer")).to_contain_text("Saved.")


def test_an_answer_that_cannot_come_disturbs_nobody(desk: Desk, one: int, complaints) -> None:  # type: ignore[no-untyped-def]
    complaints.allow("net::ERR_FAILED")
    desk.page.route("**/understood?*", lambda route: route.abort())
    cell = desk.go_to(one, "price")
    desk.type("=100/8")
    desk.page.wait_for_timeout(400)
    desk.idle()
    expect(cell.locator(".understood")).to_be_hidden()
    desk.press("Enter")
    desk.idle()
    expect(cell).to_have_text("€12.50")
