"""Undo and redo by keyboard: one's own steps, across reload, sort, page and device, with focus on what came back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk


@pytest.fixture
def number(someone: Callable[..., Page], rows: Callable[..., list[int]], request: pytest.FixtureRequest) -> int:
    return rows(1, name=f"Walked {request.node.name.split('[')[0][:60]}")[0]


def edit(desk: Desk, number: int, *values: str, field: str = "price") -> None:
    desk.go_to(number, field)
    for value in values:
        desk.type(value)
        desk.press("Control+Enter")
        desk.idle()


def test_steps_are_walked_back_and_forth(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.show("Walked")
    edit(desk, number, "11", "12")
    edit(desk, number, "7", field="stock")
    desk.go_to(number, "pack")
    with no_reload(6):
        for key, price, stock in (
            ("Control+z", "€12.00", "5"),
            ("Control+z", "€11.00", "5"),
            ("Control+y", "€12.00", "5"),
            ("Control+Shift+Z", "€12.00", "7"),
            ("Control+z", "€12.00", "5"),
            ("Control+z", "€11.00", "5"),
        ):
            desk.press(key)
            expect(desk.cell(number, "price")).to_have_text(price)
            expect(desk.cell(number, "stock")).to_have_text(stock)
            desk.idle()
    assert desk.focused() == f"product-{number}-price"
    expect(desk.page.locator("#announcer")).to_have_text("Undone: Price is back from €12.00 to €11.00.")


def test_the_cell_that_came_back_has_focus_and_a_brief_mark(desk: Desk, number: int) -> None:
    desk.show("Walked")
    edit(desk, number, "11")
    desk.go_to(number, "stock")
    desk.press("Control+z")
    expect(desk.cell(number, "price")).to_be_focused()
    expect(desk.cell(number, "price")).to_have_class("money saved")
    expect(desk.cell(number, "price")).to_have_class("money")
    expect(desk.page.locator("[role=grid] [tabindex='0']")).to_have_count(1)


def test_a_note_leads_back_and_forth(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.show("Walked")
    edit(desk, number, "11")
    with no_reload(3):
        for name, price in (("Undo", "€10.00"), ("Redo", "€11.00"), ("Undo", "€10.00")):
            desk.note().get_by_role("button", name=name).focus()
            desk.press("Enter")
            expect(desk.cell(number, "price")).to_have_text(price)
            desk.idle()
            expect(desk.cell(number, "price")).to_be_focused()


@pytest.mark.parametrize("elsewhere", ["/en/desk/products?sort=-price&q=Walked", "/en/desk/products?q=Walked&page=2"])
def test_after_a_reload_in_another_order_or_on_another_page(desk: Desk, number: int, elsewhere: str) -> None:
    desk.show("Walked")
    edit(desk, number, "11")
    desk.page.goto(elsewhere)
    desk.page.locator("[role=gridcell]").first.focus()
    address = desk.page.url
    desk.press("Control+z")
    expect(desk.page.locator("#announcer")).to_have_text("Undone: Price is back from €11.00 to €10.00.")
    assert desk.page.url == address
    desk.idle()
    desk.page.reload()
    desk.page.locator("[role=gridcell]").first.focus()
    desk.press("Control+y")
    expect(desk.cell(number, "price")).to_have_text("€11.00")


def test_on_another_device(desk: Desk, number: int, someone: Callable[..., Page]) -> None:
    desk.show("Walked")
    edit(desk, number, "11")
    other = Desk(someone("editor")).show("Walked")
    other.go_to(number, "stock")
    other.press("Control+z")
    expect(other.cell(number, "price")).to_have_text("€10.00")
    other.idle()
    desk.press("Control+y")
    expect(desk.cell(number, "price")).to_have_text("€11.00")


def test_a_row_that_comes_back_has_focus(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.show("Walked")
    desk.go_to(number, "price")
    with no_reload(3):
        desk.press("Control+Delete")
        expect(desk.row(number)).to_have_count(0)
        desk.idle()
        desk.press("Control+z")
        expect(desk.cell(number, "sku")).to_be_focused()
        desk.idle()
        desk.press("Control+y")
        expect(desk.row(number)).to_have_count(0)


@pytest.mark.parametrize(("key", "value"), [("1", "€10.00"), ("2", "€22.00")])
def test_a_value_that_somebody_changed_since_is_asked_about_in_its_cell(  # type: ignore[no-untyped-def]
    desk: Desk, number: int, someone: Callable[..., Page], no_reload, key: str, value: str
) -> None:
    desk.show("Walked")
    edit(desk, number, "11")
    other = Desk(someone("owner")).show("Walked")
    edit(other, number, "22")
    desk.go_to(number, "stock")
    with no_reload(2 if key == "1" else 1):
        desk.press("Control+z")
        choice = desk.cell(number, "price").locator("form[data-conflict]")
        expect(choice.locator(".theirs dd")).to_have_text("€22.00")
        expect(choice.locator("[data-choose=mine]")).to_be_focused()
        desk.press(key)
        desk.idle()
        expect(desk.cell(number, "price")).to_have_text(value)
    expect(desk.cell(number, "price")).to_be_focused()
    expect(choice).to_have_count(0)


def test_a_public_page_walks_too(desk: Desk, number: int) -> None:
    desk.show("Walked")
    desk.go_to(number, "published")
    desk.press("Space")
    desk.idle()
    desk.page.goto(f"/en/desk/products/{number}")
    desk.page.get_by_role("link", name="Show in the shop").click()
    price = desk.page.locator(f"#product-{number}-price")
    price.focus()
    desk.press("Enter", "Control+a")
    desk.type("11")
    desk.press("Enter")
    expect(price).to_contain_text("11.00")
    desk.idle()
    for key, shown in (("Control+z", "10.00"), ("Control+y", "11.00")):
        desk.press(key)
        expect(price).to_contain_text(shown)
        desk.idle()
        expect(price).to_be_focused()
