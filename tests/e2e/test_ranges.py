"""Ranges of cells: selected by keys and pointer, told what they come to, and copied."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
CLIPBOARD = """async (type) => {
  const [item] = await navigator.clipboard.read();
  return item.types.includes(type) ? (await item.getType(type)).text() : '';
}"""


@pytest.fixture
def ids(desk: Desk) -> list[str]:
    """The ids of the rows, top to bottom."""
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.show()
    return row_ids(desk.page)


def row_ids(page: Page) -> list[str]:
    found: list[str] = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.id)")
    return found


def chosen(page: Page) -> list[str]:
    found: list[str] = page.locator("[aria-selected=true]").evaluate_all("cells => cells.map(cell => cell.id)")
    return found


def block(rows: list[str], *fields: str) -> list[str]:
    return [f"{row}-{field}" for row in rows for field in fields]


def clipboard(page: Page, type_: str = "text/plain") -> str:
    text: str = page.evaluate(CLIPBOARD, type_)
    return text


def told(page: Page) -> str:
    return " ".join(page.locator(".summary").inner_text().split())


def test_shift_and_arrows_extend_and_an_arrow_gives_up(desk: Desk, ids: list[str]) -> None:
    page = desk.page
    page.locator(f"#{ids[2]}-price").focus()
    desk.press("Shift+ArrowDown", "Shift+ArrowRight")
    assert chosen(page) == block(ids[2:4], "price", "stock")
    # The active cell stays, so that one types where one began.
    assert desk.focused() == f"{ids[2]}-price"
    desk.press("Shift+ArrowUp", "Shift+ArrowUp")
    assert chosen(page) == block(ids[1:3], "price", "stock")
    desk.press("Control+Shift+ArrowUp", "Control+Shift+ArrowLeft")
    assert chosen(page) == block(ids[0:3], "sku", "name", "price")
    desk.press("Control+Shift+ArrowDown")
    assert len(chosen(page)) == 3 * (len(ids) - 2)
    desk.press("ArrowDown")
    assert chosen(page) == []
    assert desk.focused() == f"{ids[3]}-price"
    desk.press("Shift+ArrowDown", "Escape")
    assert chosen(page) == []
    # The first Escape gave the range up; the next one and Tab leave the grid.
    desk.press("Escape", "Tab")
    assert page.evaluate("document.activeElement.closest('[role=grid]') === null")


def test_rows_columns_the_page(desk: Desk, ids: list[str]) -> None:
    page = desk.page
    fields = page.locator("thead th").count() - 1
    page.locator(f"#{ids[1]}-price").focus()
    desk.press("Shift+ArrowDown", "Shift+Space")
    assert len(chosen(page)) == 2 * fields
    desk.press("Shift+ArrowDown")
    assert len(chosen(page)) == 3 * fields
    desk.press("Escape", "Control+Space")
    assert chosen(page) == block(ids, "price")
    desk.press("Shift+ArrowRight")
    assert chosen(page) == block(ids, "price", "stock")
    desk.press("Control+a")
    assert chosen(page) == ids
    assert desk.focused() == f"{ids[1]}-price"
    # In the cell of the buttons there is no range; what is selected from it is what stands beside it.
    page.locator(f"#{ids[0]}-actions").focus()
    desk.press("Shift+Space")
    assert len(chosen(page)) == fields
    assert page.locator("[role=grid]").get_attribute("aria-multiselectable") == "true"


def test_all_rows_that_match_are_told_by_the_server(desk: Desk, rows: Callable[..., list[int]], no_reload: Any) -> None:
    word = uuid.uuid4().hex[:8]
    rows(51, "suppliers", city=word)
    desk.plural, desk.noun = "suppliers", "supplier"
    page = desk.show(word).page
    page.locator("tbody td").first.focus()
    with no_reload():
        desk.press("Control+a")
        expect(page.locator("#announcer")).to_have_text("Cells 500")
        desk.press("Control+a")
        expect(page.locator("#announcer")).to_have_text("All 51 rows")
        desk.idle()
    expect(page.locator(".summary")).to_have_text("All 51 rows")
    with no_reload():
        desk.press("Alt+PageDown")
        expect(page.locator("tbody tr")).to_have_count(1)
    assert chosen(page) == []
    expect(page.locator(".summary")).to_be_hidden()


def test_what_a_range_comes_to(desk: Desk, rows: Callable[..., list[int]]) -> None:
    word = uuid.uuid4().hex[:8]
    values = [("0.10", "1"), ("0.20", "-2"), ("1234.50", "2")]
    made = [rows(1, name=f"{word} {n}", price=price, stock=stock)[0] for n, (price, stock) in enumerate(values)]
    page = desk.show(word).page
    before = page.locator(".figures").first.bounding_box()
    desk.go_to(made[0], "price")
    desk.press("Shift+ArrowDown", "Shift+ArrowDown")
    expect(page.locator(".summary")).to_be_visible()
    assert told(page) == "Cells 3 Sum €1,234.80 Average €411.60 Least €0.10 Greatest €1,234.50"
    assert page.locator(".figures").first.bounding_box() == before
    # Spoken once somebody rests, not at each key.
    expect(page.locator("#announcer")).to_have_text(
        "Cells 3, Sum €1,234.80, Average €411.60, Least €0.10, Greatest €1,234.50"
    )
    desk.press("Shift+ArrowRight")
    expect(page.locator(".summary")).to_contain_text("Stock")
    assert told(page) == "Cells 6 Price Sum €1,234.80 · Average €411.60 Stock Sum 1 · Average 0.33"
    for locale, text in {"de": "1.234,80 €", "fr": "1 234,80 €", "es": "1.234,80 €", "nl": "€ 1.234,80"}.items():
        desk.locale = locale
        desk.show(word)
        desk.go_to(made[0], "price")
        desk.press("Control+Space")
        expect(page.locator(".summary")).to_contain_text(text)


def test_a_range_outlives_an_edit_of_its_rows_and_ends_with_other_rows(
    desk: Desk, rows: Callable[..., list[int]], no_reload: Any
) -> None:
    word = uuid.uuid4().hex[:8]
    for n in (1, 2, 3):
        rows(1, name=f"{word} {n}")
    page = desk.show(word).page
    order = row_ids(page)
    first = int(order[0].split("-")[1])
    with no_reload():
        desk.go_to(first, "price")
        desk.press("Shift+ArrowDown", "Shift+ArrowRight")
        desk.type("7")
        # Saved where it is; the range stays around it.
        desk.press("Control+s")
        desk.idle()
        expect(desk.cell(first, "price")).to_have_text("€7.00")
        assert chosen(page) == block(order[:2], "price", "stock")
        expect(page.locator(".summary")).to_contain_text("Sum €17.00")
        # The filter finds the last of the three alone, so that there are other rows between the corners.
        page.locator("#products-q").fill(f"{word} 3")
        expect(page.locator("tbody tr")).to_have_count(1)
        desk.idle()
    assert chosen(page) == []
    expect(page.locator(".summary")).to_be_hidden()


def test_ranges_by_pointer(desk: Desk, ids: list[str]) -> None:
    page = desk.page
    page.locator(f"#{ids[1]}-price").hover()
    page.mouse.down()
    page.locator(f"#{ids[2]}-stock").hover()
    page.locator(f"#{ids[3]}-stock").hover()
    page.mouse.up()
    assert chosen(page) == block(ids[1:4], "price", "stock")
    assert desk.focused() == f"{ids[1]}-price"
    assert page.evaluate("getSelection().toString()") == ""
    page.locator(f"#{ids[2]}-price").click(modifiers=["Shift"])
    assert chosen(page) == block(ids[1:3], "price")
    # A click gives the range up, and only the next one edits.
    page.locator(f"#{ids[1]}-price").click()
    assert chosen(page) == []
    expect(page.locator("form.editor:not([hidden])")).to_have_count(0)
    page.locator("#products-head-pack").click()
    assert chosen(page) == block(ids, "pack")
    assert desk.focused() == f"{ids[0]}-pack"


def test_from_right_to_left_it_is_mirrored_as_seen(desk: Desk) -> None:
    desk.locale = "ar"
    page = desk.show().page
    row = row_ids(page)[0]
    page.locator(f"#{row}-price").focus()
    desk.press("Shift+ArrowLeft")
    assert chosen(page) == [f"{row}-price", f"{row}-stock"]
    desk.press("Control+Shift+ArrowRight")
    assert chosen(page) == [f"{row}-sku", f"{row}-name", f"{row}-price"]


def test_a_range_is_copied_as_text_and_as_a_table(desk: Desk, rows: Callable[..., list[int]]) -> None:
    word = uuid.uuid4().hex[:8]
    name = f'{word} "b" <i>&amp;'
    (made,) = rows(1, name=name, price="1234.5")
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = desk.show(word).page
    desk.go_to(made, "name")
    desk.press("Control+c")
    assert clipboard(page) == name
    desk.locale = "de"
    desk.show(word)
    desk.go_to(made, "price")
    desk.press("Shift+ArrowLeft", "Control+c")
    expect(page.locator(".summary")).to_have_text("Kopiert.")
    assert clipboard(page) == f"{name}\t1234,50"
    html = clipboard(page, "text/html")
    assert '<table data-etalage="de">' in html
    assert "<i>" not in html
    # Nothing of it is taken for a date or a formula.
    assert html.count("mso-number-format") == 1


def test_what_has_quotation_marks_at_its_beginning_is_quoted(desk: Desk, rows: Callable[..., list[int]]) -> None:
    (made,) = rows(1, name='"Quoted" and more')
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = desk.show("Quoted").page
    desk.go_to(made, "name")
    desk.press("Control+c")
    assert clipboard(page) == '"""Quoted"" and more"'


