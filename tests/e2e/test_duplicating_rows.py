"""Rows duplicated by the menu of a cell, by the key for whoever switched it on, and on the record's page without script."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk
from webapp.testing import Shop

Rows = Callable[..., list[int]]


def test_the_menu_duplicates_the_row_and_focus_goes_to_the_first_cell_of_the_copy(
    desk: Desk, rows: Rows, no_reload: Any
) -> None:
    page, word = desk.page, uuid.uuid4().hex[:8]
    (number,) = rows(1, name=word, sku=f"S-{word}")
    desk.show(word)
    with no_reload(3):
        desk.go_to(number, "stock")
        desk.press("Shift+F10")
        page.get_by_role("menuitem", name="Duplicate the selected rows").press("Enter")
        focused = page.locator("td:focus")
        expect(focused).to_have_text(f"S-{word}-2")
        expect(page.locator(f"#product-{number} + tr:focus-within")).to_have_count(1)
        desk.idle()
        desk.type("Mine")
        desk.press("Tab")
        desk.idle()
        expect(page.locator("tbody tr").nth(1).locator("td").first).to_have_text("Mine")
        desk.press("Control+z", "Control+z")
        desk.idle()
        expect(page.locator("tbody tr")).to_have_count(1)


def test_the_key_duplicates_several_rows_once_it_is_switched_on(
    desk: Desk, rows: Rows, shop: Shop, no_reload: Any
) -> None:
    page, word = desk.page, uuid.uuid4().hex[:8]
    rows(3, name=word)
    page.context.add_cookies([{"name": "etalage-keys", "value": "letters.tabs.copies", "url": shop.url}])
    desk.show(word)
    with no_reload(2):
        page.locator("tbody tr").first.locator("td.money").focus()
        desk.press("Shift+ArrowDown", "Control+Shift+D")
        expect(page.locator("tbody tr")).to_have_count(5)
        expect(page.locator("tbody tr").nth(2).locator("td").first).to_be_focused()
        expect(page.locator("#announcer")).to_have_text("2 rows were duplicated.")
        expect(page.locator("[aria-selected=true]")).to_have_count(0)
        desk.idle()
        desk.press("Control+z")
        expect(page.locator("tbody tr")).to_have_count(3)


def test_more_than_the_page_is_refused_in_words(desk: Desk, rows: Rows, shop: Shop, no_reload: Any) -> None:
    page, word = desk.page, uuid.uuid4().hex[:8]
    rows(52, name=word)
    page.context.add_cookies([{"name": "etalage-keys", "value": "copies", "url": shop.url}])
    desk.show(word)
    with no_reload(1):
        page.locator("tbody tr").first.locator("td.money").focus()
        desk.press("Control+a", "Control+a", "Control+Shift+D")
        expect(desk.note()).to_contain_text("At most 50 rows can be duplicated at once.")
    expect(page.locator("tbody tr")).to_have_count(50)


def test_whoever_may_not_add_rows_is_not_offered_it(someone: Callable[..., Page]) -> None:
    for role, path in (("translator", "nl/desk/products"), ("editor", "en/desk/comments")):
        page = someone(role)
        page.goto(f"/{path}")
        page.locator("tbody td").first.focus()
        page.keyboard.press("Shift+F10")
        expect(page.get_by_role("menuitem").first).to_be_focused()
        expect(page.locator("[data-verb=duplicate]")).to_have_count(0)


def test_without_script_the_page_of_the_record_has_a_button(someone: Callable[..., Page], rows: Rows) -> None:
    word = uuid.uuid4().hex[:8]
    (number,) = rows(1, name=word, sku=f"S-{word}")
    page = someone("editor", java_script_enabled=False)
    page.goto(f"/en/desk/products/{number}")
    page.get_by_role("button", name="Duplicate").press("Enter")
    expect(page).to_have_url(re.compile(rf"/en/desk/products/(?!{number}\b)\d+\?did="))
    expect(page.locator("form[action$='/sku'] [name=value]")).to_have_value(f"S-{word}-2")
    expect(page.locator("form[action$='/slug'] [name=value]")).to_have_value(f"{word}-2")
    page.locator("#notes").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator(".banner")).to_have_text("This is in the trash.")
