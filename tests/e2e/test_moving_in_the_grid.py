"""Moving among the cells: as seen, without wrapping, with exactly one tab stop, and out again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Desk


@pytest.fixture
def ids(desk: Desk) -> list[str]:
    """The ids of the rows, top to bottom."""
    desk.show()
    found: list[str] = desk.page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.id)")
    return found


def tab_stops(desk: Desk) -> list[str]:
    reachable = """() => [...document.querySelectorAll('[role=grid] *')].filter(e => e.tabIndex >= 0).map(e => e.id)"""
    found: list[str] = desk.page.evaluate(reachable)
    return found


def test_the_grid_says_what_it_is(desk: Desk, ids: list[str]) -> None:
    grid = desk.page.locator("table[role=grid]")
    expect(grid).to_have_attribute("aria-label", "Products")
    assert int(grid.get_attribute("aria-rowcount") or 0) >= len(ids) + 1
    assert desk.page.locator("[role=grid] [aria-rowindex]").count() == len(ids) + 1
    assert tab_stops(desk) == [f"{ids[0]}-sku"]


def test_arrows_move_one_cell_and_stop_at_the_edges(desk: Desk, ids: list[str]) -> None:
    desk.page.locator(f"#{ids[0]}-sku").focus()
    desk.press("ArrowRight", "ArrowDown")
    assert desk.focused() == f"{ids[1]}-name"
    desk.press("ArrowLeft", "ArrowLeft", "ArrowLeft")
    assert desk.focused() == f"{ids[1]}-sku"
    desk.press("ArrowUp", "ArrowUp", "ArrowUp")
    assert desk.focused() == "products-head-sku"
    assert tab_stops(desk) == ["products-head-sku"]


def test_edges_of_row_and_page(desk: Desk, ids: list[str]) -> None:
    desk.page.locator(f"#{ids[2]}-price").focus()
    for key, target in {
        "Home": f"{ids[2]}-sku",
        "End": f"{ids[2]}-actions",
        "Control+Home": f"{ids[0]}-sku",
        "Control+End": f"{ids[-1]}-actions",
        "Control+ArrowUp": f"{ids[0]}-actions",
        "Control+ArrowLeft": f"{ids[0]}-sku",
        "Control+ArrowDown": f"{ids[-1]}-sku",
        "Control+ArrowRight": f"{ids[-1]}-actions",
    }.items():
        desk.press(key)
        assert desk.focused() == target, key
    assert len(tab_stops(desk)) == 1


def test_one_screen_down_and_up(desk: Desk, ids: list[str]) -> None:
    desk.page.set_viewport_size({"width": 1280, "height": 420})
    desk.page.locator(f"#{ids[0]}-name").focus()
    desk.press("PageDown")
    there = ids.index(desk.focused().removesuffix("-name"))
    assert 1 < there < len(ids) - 1
    expect(desk.page.locator(f"#{ids[there]}-name")).to_be_in_viewport()
    desk.press("PageUp")
    assert desk.focused() == f"{ids[0]}-name"


def test_tab_goes_on_to_the_next_row(desk: Desk, ids: list[str]) -> None:
    desk.page.locator(f"#{ids[0]}-actions").focus()
    desk.press("Tab")
    assert desk.focused() == f"{ids[1]}-sku"
    desk.press("Shift+Tab")
    assert desk.focused() == f"{ids[0]}-actions"


def test_escape_then_tab_leaves_the_grid(desk: Desk, ids: list[str]) -> None:
    desk.page.locator(f"#{ids[0]}-price").focus()
    desk.press("Escape", "Tab")
    assert desk.page.evaluate("document.activeElement.closest('[role=grid]') === null")
    desk.press("Shift+Tab")
    assert desk.focused() == f"{ids[0]}-price"


def test_arrows_are_mirrored_from_right_to_left(desk: Desk) -> None:
    desk.locale = "ar"
    desk.show()
    assert desk.page.evaluate("document.documentElement.dir") == "rtl"
    row = desk.page.locator("tbody tr").first.get_attribute("id")
    desk.page.locator(f"#{row}-name").focus()
    desk.press("ArrowLeft")
    assert desk.focused() == f"{row}-price"
    left = desk.page.locator(f"#{row}-price").bounding_box()
    right = desk.page.locator(f"#{row}-name").bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] < right["x"]
    desk.press("ArrowRight", "ArrowRight", "ArrowRight")
    assert desk.focused() == f"{row}-sku"
    desk.press("Control+ArrowLeft")
    assert desk.focused() == f"{row}-actions"


def test_a_click_selects_and_the_arrows_go_on_from_there(desk: Desk, ids: list[str]) -> None:
    desk.page.locator(f"#{ids[3]}-stock").click()
    assert desk.focused() == f"{ids[3]}-stock"
    assert tab_stops(desk) == [f"{ids[3]}-stock"]
    desk.press("ArrowDown")
    assert desk.focused() == f"{ids[4]}-stock"


def test_into_the_buttons_of_a_cell_and_out(desk: Desk, ids: list[str]) -> None:
    desk.page.locator(f"#{ids[0]}-actions").focus()
    desk.press("F2")
    assert desk.page.evaluate("document.activeElement.matches('.actions a')")
    desk.press("ArrowRight", "ArrowRight")
    assert desk.page.evaluate("document.activeElement.matches('[data-act=trash]')")
    desk.press("Escape")
    assert desk.focused() == f"{ids[0]}-actions"


def test_keys_of_a_mac(someone, sign_in) -> None:  # type: ignore[no-untyped-def]
    agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
    page = someone("editor", user_agent=agent)
    desk = Desk(page).show()
    ids = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.id)")
    page.locator(f"#{ids[1]}-price").focus()
    desk.press("Meta+ArrowRight")
    assert desk.focused() == f"{ids[1]}-actions"
    desk.press("Meta+ArrowLeft")
    assert desk.focused() == f"{ids[1]}-sku"
    desk.press("Control+ArrowRight")
    assert desk.focused() == f"{ids[1]}-sku"


def test_keys_do_nothing_behind_a_dialog(desk: Desk, ids: list[str]) -> None:
    cell = desk.page.locator(f"#{ids[0]}-name")
    cell.focus()
    desk.page.evaluate("""() => {
      const dialog = document.createElement('dialog');
      dialog.dataset.modal = ''; dialog.tabIndex = -1;
      document.getElementById('dialogs').append(dialog);
      document.dispatchEvent(new CustomEvent('htmx:after:swap', {detail: {}}));
    }""")
    expect(desk.page.locator("dialog[open]")).to_have_count(1)
    desk.press("ArrowDown", "x")
    expect(desk.page.locator("form.editor")).to_have_count(0)
    desk.press("Escape")
    expect(desk.page.locator("dialog")).to_have_count(0)
    assert desk.focused() == f"{ids[0]}-name"


def test_each_cell_knows_its_column(desk: Desk, ids: list[str]) -> None:
    desk.page.locator(f"#{ids[0]}-name").focus()
    for name in ("name", "price", "state"):
        cell, head = desk.page.locator(f"#{ids[-1]}-{name}"), desk.page.locator(f"#products-head-{name}")
        expect(cell).to_have_attribute("data-label", head.inner_text().strip())
        expect(cell).to_have_attribute("tabindex", "-1")
