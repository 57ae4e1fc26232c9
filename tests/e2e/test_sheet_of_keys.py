"""The sheet of shortcuts: over the page by its key or its link, as a page of its own, and what is chosen on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk
from tests.e2e.test_accessibility import violations

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"


def at_a_cell(desk: Desk) -> str:
    desk.show()
    desk.page.locator("[role=grid] td[tabindex='0']").focus()
    return desk.focused()


def test_its_key_opens_it_for_what_one_is_doing_and_escape_goes_back(desk: Desk, no_reload) -> None:  # type: ignore[no-untyped-def]
    cell = at_a_cell(desk)
    sheet = desk.page.get_by_role("dialog", name="Keys")
    with no_reload():
        desk.press("Control+/")
        expect(sheet.locator("section h2").first).to_have_text("In the table")
        desk.idle()
    desk.press("ArrowDown", "x")
    expect(desk.page.locator("form.editor")).to_have_count(0)
    assert violations(desk.page) == []
    desk.press("Escape")
    expect(sheet).to_have_count(0)
    assert desk.focused() == cell
    desk.press("F2")
    desk.press("Control+/")
    expect(sheet.locator("section h2").first).to_have_text("While a cell is edited")
    desk.press("Escape")
    assert desk.page.evaluate("document.activeElement.matches('form.editor [name=value]')")


def test_its_link_opens_it_too(desk: Desk, no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.show()
    with no_reload():
        desk.page.get_by_role("link", name="Keys").press("Enter")
        expect(desk.page.get_by_role("dialog", name="Keys")).to_be_visible()
        desk.idle()
    desk.press("Escape")
    assert desk.page.evaluate("document.activeElement.matches('a[data-sheet]')")


def test_on_a_public_page(desk: Desk) -> None:
    desk.page.goto("/en/products/stoneware-teapot")
    desk.page.locator("[data-field=name]").focus()
    desk.press("Control+/")
    expect(desk.page.get_by_role("dialog", name="Keys").locator("section h2").first).to_have_text(
        "On a page of the shop"
    )


def test_on_a_mac_it_is_another_key_and_shows_others(someone: Callable[..., Page]) -> None:
    desk = Desk(someone("editor", user_agent=MAC))
    at_a_cell(desk)
    desk.press("Control+/")
    desk.press("Meta+/")
    sheet = desk.page.get_by_role("dialog", name="Keys")
    expect(sheet.locator("kbd", has_text="Cmd").first).to_be_visible()
    # Only what selects a column and what opens a menu is Control on a Mac too: Command and Space is the system's.
    expect(sheet.locator("kbd", has_text="Ctrl")).to_have_count(2)


def test_tab_leaves_the_table_where_that_is_chosen(desk: Desk, no_reload) -> None:  # type: ignore[no-untyped-def]
    cell = at_a_cell(desk)
    with no_reload(2):
        desk.press("Control+/")
        desk.page.get_by_label("Tab goes from cell to cell").uncheck()
        desk.page.locator("#keys-save").press("Enter")
        expect(desk.page.locator("#keys-sheet [role=status]")).to_have_text("Saved.")
        assert desk.focused() == "keys-save"
        desk.press("Escape")
        assert desk.focused() == cell
        desk.press("Tab")
    assert desk.page.evaluate("document.activeElement.closest('[role=grid]') === null")
    desk.press("Shift+Tab")
    assert desk.focused() == cell


def test_single_letters_can_be_switched_off(page: Page, sign_in) -> None:  # type: ignore[no-untyped-def]
    sign_in(page, "editor")
    page.goto("/en/desk/moderation")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('[data-row]')")
    page.keyboard.press("?")
    page.get_by_label("Single letters act in lists").uncheck()
    page.locator("#keys-save").press("Enter")
    expect(page.locator("#keys-sheet [role=status]")).to_have_text("Saved.")
    page.keyboard.press("Escape")
    at = page.evaluate("document.activeElement.id")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == at
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") != at


@pytest.mark.parametrize("mac", [False, True])
def test_without_script_it_is_a_page(someone: Callable[..., Page], mac: bool) -> None:
    agent = {"user_agent": MAC} if mac else {}
    page = someone("editor", java_script_enabled=False, **agent)
    page.goto("/en/desk/products")
    page.get_by_role("link", name="Keys").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keys")
    expect(page.locator("kbd", has_text="Cmd" if mac else "Ctrl").first).to_be_visible()
    page.get_by_label("Single letters act in lists").uncheck()
    page.locator("#keys-save").press("Enter")
    expect(page.get_by_label("Single letters act in lists")).not_to_be_checked()
    expect(page.get_by_label("Tab goes from cell to cell")).to_be_checked()