def test_a_long_text_is_copied_whole(desk: Desk, no_reload: Any) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = desk.show("Pencil").page
    with no_reload(2):
        cell = page.locator("tbody td.longtext", has_text="…").first
        cell.focus()
        shown = cell.inner_text()
        desk.press("Control+c")
        expect(page.locator(".summary")).to_have_text("Copied.")
        text = clipboard(page)
        assert len(text) > len(shown)
        assert not text.endswith("…")
        desk.press("Shift+ArrowDown", "Control+c")
        desk.idle()
    assert len(clipboard(page)) > len(text)


def test_a_copy_that_does_not_come_about_is_told(desk: Desk, complaints: Any) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = desk.show("Pencil").page
    page.evaluate("navigator.clipboard.writeText('before')")
    complaints.allow("ERR_FAILED")
    complaints.allow("Failed to fetch")
    page.route("**/values?*", lambda route: route.abort())
    page.locator("tbody td.longtext", has_text="…").first.focus()
    desk.press("Control+c")
    expect(page.locator(".summary")).to_have_text("Not copied. Try again in a moment.")
    assert clipboard(page) == "before"


def test_ranges_with_the_keys_of_a_mac(someone: Callable[..., Page]) -> None:
    page = someone("editor", user_agent=MAC)
    desk = Desk(page).show()
    ids = row_ids(page)
    page.locator(f"#{ids[1]}-price").focus()
    desk.press("Meta+Shift+ArrowUp")
    assert chosen(page) == block(ids[:2], "price")
    desk.press("Escape", "Control+Space")
    assert chosen(page) == block(ids, "price")
    desk.press("Escape", "Shift+Space")
    assert len(chosen(page)) == page.locator("thead th").count() - 1
    desk.press("Meta+a")
    assert chosen(page) == ids
