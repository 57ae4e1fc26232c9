"""Editing a cell: how it opens, how it is saved at once and moves on, and how it is left."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.e2e.conftest import Desk


@pytest.fixture
def two(desk: Desk, rows: Callable[..., list[int]]) -> list[int]:
    """Two rows of one's own, one above the other."""
    word = uuid.uuid4().hex[:8]
    made = rows(2, name=f"Pair {word}")
    desk.show(word)
    return made


@pytest.fixture
def sent(page: Page) -> list[str]:
    """What was posted, as `path value`."""
    posts: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            posts.append(request.url.split("/en/")[1])

    page.on("request", note)
    return posts


def test_a_price_with_two_keys(desk: Desk, two: list[int], no_reload) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(two[0], "price")
    with no_reload():
        desk.press("9", "Enter")
        assert desk.focused() == f"product-{two[1]}-price"
        expect(cell).to_have_text("€9.00")
        desk.idle()
    assert desk.focused() == f"product-{two[1]}-price"
    expect(cell).not_to_have_attribute("aria-busy", "true")
    expect(desk.page.locator("#announcer")).to_contain_text("Price: €10.00 → €9.00")


def test_the_new_value_is_shown_before_it_is_saved(desk: Desk, two: list[int], latency) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(two[0], "stock")
    latency(desk.page, 400)
    desk.press("7", "Enter")
    expect(cell).to_have_text("7", timeout=200)
    expect(cell).to_have_attribute("aria-busy", "true")
    expect(desk.page.locator("html")).not_to_have_attribute("data-htmx-requests", "0")
    desk.idle()
    expect(cell).to_have_class("integer saved")
    expect(cell).to_have_class("integer")


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("Enter", "price 1"),
        ("Tab", "stock 0"),
        ("Shift+Tab", "name 0"),
        ("Control+Enter", "price 0"),
        ("Control+s", "price 0"),
        ("F2", "price 0"),
    ],
)
def test_ways_to_save_and_where_they_lead(desk: Desk, two: list[int], sent: list[str], key: str, field: str) -> None:
    desk.go_to(two[0], "price")
    desk.type("12")
    desk.press(key)
    name, row = field.split()
    assert desk.focused() == f"product-{two[int(row)]}-{name}"
    desk.idle()
    expect(desk.cell(two[0], "price")).to_have_text("€12.00")
    assert sent == [f"products/{two[0]}/price"]
    assert desk.focused() == f"product-{two[int(row)]}-{name}"


def test_shift_enter_saves_and_goes_up(desk: Desk, two: list[int]) -> None:
    desk.go_to(two[1], "stock")
    desk.press("6", "Shift+Enter")
    assert desk.focused() == f"product-{two[0]}-stock"
    desk.idle()
    expect(desk.cell(two[1], "stock")).to_have_text("6")


def test_up_and_down_save_what_was_begun_by_typing(desk: Desk, two: list[int]) -> None:
    desk.go_to(two[0], "stock")
    desk.press("6", "ArrowLeft", "ArrowDown")
    expect(desk.editor(two[0], "stock")).to_be_focused()
    desk.press("End", "ArrowRight")
    expect(desk.editor(two[0], "stock")).to_be_focused()
    desk.press("ArrowDown")
    assert desk.focused() == f"product-{two[1]}-stock"
    desk.press("F2", "ArrowDown")
    expect(desk.editor(two[1], "stock")).to_be_focused()
    desk.press("Escape")
    desk.idle()
    expect(desk.cell(two[0], "stock")).to_have_text("6")


def test_enter_selects_the_value_and_f2_puts_the_caret_behind_it(desk: Desk, two: list[int]) -> None:
    caret = "[document.activeElement.selectionStart, document.activeElement.selectionEnd]"
    desk.go_to(two[0], "price")
    desk.press("Enter")
    assert desk.page.evaluate(caret) == [0, 5]
    desk.press("Escape", "F2")
    assert desk.page.evaluate(caret) == [5, 5]


def test_escape_restores_without_a_request(desk: Desk, two: list[int], sent: list[str]) -> None:
    cell = desk.go_to(two[0], "price")
    desk.type("99")
    desk.press("Escape")
    assert desk.focused() == f"product-{two[0]}-price"
    expect(cell).to_have_text("€10.00")
    expect(cell.locator("form")).to_have_count(0)
    assert sent == []


def test_an_unchanged_value_is_no_request(desk: Desk, two: list[int], sent: list[str]) -> None:
    desk.go_to(two[0], "price")
    desk.press("F2", "Enter")
    assert desk.focused() == f"product-{two[1]}-price"
    desk.idle()
    assert sent == []
    expect(desk.cell(two[0], "price").locator("form")).to_have_count(0)


def test_a_click_selects_and_a_second_one_edits(desk: Desk, two: list[int]) -> None:
    cell = desk.cell(two[0], "price")
    cell.click()
    assert desk.focused() == f"product-{two[0]}-price"
    expect(cell.locator("form")).to_have_count(0)
    cell.click()
    expect(desk.editor(two[0], "price")).to_be_focused()
    desk.press("Escape")
    desk.cell(two[1], "stock").dblclick()
    expect(desk.editor(two[1], "stock")).to_be_focused()


