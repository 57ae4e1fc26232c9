"""The form that changes fields of many rows alike, by keys: over the list, and as a page where no script runs."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Desk
from tests.e2e.test_accessibility import violations

Rows = Callable[..., list[int]]


@pytest.fixture
def word() -> str:
    return uuid.uuid4().hex[:8]


@pytest.fixture
def three(desk: Desk, rows: Rows, word: str) -> list[int]:
    """Three rows of one's own, one below the other."""
    made = [rows(1, name=f"{word} {n}", price=f"{n}.50", stock=str(n))[0] for n in (1, 2, 3)]
    desk.show(word)
    return made


def column(desk: Desk, ids: list[int], field: str) -> list[str]:
    return [desk.cell(id_, field).locator(".value").inner_text() for id_ in ids]


def form(page: Page) -> Locator:
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    return dialog


def switch_on(page: Page, field: str) -> Locator:
    """By its switch and Tab, which leads to what it is to be."""
    page.locator(f"#bulk-{field}-on").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    value = page.locator(f"#bulk-{field}")
    expect(value).to_be_focused()
    return value


def gone(desk: Desk) -> None:
    expect(desk.page.locator("dialog")).to_have_count(0)
    desk.idle()


def test_several_fields_of_the_selected_rows_and_one_undo(desk: Desk, three: list[int], no_reload: Any) -> None:
    with no_reload(3):
        desk.go_to(three[0], "price")
        desk.press("Shift+ArrowDown", "Shift+ArrowDown", "Control+e")
        expect(form(desk.page).get_by_role("heading", name="Change 3 rows")).to_be_visible()
        expect(desk.page.locator("#bulk-sku-on")).to_be_focused()
        switch_on(desk.page, "price")
        desk.type("+10%")
        switch_on(desk.page, "pack")
        desk.type("box")
        desk.press("Enter")
        gone(desk)
        assert column(desk, three, "price") == ["€1.65", "€2.75", "€3.85"]
        assert column(desk, three, "pack") == ["box", "box", "box"]
        assert column(desk, three, "stock") == ["1", "2", "3"]
        assert desk.focused() == f"product-{three[0]}-price"
        expect(desk.page.locator("[aria-selected=true]")).to_have_count(3)
        desk.press("Control+z")
        desk.idle()
    assert column(desk, three, "price") == ["€1.50", "€2.50", "€3.50"]
    assert column(desk, three, "pack") == ["", "", ""]


def test_the_button_below_the_list_says_how_many_rows_there_are(desk: Desk, three: list[int], no_reload: Any) -> None:
    button = desk.page.locator("#products-change")
    expect(button).to_be_hidden()
    with no_reload(1):
        desk.go_to(three[0], "price")
        desk.press("Shift+ArrowRight")
        expect(button).to_have_text("Change 1 row…")
        desk.press("Shift+ArrowDown")
        expect(button).to_have_text("Change 2 rows…")
        button.press("Enter")
        expect(form(desk.page).get_by_role("heading", name="Change 2 rows")).to_be_visible()
        desk.press("Escape")
        gone(desk)
    assert desk.focused() == f"product-{three[0]}-price"
    expect(desk.page.locator("[aria-selected=true]")).to_have_count(4)


def test_a_name_is_chosen_as_in_the_list_and_what_cannot_be_keeps_its_text(
    desk: Desk, three: list[int], no_reload: Any
) -> None:
    page = desk.page
    with no_reload(4):
        desk.go_to(three[0], "price")
        desk.press("Shift+ArrowDown", "Control+e")
        dialog = form(page)
        category = switch_on(page, "category_id")
        desk.type("kitch")
        expect(dialog.get_by_role("option").first).to_be_visible()
        desk.press("ArrowDown", "Enter")
        expect(category).to_have_value("Kitchen")
        desk.press("ArrowDown")
        expect(dialog.get_by_role("option").first).to_be_visible()
        desk.press("Escape")
        expect(dialog.get_by_role("option")).to_have_count(0)
        expect(dialog).to_be_visible()
        switch_on(page, "price")
        desk.type("dear")
        desk.press("Control+Enter")
        expect(page.locator("#bulk-price-error")).to_have_text("This is not a number. Type it like 1234.50.")
        expect(page.locator("#bulk-price")).to_be_focused()
        expect(page.locator("#bulk-price")).to_have_value("dear")
        expect(category).to_have_value("Kitchen")
        assert violations(page) == []
        page.locator("#bulk-price").fill("*2")
        desk.press("Enter")
        gone(desk)
    assert column(desk, three, "category_id") == ["Kitchen", "Kitchen", ""]
    assert column(desk, three, "price") == ["€3.00", "€5.00", "€3.50"]


def test_clear_is_a_choice_and_what_is_empty_is_none(desk: Desk, rows: Rows, word: str, no_reload: Any) -> None:
    page = desk.page
    ids = rows(2, name=word, supplier_id="Hallberg & Lund")
    desk.show(word)
    with no_reload(3):
        desk.go_to(ids[1], "price")
        desk.press("Shift+ArrowUp", "Shift+ArrowDown", "Control+a", "Control+e")
        form(page)
        switch_on(page, "supplier_id")
        desk.press("Enter")
        expect(page.locator("#bulk-supplier_id-error")).to_contain_text("choose “Clear”")
        desk.press("Tab", "Space")
        expect(page.locator("#bulk-supplier_id")).to_be_hidden()
        desk.press("Enter")
        gone(desk)
    assert column(desk, ids, "supplier_id") == ["", ""]


