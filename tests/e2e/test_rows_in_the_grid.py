"""Whole rows by keyboard, on every desk: made, edited, put in the trash, restored, undone; and other rows shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk

# plural -> what is typed into the fields of its creation form, then a field to edit, and how it is shown before and after
TABLES = {
    "products": (["T-{word}", "Thing {word}", "10", "5"], "price", "12", "€12.00", "€10.00"),
    "suppliers": (["Supplier {word}", "Ann"], "contact", "Bea", "Bea", "Ann"),
    "categories": (["Category {word}"], "position", "7", "7", "0"),
}


@pytest.mark.parametrize("plural", TABLES)
def test_a_life_of_a_row_by_keyboard(page: Page, sign_in, no_reload, rows, plural: str) -> None:  # type: ignore[no-untyped-def]
    typed, field, value, after, before = TABLES[plural]
    word = uuid.uuid4().hex[:8]
    for n in "12":
        rows(1, plural, name=f"Neighbour {word} {n}")
    sign_in(page, "editor")
    desk = Desk(page, plural).show(word)
    first = page.locator("tbody tr").first
    page.locator("[role=grid] [tabindex='0']").focus()
    with no_reload():
        desk.press("Shift+Enter")
        for text in typed:
            desk.type(text.format(word=word))
            desk.press("Tab")
        desk.press("Control+Enter")
        expect(page.locator("tbody tr")).to_have_count(3)
        desk.idle()
    number = int((first.get_attribute("id") or "").split("-")[1])
    assert desk.focused() == first.locator("[role=gridcell]").first.get_attribute("id")
    expect(page.locator("#announcer")).to_contain_text(word)

    cell = desk.go_to(number, field)
    with no_reload():
        desk.type(value)
        desk.press("Control+Enter")
        desk.idle()
        expect(cell).to_have_text(after)
    assert desk.focused() == f"{desk.noun}-{number}-{field}"

    with no_reload():
        desk.press("Control+z")
        expect(cell).to_have_text(before)
        desk.idle()
    assert desk.focused() == f"{desk.noun}-{number}-{field}"

    below = desk.row(number).locator("+ tr").get_attribute("id")
    with no_reload():
        desk.press("Control+Delete")
        expect(desk.row(number)).to_have_count(0)
        desk.idle()
    assert desk.focused() == f"{below}-{field}"

    with no_reload():
        desk.press("Control+z")
        desk.idle()
        expect(desk.row(number)).to_have_count(1)
    # What came back has the focus.
    assert desk.focused() == desk.row(number).locator("[role=gridcell]").first.get_attribute("id")

    with no_reload():
        cell.focus()
        desk.press("Control+Delete")
        expect(desk.row(number)).to_have_count(0)
        page.locator(".trash-switch").focus()
        desk.press("Enter")
        expect(page.locator("[role=grid][data-trash]")).to_be_visible()
        # Others have thrown away more than a page holds.
        page.get_by_role("searchbox", name="Filter").fill(word)
        expect(desk.row(number)).to_have_count(1)
        desk.idle()
        page.locator(f"#{desk.noun}-{number}-actions").focus()
        desk.press("F2")
        while not page.evaluate("document.activeElement.matches('[data-act=restore]')"):
            desk.press("ArrowRight")
        desk.press("Enter")
        expect(desk.row(number)).to_have_count(0)
        desk.idle()
        assert page.evaluate("document.activeElement.closest('[role=grid], .sheet') !== null")
        page.locator(".trash-switch").focus()
        desk.press("Enter")
        expect(page.locator("[role=grid]:not([data-trash])")).to_be_visible()
    desk.show(word)
    expect(desk.row(number)).to_have_count(1)


def test_a_refused_new_row_keeps_what_was_typed(desk: Desk, no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.show()
    desk.page.locator("[role=grid] [tabindex='0']").focus()
    with no_reload():
        desk.press("Shift+Enter")
        desk.type("T-1")
        desk.press("Tab", "Tab")
        desk.type("cheap")
        desk.press("Enter")
        expect(desk.page.locator("#products-new-name")).to_be_focused()
        desk.idle()
    expect(desk.page.locator("#products-new-sku")).to_have_value("T-1")
    expect(desk.page.locator("#products-new-price")).to_have_value("cheap")
    assert desk.page.locator("#products-new .error").count() >= 2
    desk.press("Escape")
    expect(desk.page.locator("#products-new")).to_be_hidden()
    assert desk.page.evaluate("document.activeElement.matches('[role=gridcell]')")


def test_the_relation_of_a_new_row_is_chosen_by_keys(desk: Desk) -> None:
    desk.show()
    desk.page.locator("[role=grid] [tabindex='0']").focus()
    desk.press("Shift+Enter")
    desk.page.locator("#products-new-supplier_id").focus()
    desk.type("hallb")
    expect(desk.page.locator("#products-new").get_by_role("option")).to_have_text(["Hallberg & Lund"])
    desk.press("ArrowDown", "Enter")
    expect(desk.page.locator("#products-new-supplier_id")).to_have_value("Hallberg & Lund")
    expect(desk.page.locator("#products-new")).to_be_visible()


def test_a_row_that_is_in_use_stays(page: Page, sign_in, rows, post, no_reload) -> None:  # type: ignore[no-untyped-def]
    sign_in(page, "editor")
    word = uuid.uuid4().hex[:8]
    supplier = rows(1, "suppliers", name=f"Busy {word}")[0]
    rows(1, supplier_id=f"Busy {word}")
    desk = Desk(page, "suppliers").show(word)
    desk.go_to(supplier, "city")
    with no_reload():
        desk.press("Control+Delete")
        expect(page.locator("#notes .bad")).to_be_visible()
        desk.idle()
    expect(desk.row(supplier)).to_be_visible()
    assert desk.focused() == f"supplier-{supplier}-city"


def test_undo_waits_for_what_is_on_its_way(desk: Desk, rows, latency) -> None:  # type: ignore[no-untyped-def]
    number = rows(1, name="Undone thing")[0]
    desk.show("Undone thing")
    cell = desk.go_to(number, "price")
    latency(desk.page, 250)
    desk.type("77")
    desk.press("Control+Enter", "Control+z")
    desk.idle()
    expect(cell).to_have_text("€10.00")


def test_undo_by_the_note(desk: Desk, rows, no_reload) -> None:  # type: ignore[no-untyped-def]
    number = rows(1, name="Noted thing")[0]
    desk.show("Noted thing")
    cell = desk.go_to(number, "price")
    desk.type("78")
    desk.press("Control+Enter")
    desk.idle()
    with no_reload():
        desk.note().get_by_role("button", name="Undo").focus()
        desk.press("Enter")
        expect(cell).to_have_text("€10.00")
        desk.idle()
    expect(cell).to_be_focused()
    with no_reload():
        desk.note().get_by_role("button", name="Redo").click()
        expect(cell).to_have_text("€78.00")


@pytest.fixture
def many(rows: Callable[..., list[int]]) -> str:
    """A word that 60 suppliers have in their name: two pages of them."""
    word = uuid.uuid4().hex[:8]
    for n in range(60):
        rows(1, "suppliers", name=f"{word} {n:02}", city=f"City {59 - n:02}")
    return word


def test_sort_filter_and_page_by_keyboard(page: Page, sign_in, no_reload, many: str) -> None:  # type: ignore[no-untyped-def]
    sign_in(page, "editor")
    desk = Desk(page, "suppliers").show()
    names = page.locator("tbody [id$='-name']")
    page.locator("[role=grid] [tabindex='0']").focus()
    with no_reload(4):
        desk.press("Control+Shift+f")
        assert desk.focused() == "suppliers-q"
        desk.type(many)
        desk.idle()
        expect(names.first).to_have_text(f"{many} 00")
        assert desk.focused() == "suppliers-q"
        assert page.url.endswith(f"q={many}")
        desk.press("Tab")
        assert desk.focused() == "suppliers-menu"
        desk.press("Tab")
        assert page.evaluate("document.activeElement.closest('[role=grid]') !== null")
        desk.press("Alt+PageDown")
        expect(names).to_have_count(10)
        desk.idle()
        assert desk.focused() == page.locator("tbody [role=gridcell]").first.get_attribute("id")
        desk.press("Alt+PageUp")
        expect(names).to_have_count(50)
        desk.idle()
        desk.press("Control+Home", "ArrowUp")
        assert desk.focused() == "suppliers-head-name"
        desk.press("Enter")
        expect(names.first).to_have_text(f"{many} 59")
        expect(page.locator("#suppliers-head-name")).to_have_attribute("aria-sort", "descending")
        desk.idle()
        assert desk.focused() == "suppliers-head-name"
    assert f"q={many}" in page.url
    assert "sort=-name" in page.url


def test_back_and_forward_show_the_lists_that_were_there(page: Page, sign_in) -> None:  # type: ignore[no-untyped-def]
    sign_in(page, "editor")
    desk = Desk(page, "suppliers").show()
    page.evaluate("window.__mark = 1")
    before = page.locator("tbody tr").count()
    page.locator("#suppliers-q").fill("hallberg")
    expect(page.locator("tbody tr")).to_have_count(1)
    desk.idle()
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(before)
    desk.idle()
    assert page.evaluate("window.__mark") == 1
    page.locator("[role=grid] [tabindex='0']").focus()
    desk.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('[role=gridcell]')")
    page.go_forward()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_list_that_comes_anew_keeps_a_refused_text(desk: Desk, rows, no_reload) -> None:  # type: ignore[no-untyped-def]
    number = rows(1, name="Kept thing")[0]
    desk.show()
    cell = desk.go_to(number, "price") if desk.row(number).count() else None
    if cell is None:
        desk.show("Kept thing")
        cell = desk.go_to(number, "price")
    with no_reload():
        desk.type("cheap")
        desk.press("Enter")
        expect(cell.locator(".error")).to_be_visible()
        desk.page.locator("#products-q").fill("no such thing")
        expect(desk.page.locator(".empty")).to_be_visible()
        desk.idle()
    expect(desk.row(number)).to_have_count(1)
    desk.page.locator("#to-fix").click()
    expect(desk.editor(number, "price")).to_have_value("cheap")
    expect(desk.editor(number, "price")).to_be_focused()


def test_all_selected_rows_go_to_the_trash_and_come_back(desk: Desk, rows: Callable[..., list[int]], no_reload) -> None:  # type: ignore[no-untyped-def]
    word = uuid.uuid4().hex[:8]
    made = rows(4, name=f"Gone {word}")
    desk.show(word)
    with no_reload(2):
        desk.go_to(made[1], "price")
        desk.press("Shift+ArrowDown", "Control+Delete")
        expect(desk.row(made[1])).to_have_count(0)
        expect(desk.row(made[2])).to_have_count(0)
        desk.idle()
        expect(desk.page.locator("#announcer")).to_have_text("2 rows were moved to the trash.")
        expect(desk.cell(made[3], "price")).to_be_focused()
        desk.press("Control+z")
        for number in made:
            expect(desk.row(number)).to_have_count(1)
        desk.idle()
    assert desk.page.evaluate("document.activeElement.matches('[role=gridcell]')")


def test_all_rows_that_match_go_to_the_trash(desk: Desk, rows: Callable[..., list[int]], no_reload) -> None:  # type: ignore[no-untyped-def]
    """Those of other pages too."""
    word = uuid.uuid4().hex[:8]
    made = rows(52, name=f"Many {word}")
    desk.show(word)
    with no_reload():
        desk.go_to(made[0], "price")
        desk.press("Control+a", "Control+a", "Control+Delete")
        expect(desk.page.locator("#announcer")).to_have_text("52 rows were moved to the trash.")
        expect(desk.page.locator("[id^=product-][data-version]")).to_have_count(0)
        desk.idle()
    desk.press("Control+z")
    expect(desk.page.locator("tr[data-version]")).to_have_count(50)


def test_whoever_trashes_too_late_is_told_who_was_quicker(
    desk: Desk, one: int, someone: Callable[..., Page], post: Callable[..., int]
) -> None:
    assert post(someone("owner"), f"/en/products/{one}/trash") == 200
    desk.go_to(one, "price")
    desk.press("Control+Delete")
    expect(desk.row(one)).to_have_count(0)
    expect(desk.page.locator("#announcer")).to_contain_text("Olga Owner moved this to the trash at")
    expect(desk.note().locator("[data-undo]")).to_have_count(0)