def test_clicking_elsewhere_saves_once(desk: Desk, two: list[int], sent: list[str]) -> None:
    desk.go_to(two[0], "price")
    desk.type("13")
    desk.cell(two[1], "stock").click()
    assert desk.focused() == f"product-{two[1]}-stock"
    desk.idle()
    expect(desk.cell(two[0], "price")).to_have_text("€13.00")
    assert sent == [f"products/{two[0]}/price"]
    desk.go_to(two[0], "price")
    desk.type("14")
    desk.page.locator("#products-figures").click()
    desk.idle()
    expect(desk.cell(two[0], "price")).to_have_text("€14.00")
    assert len(sent) == 2


def test_leaving_the_window_saves_nothing(desk: Desk, two: list[int], sent: list[str]) -> None:
    desk.go_to(two[0], "price")
    desk.type("15")
    desk.page.evaluate("document.activeElement.dispatchEvent(new FocusEvent('focusout', {bubbles: true}))")
    desk.page.evaluate("window.dispatchEvent(new FocusEvent('blur'))")
    expect(desk.editor(two[0], "price")).to_have_value("15")
    assert sent == []


def test_yes_and_no_by_space_enter_and_click(desk: Desk, two: list[int], no_reload) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(two[0], "published")
    expect(cell).to_have_text("No")
    with no_reload(3):
        for act in (lambda: desk.press("Space"), lambda: desk.press("Enter"), lambda: cell.locator(".value").click()):
            before = cell.inner_text()
            act()
            expect(cell).not_to_have_text(before, timeout=300)
            assert desk.focused() == f"product-{two[0]}-published"
        desk.idle()
    expect(cell).to_have_text("Yes")
    desk.page.reload()
    expect(cell).to_have_text("Yes")


