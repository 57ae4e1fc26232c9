"""The menu of a cell and of a column's head: by keys, by a right click and by its button; what is chosen is done in the cell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Desk
from tests.e2e.test_accessibility import violations


def items(desk: Desk) -> Locator:
    return desk.page.get_by_role("menuitem")


def menu_of(desk: Desk, record: int, field: str) -> Locator:
    cell = desk.go_to(record, field)
    desk.press("Shift+F10")
    expect(items(desk).first).to_be_focused()
    return cell


def test_keys_move_in_it_and_never_reach_the_grid(desk: Desk, rows, no_reload) -> None:  # type: ignore[no-untyped-def]
    number = rows(1, name="Has a menu")[0]
    desk.show("Has a menu")
    with no_reload(1):
        cell = menu_of(desk, number, "name")
        assert violations(desk.page) == []
        everything = items(desk).all_inner_texts()
        desk.press("ArrowUp")
        expect(items(desk).last).to_be_focused()
        desk.press("ArrowDown")
        expect(items(desk).first).to_be_focused()
        desk.press("End", "Home", "h")
        expect(items(desk).filter(has_text="History")).to_be_focused()
        desk.press("x", "ArrowDown", "Delete")
        expect(desk.page.locator("form.editor")).to_have_count(0)
        desk.press("Escape")
        expect(cell).to_be_focused()
        desk.press("Shift+F10", "Tab")
        expect(items(desk)).to_have_count(0)
        expect(cell).to_be_focused()
        desk.press("ContextMenu")
        assert items(desk).all_inner_texts() == everything
    expect(cell.locator(".value")).to_have_text("Has a menu")


def test_it_opens_again_in_the_moment_in_which_it_closes(desk: Desk, rows) -> None:  # type: ignore[no-untyped-def]
    """A dialog that was closed tells so a moment later; a key that comes before that is not lost."""
    number = rows(1, name="Asked twice")[0]
    desk.show("Asked twice")
    menu_of(desk, number, "name")
    desk.page.evaluate("""() => {
      document.querySelector('dialog.menu').close();
      const key = {key: 'F10', code: 'F10', shiftKey: true, bubbles: true, cancelable: true};
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', key));
    }""")
    expect(items(desk).first).to_be_focused()
    desk.press("Escape")
    expect(desk.cell(number, "name")).to_be_focused()


def test_what_is_chosen_is_done_in_the_cell(desk: Desk, rows, no_reload) -> None:  # type: ignore[no-untyped-def]
    number = rows(1, name="Chosen from")[0]
    desk.show("Chosen from")
    with no_reload(4):
        menu_of(desk, number, "price")
        desk.press("e", "Enter")
        expect(desk.editor(number, "price")).to_be_focused()
        desk.type("12.50")
        desk.press("Control+Enter")
        expect(desk.cell(number, "price").locator(".value")).to_have_text("€12.50")
        desk.idle()
        menu_of(desk, number, "price")
        desk.press("h", "Enter")
        expect(desk.page.locator("#history-dialog")).to_contain_text("12.50")
        desk.press("Escape")
        expect(desk.cell(number, "price")).to_be_focused()
        menu_of(desk, number, "price")
        desk.press("m", "Enter")
        expect(desk.row(number)).to_have_count(0)
        desk.idle()


def test_copy_takes_the_range_that_a_right_click_lies_in(desk: Desk, rows) -> None:  # type: ignore[no-untyped-def]
    number = rows(1, name="Copied by menu")[0]
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.show("Copied by menu")
    desk.go_to(number, "name")
    desk.press("Shift+ArrowRight")
    desk.cell(number, "price").click(button="right")
    expect(items(desk).first).to_be_focused()
    desk.press("c", "Enter")
    expect(desk.page.locator("#announcer")).to_contain_text("Copied")
    assert desk.page.evaluate("navigator.clipboard.readText()") == "Copied by menu\t10.00"


def test_cut_and_paste_take_the_range(desk: Desk, rows, no_reload) -> None:  # type: ignore[no-untyped-def]
    numbers = [rows(1, name=f"Cut by menu {n}", price=f"{n}.50")[0] for n in (1, 2)]
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.show("Cut by menu")
    with no_reload(4):
        desk.go_to(numbers[0], "supplier_id")
        desk.press("Enter")
        desk.type("Hallberg & Lund")
        desk.press("Control+s")
        desk.idle()
        menu_of(desk, numbers[0], "supplier_id")
        items(desk).filter(has_text="Cut").press("Enter")
        expect(desk.cell(numbers[0], "supplier_id")).to_have_text("")
        desk.idle()
        menu_of(desk, numbers[1], "supplier_id")
        items(desk).filter(has_text="Paste").press("Enter")
        expect(desk.cell(numbers[1], "supplier_id")).to_have_text("Hallberg & Lund")
        desk.idle()
    assert desk.focused() == f"product-{numbers[1]}-supplier_id"


def test_where_the_page_may_not_read_the_clipboard_it_says_which_keys_paste(desk: Desk, rows) -> None:  # type: ignore[no-untyped-def]
    number = rows(1, name="Not pasted")[0]
    desk.show("Not pasted")
    menu_of(desk, number, "name")
    items(desk).filter(has_text="Paste").press("Enter")
    expect(desk.page.locator("#announcer")).to_contain_text("Press Ctrl+V to paste")
    expect(desk.page.locator("#products-summary")).to_contain_text("Press Ctrl+V to paste")
    assert desk.focused() == f"product-{number}-name"


def test_a_right_click_opens_it_where_it_is(desk: Desk, rows) -> None:  # type: ignore[no-untyped-def]
    number = rows(1, name="Clicked right")[0]
    desk.show("Clicked right")
    cell = desk.cell(number, "stock")
    cell.click(button="right")
    expect(items(desk).first).to_be_focused()
    box, there = desk.page.locator("dialog.menu").bounding_box(), cell.bounding_box()
    assert box
    assert there
    assert abs(box["x"] - there["x"] - there["width"] / 2) < 2
    desk.page.mouse.click(5, 5)
    expect(items(desk)).to_have_count(0)
    expect(cell).to_be_focused()
    cell.click(button="right", modifiers=["Shift"])
    expect(items(desk)).to_have_count(0)


def test_its_button_opens_it_for_the_active_cell(desk: Desk, rows, no_reload) -> None:  # type: ignore[no-untyped-def]
    number = rows(1, name="By its button")[0]
    desk.show("By its button")
    desk.go_to(number, "name")
    button = desk.page.get_by_role("button", name="Actions")
    with no_reload():
        button.press("Enter")
        desk.press("Escape")
        expect(button).to_be_focused()
        button.click()
        items(desk).filter(has_text="Edit").click()
        expect(desk.editor(number, "name")).to_be_focused()
        desk.idle()


def test_the_head_of_a_column_sorts_both_ways(desk: Desk, no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.show()
    head = desk.page.locator("#products-head-price")
    with no_reload(3):
        for item, order in (("Sort descending", "descending"), ("Sort ascending", "ascending")):
            head.focus()
            desk.press("Alt+ArrowDown")
            items(desk).filter(has_text=item).press("Enter")
            expect(head).to_have_attribute("aria-sort", order)
            desk.idle()
            expect(head).to_be_focused()
    assert "sort=price" in desk.page.url
    desk.press("Alt+ArrowDown")
    expect(items(desk).filter(has_text="Sort ascending")).to_have_count(0)
    items(desk).filter(has_text="Select the column").press("Enter")
    expect(desk.page.locator("td.money[data-range]").first).to_be_focused()


def test_who_may_only_look_is_offered_no_change(someone: Callable[..., Page]) -> None:
    desk = Desk(someone("reader")).show()
    desk.page.locator("[role=grid] td.money").first.focus()
    desk.press("Shift+F10")
    expect(items(desk).first).to_be_focused()
    labels = items(desk).locator("span:first-child").all_inner_texts()
    assert labels == ["Copy", "History", "Open the record", "Select the row"]


@pytest.mark.parametrize(("locale", "width"), [("ar", 1440), ("ar", 390), ("en", 390)])
def test_it_lies_in_the_window(someone: Callable[..., Page], locale: str, width: int) -> None:
    desk = Desk(someone("editor", viewport={"width": width, "height": 700}), locale=locale).show()
    cells = desk.page.locator("[role=grid] tbody tr:nth-child(9) td")
    for cell in (cells.nth(1), cells.nth(5)):
        cell.focus()
        desk.press("Shift+F10")
        expect(items(desk).first).to_be_focused()
        menu = desk.page.locator("dialog.menu")
        menu.evaluate("menu => Promise.all(menu.getAnimations().map(one => one.finished))")
        box = menu.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= 700
        desk.press("Escape")
