"""The history in a browser: over the grid by keyboard, as a page, and what is restored and undone from there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk


@pytest.fixture
def number(desk: Desk, rows: Callable[..., list[int]], request: pytest.FixtureRequest) -> int:
    """A row on the desk whose price was changed twice."""
    word = request.node.name.split("[")[0][:60]
    made = rows(1, name=f"Told {word}")[0]
    desk.show(word)
    desk.go_to(made, "price")
    for value in ("11", "12"):
        desk.type(value)
        desk.press("Control+Enter")
        desk.idle()
    return made


def open_dialog(desk: Desk, number: int) -> None:
    """As the menu of a cell does."""
    url = f"/en/products/{number}/price/history?panel"
    desk.cell(number, "price").focus()
    desk.page.evaluate("url => htmx.ajax('GET', url, {target: '#dialogs', swap: 'none'})", url)
    expect(desk.page.locator("#history-dialog")).to_be_visible()
    desk.idle()


def test_a_value_is_restored_in_the_dialog_over_the_grid(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    with no_reload(2):
        open_dialog(desk, number)
        assert desk.page.evaluate("document.activeElement.closest('dialog')?.id") == "history-dialog"
        desk.page.get_by_role("button", name="Back to €10.00").focus()
        desk.press("Enter")
        expect(desk.page.locator("#history-dialog")).to_have_count(0)
        expect(desk.cell(number, "price")).to_have_text("€10.00")
        desk.idle()
    expect(desk.cell(number, "price")).to_be_focused()
    desk.press("Control+z")
    expect(desk.cell(number, "price")).to_have_text("€12.00")


def test_escape_leads_back_to_the_cell(desk: Desk, number: int) -> None:
    open_dialog(desk, number)
    desk.press("Escape")
    expect(desk.page.locator("#history-dialog")).to_have_count(0)
    expect(desk.cell(number, "price")).to_be_focused()


def test_the_page_of_a_field_is_reached_from_its_record_and_restores_without_a_load(  # type: ignore[no-untyped-def]
    desk: Desk, number: int, no_reload
) -> None:
    desk.page.goto(f"/en/desk/products/{number}")
    desk.page.get_by_role("link", name="History of Price").click()
    desk.page.wait_for_url("**/price/history")
    with no_reload():
        desk.page.get_by_role("button", name="Back to €11.00").focus()
        desk.press("Enter")
        expect(desk.page.locator(".of-one .act").first).to_contain_text("Restored from the history")
        desk.idle()
    expect(desk.page.locator("#announcer")).to_have_text("Restored: Price is €11.00 again.")


def test_filters_undo_and_unfolding_on_the_page_of_the_shop(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.page.goto(f"/en/desk/history?table=products&record={number}")
    acts = desk.page.locator("#history-acts .act")
    with no_reload(3):
        desk.page.get_by_label("How").select_option("grid")
        desk.page.wait_for_url("**way=grid**")
        desk.idle()
        expect(acts).to_have_count(3)
        acts.first.get_by_role("button", name="Undo").focus()
        desk.press("Enter")
        expect(acts.first).to_contain_text("undone later")
        desk.idle()
        folded = acts.last.locator(".more")
        folded.focus()
        desk.press("Enter")
        expect(folded).to_have_count(0)
        desk.idle()
        expect(acts.last.locator(".changed li")).not_to_have_count(4)
    desk.page.go_back()
    expect(acts).to_have_count(4)


def test_without_script_the_history_is_a_page_and_its_filter_a_form(someone: Callable[..., Page], number: int) -> None:
    page = someone("editor", java_script_enabled=False)
    page.goto(f"/en/desk/products/{number}")
    page.get_by_role("link", name="History", exact=True).first.click()
    page.goto(f"/en/products/{number}/price/history")
    page.get_by_role("button", name="Back to €11.00").click()
    expect(page.locator(".of-one .act").first).to_contain_text("Restored from the history")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".of-one .act").first).to_contain_text("Undo")
    page.goto("/en/desk/history")
    page.get_by_label("How").select_option("history")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#history-acts .act").first).to_contain_text("Restored from the history")