def test_delete_clears_a_cell(desk: Desk, two: list[int], no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.go_to(two[0], "pack")
    desk.type("12 x 1")
    desk.press("Control+Enter")
    desk.idle()
    expect(desk.cell(two[0], "pack")).to_have_text("12 x 1")
    with no_reload():
        desk.press("Delete")
        expect(desk.cell(two[0], "pack")).to_have_text("", timeout=300)
        desk.idle()
    assert desk.focused() == f"product-{two[0]}-pack"
    expect(desk.page.locator("#announcer")).to_contain_text("12 x 1")


def test_a_cell_that_must_not_be_empty_comes_back(desk: Desk, two: list[int]) -> None:
    desk.go_to(two[0], "sku")
    desk.press("Backspace")
    expect(desk.editor(two[0], "sku")).to_be_focused()
    expect(desk.cell(two[0], "sku").locator(".error")).to_be_visible()
    desk.press("Escape")
    expect(desk.cell(two[0], "sku")).to_contain_text("T-")


def test_locked_cells_are_not_edited(desk: Desk, two: list[int]) -> None:
    cell = desk.go_to(two[0], "state")
    expect(cell).to_have_attribute("aria-readonly", "true")
    desk.type("x")
    desk.press("Delete")
    expect(cell.locator("form")).to_have_count(0)
    assert desk.focused() == f"product-{two[0]}-state"


def test_long_text_with_keys_typed_before_its_editor_is_there(desk: Desk, two: list[int], latency) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(two[0], "description")
    latency(desk.page, 300)
    desk.press("Enter")
    desk.type("First line")
    desk.press("Enter")
    desk.type("second linr")
    desk.press("Backspace")
    desk.type("e")
    desk.press("Control+Enter")
    assert desk.focused() == f"product-{two[0]}-description"
    desk.idle()
    expect(cell).to_have_text("First line second line")
    assert desk.focused() == f"product-{two[0]}-description"
    desk.press("F2")
    expect(desk.editor(two[0], "description")).to_have_value("First line\nsecond line")
    desk.press("Escape")
    assert desk.focused() == f"product-{two[0]}-description"


def test_long_text_takes_enter_as_a_new_line(desk: Desk, two: list[int]) -> None:
    desk.go_to(two[0], "description")
    desk.press("Enter")
    expect(desk.editor(two[0], "description")).to_be_focused()
    desk.type("One")
    desk.press("Enter", "Shift+Enter")
    desk.type("two")
    expect(desk.editor(two[0], "description")).to_have_value("One\n\ntwo")
    desk.press("Tab")
    desk.idle()
    expect(desk.cell(two[0], "description")).to_have_text("One two")


def test_keys_for_the_next_cell_wait_for_the_editor_before_it(desk: Desk, two: list[int], latency) -> None:  # type: ignore[no-untyped-def]
    """Summary opens at once, the description after it comes from the server, and so does the next row's."""
    latency(desk.page, 250)
    desk.go_to(two[0], "summary")
    desk.type("short")
    desk.press("Tab")
    desk.type("long text")
    desk.press("Control+Enter")
    desk.press("ArrowDown")
    desk.idle()
    expect(desk.cell(two[0], "summary")).to_have_text("short")
    expect(desk.cell(two[0], "description")).to_have_text("long text")
    assert desk.focused() == f"product-{two[1]}-description"


class TestRelations:
    def test_the_list_opens_with_the_editor(self, desk: Desk, two: list[int], no_reload) -> None:  # type: ignore[no-untyped-def]
        cell = desk.go_to(two[0], "supplier_id")
        with no_reload():
            desk.press("Enter")
            box = desk.editor(two[0], "supplier_id")
            expect(box).to_have_attribute("aria-expanded", "true")
            options = cell.get_by_role("option")
            second = options.nth(1).inner_text()
            desk.press("ArrowDown", "ArrowDown")
            expect(options.nth(1)).to_have_attribute("aria-selected", "true")
            expect(box).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id") or "-")
            desk.press("ArrowUp", "ArrowDown", "Enter")
            assert desk.focused() == f"product-{two[1]}-supplier_id"
            desk.idle()
        expect(cell).to_have_text(second)

    def test_what_is_typed_narrows_the_list(self, desk: Desk, two: list[int]) -> None:
        cell = desk.go_to(two[0], "supplier_id")
        desk.type("hallb")
        expect(cell.get_by_role("option")).to_have_text(["Hallberg & Lund", "Create “hallb”"])
        desk.press("ArrowDown", "Tab")
        assert desk.focused() == f"product-{two[0]}-pack"
        desk.idle()
        expect(cell).to_have_text("Hallberg & Lund")

    def test_an_exact_name_needs_no_list(self, desk: Desk, two: list[int]) -> None:
        cell = desk.go_to(two[0], "supplier_id")
        desk.type("hallberg & lund")
        desk.press("Tab")
        desk.idle()
        expect(cell).to_have_text("Hallberg & Lund")
        assert desk.focused() == f"product-{two[0]}-pack"

    def test_escape_closes_the_list_and_then_the_editor(self, desk: Desk, two: list[int]) -> None:
        cell = desk.go_to(two[0], "supplier_id")
        desk.press("Enter")
        expect(desk.editor(two[0], "supplier_id")).to_have_attribute("aria-expanded", "true")
        desk.press("Escape")
        expect(desk.editor(two[0], "supplier_id")).to_have_attribute("aria-expanded", "false")
        expect(cell.get_by_role("listbox")).to_be_hidden()
        desk.press("Escape")
        assert desk.focused() == f"product-{two[0]}-supplier_id"
        expect(cell.locator("form")).to_have_count(0)

    def test_a_click_chooses(self, desk: Desk, two: list[int]) -> None:
        cell = desk.go_to(two[0], "supplier_id")
        desk.type("hallb")
        cell.get_by_role("option", name="Hallberg & Lund").click()
        assert desk.focused() == f"product-{two[0]}-supplier_id"
        desk.idle()
        expect(cell).to_have_text("Hallberg & Lund")

    def test_a_name_that_nobody_has_comes_back(self, desk: Desk, two: list[int]) -> None:
        cell = desk.go_to(two[0], "supplier_id")
        desk.type("nobody here")
        desk.press("Enter")
        expect(cell.locator(".error")).to_contain_text("nobody here")
        expect(desk.editor(two[0], "supplier_id")).to_be_focused()
        expect(desk.editor(two[0], "supplier_id")).to_have_value("nobody here")


def test_two_quick_edits_of_one_cell_never_conflict(desk: Desk, two: list[int], latency, sent: list[str]) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(two[0], "price")
    latency(desk.page, 250)
    for price in ("21", "22", "23"):
        desk.type(price)
        desk.press("Control+Enter")
        expect(cell.locator(".value")).to_have_text(price, timeout=200)
    desk.idle()
    expect(cell).to_have_text("€23.00")
    expect(cell.locator("form")).to_have_count(0)
    assert sent == [f"products/{two[0]}/price"] * 3


def test_an_edit_that_is_open_when_the_one_before_is_answered(desk: Desk, two: list[int], latency) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(two[0], "price")
    latency(desk.page, 250)
    desk.type("31")
    desk.press("Control+Enter", "F2")
    expect(desk.editor(two[0], "price")).to_have_value("31")
    desk.type(".50")
    desk.idle()
    expect(desk.editor(two[0], "price")).to_have_value("31.50")
    expect(desk.editor(two[0], "price")).to_be_focused()
    desk.press("Enter")
    desk.idle()
    expect(cell).to_have_text("€31.50")


def test_the_editor_has_the_size_of_its_cell(desk: Desk, two: list[int]) -> None:
    cell = desk.go_to(two[0], "name")
    before = cell.bounding_box()
    below = desk.cell(two[1], "name").bounding_box()
    desk.press("F2")
    expect(desk.editor(two[0], "name")).to_be_focused()
    assert cell.bounding_box() == before
    assert desk.cell(two[1], "name").bounding_box() == below