def test_all_that_match_are_shown_first_and_somebody_elses_edit_is_not_overwritten(
    desk: Desk, rows: Rows, word: str, someone: Callable[..., Page], no_reload: Any
) -> None:
    page = desk.page
    rows(52, name=word)
    desk.show(word)
    other = Desk(someone("owner"))
    other.page.goto(page.url)
    first = int((page.locator("tbody tr").first.get_attribute("id") or "").split("-")[1])
    with no_reload(4):
        desk.go_to(first, "price")
        desk.press("Control+a", "Control+a")
        expect(page.locator("#products-change")).to_have_text("Change 52 rows…")
        desk.press("Control+e")
        expect(form(page).get_by_role("heading", name="Change 52 rows")).to_be_visible()
        switch_on(page, "price")
        desk.type("+5")
        desk.press("Enter")
        apply = page.get_by_role("button", name="Change 52 cells")
        expect(apply).to_be_focused()
        expect(page.locator("dialog[open] tr.changed").first).to_contain_text("€10.00€15.00")
        assert violations(page) == []
        other.go_to(first, "price")
        other.type("99")
        other.press("Enter")
        other.idle()
        desk.press("Enter")
        gone(desk)
        expect(desk.cell(first, "price")).to_have_text("€99.00")
        values = page.context.request.get(f"/en/desk/products/values?q={word}&fields=price").json()
        assert sorted(values) == [["15.00"]] * 51 + [["99.00"]]
        desk.press("Control+z")
        expect(page.locator("td.money", has_text="€10.00")).to_have_count(49, timeout=30_000)


def test_the_link_below_the_list_opens_it_for_all_that_match(desk: Desk, three: list[int], no_reload: Any) -> None:
    with no_reload(1):
        link = desk.page.get_by_role("link", name="Change all rows…")
        link.press("Enter")
        expect(form(desk.page).get_by_role("heading", name="Change 3 rows")).to_be_visible()
        desk.press("Escape")
        gone(desk)
    expect(link).to_be_focused()


def test_no_key_gets_past_it(desk: Desk, three: list[int]) -> None:
    desk.go_to(three[0], "price")
    desk.press("Control+e")
    dialog = form(desk.page)
    for key in ("Delete", "x", "Control+d", "Alt+PageDown", "F2", "Control+/", "Control+e", "Control+z"):
        desk.press(key)
        expect(dialog.get_by_role("heading", name="Change 1 row")).to_be_visible()
        assert desk.focused() == "bulk-sku-on"
    desk.press("Escape")
    gone(desk)
    assert column(desk, three, "price") == ["€1.50", "€2.50", "€3.50"]


@pytest.mark.parametrize("options", [{"viewport": {"width": 390, "height": 780}}, {"color_scheme": "dark"}])
def test_it_is_as_good_on_a_phone_in_the_dark_and_from_right_to_left(
    someone: Callable[..., Page], rows: Rows, word: str, options: dict[str, Any]
) -> None:
    page = someone("editor", reduced_motion="reduce", **options)
    ids = rows(2, name=word)
    desk = Desk(page, locale="ar").show(word)
    desk.go_to(ids[0], "price")
    desk.press("Control+e")
    dialog = form(page)
    for field in ("price", "category_id", "description"):
        switch_on(page, field)
    assert violations(page) == []
    assert dialog.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert dialog.locator(".fields").evaluate("it => it.scrollWidth <= it.clientWidth && it.clientHeight > 90")
    expect(dialog.locator(".buttons .button").first).to_be_in_viewport()


def test_without_script_it_is_a_page_and_then_the_filtered_list(
    someone: Callable[..., Page], rows: Rows, word: str
) -> None:
    ids = rows(2, name=word)
    page = someone("editor", java_script_enabled=False)
    page.goto(f"/en/desk/products?q={word}")
    page.get_by_role("link", name="Change all rows…").press("Enter")
    expect(page.get_by_role("heading", name="Change 2 rows")).to_be_visible()
    page.get_by_role("button", name="Change 2 rows").press("Enter")
    expect(page.locator("[data-error=nothing_switched_on]")).to_be_visible()
    page.locator("#bulk-price-on").check()
    page.locator("#bulk-price").fill("+10x%")
    page.get_by_role("button", name="Change 2 rows").press("Enter")
    expect(page.locator("#bulk-price-error")).to_be_visible()
    expect(page.locator("#bulk-price-on")).to_be_checked()
    page.locator("#bulk-price").fill("+10%")
    page.get_by_role("button", name="Change 2 rows").press("Enter")
    expect(page.locator("tr.changed")).to_contain_text(["€11.00", "€11.00"])
    page.get_by_role("button", name="Change 2 cells").press("Enter")
    expect(page).to_have_url(re.compile(rf"/en/desk/products\?q={word}&did="))
    for id_ in ids:
        expect(page.locator(f"#product-{id_}-price")).to_have_text("€11.00")
    page.locator("#notes").get_by_role("button", name="Undo").press("Enter")
    for id_ in ids:
        expect(page.locator(f"#product-{id_}-price")).to_have_text("€10.00")


def test_a_translator_changes_texts_of_their_languages(someone: Callable[..., Page], rows: Rows, word: str) -> None:
    ids = rows(2, name=word)
    desk = Desk(someone("translator"), locale="nl").show(word)
    desk.go_to(ids[0], "summary")
    desk.press("Control+e")
    dialog = form(desk.page)
    expect(dialog.locator(".field > label:first-child")).to_have_count(4)
    switch_on(desk.page, "summary")
    desk.type("Kort")
    desk.press("Enter")
    gone(desk)
    expect(desk.cell(ids[0], "summary")).to_contain_text("Kort")
    desk = Desk(desk.page, locale="fr").show(word)
    expect(desk.page.locator("#products-bulk, #products-change")).to_have_count(0)
    desk.go_to(ids[0], "summary")
    desk.press("Control+e")
    desk.idle()
    expect(desk.page.locator("dialog[open]")).to_have_count(0)
