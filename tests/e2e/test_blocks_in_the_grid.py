"""Many cells at once, by keys: pasted, filled, cleared, cut, written alike; shown before where something is wrong."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk

Rows = Callable[..., list[int]]
PUT = """async ([text, html]) => navigator.clipboard.write([new ClipboardItem({
  'text/plain': new Blob([text], {type: 'text/plain'}), ...(html ? {'text/html': new Blob([html], {type: 'text/html'})} : {}),
})])"""


@pytest.fixture
def three(desk: Desk, rows: Rows) -> list[int]:
    """Three rows of one's own, one below the other."""
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    word = uuid.uuid4().hex[:8]
    made = [rows(1, name=f"{word} {n}", price=f"{n}.50", stock=str(n))[0] for n in (1, 2, 3)]
    desk.show(word)
    return made


def column(desk: Desk, ids: list[int], field: str) -> list[str]:
    return [desk.cell(id_, field).locator(".value").inner_text() for id_ in ids]


def test_one_value_for_many_and_one_undo(desk: Desk, three: list[int], no_reload: Any) -> None:
    with no_reload(2):
        desk.go_to(three[0], "stock")
        desk.press("Shift+ArrowDown", "Shift+ArrowDown")
        desk.type("77")
        desk.press("Control+Enter")
        desk.idle()
        assert column(desk, three, "stock") == ["77", "77", "77"]
        expect(desk.page.locator("[aria-selected=true]")).to_have_count(3)
        desk.press("Control+z")
        desk.idle()
    assert column(desk, three, "stock") == ["1", "2", "3"]


def test_copy_paste_cut_and_fill(desk: Desk, three: list[int], no_reload: Any) -> None:
    with no_reload(4):
        desk.go_to(three[0], "price")
        desk.press("Shift+ArrowRight", "Control+c")
        desk.go_to(three[1], "price")
        desk.press("Shift+ArrowDown", "Shift+ArrowRight", "Control+v")
        desk.idle()
        assert column(desk, three, "price") == ["€1.50", "€1.50", "€1.50"]
        assert column(desk, three, "stock") == ["1", "1", "1"]
        desk.go_to(three[0], "pack")
        desk.type("box")
        desk.press("Control+s")
        desk.idle()
        desk.press("Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
        desk.idle()
        assert column(desk, three, "pack") == ["box", "box", "box"]
        desk.press("Control+x")
        desk.idle()
    assert column(desk, three, "pack") == ["", "", ""]
    assert desk.page.evaluate("navigator.clipboard.readText()") == "box\nbox\nbox"


@pytest.mark.parametrize("html", [False, True])
def test_a_hundred_cells_from_a_spreadsheet_and_one_undo(desk: Desk, rows: Rows, no_reload: Any, html: bool) -> None:
    word = uuid.uuid4().hex[:8]
    made = rows(50, name=word)
    page = desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.show(word)
    lines = [[f"{n}.25", str(n)] for n in range(50)]
    table = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in line)}</tr>" for line in lines)
    text = "\n".join("\t".join(line) for line in lines)
    page.evaluate(PUT, [text, f"<table>{table}</table>" if html else ""])
    order = [int(one.split("-")[1]) for one in page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.id)")]
    with no_reload(3):
        desk.go_to(order[0], "price")
        desk.press("Control+v")
        expect(page.locator("dialog[open]")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)
        assert desk.focused() == f"product-{order[0]}-price"
        assert set(column(desk, made, "price")) == {"€10.00"}
        desk.press("Control+v")
        page.locator("dialog[open] .buttons .button").first.press("Enter")
        expect(page.locator("dialog")).to_have_count(0)
        desk.idle()
        assert column(desk, order, "price") == [f"€{n}.25" for n in range(50)]
        desk.press("Control+z")
        desk.idle()
    assert set(column(desk, made, "price")) == {"€10.00"}


def test_what_cannot_be_cleared_is_shown_and_the_range_stays(desk: Desk, three: list[int]) -> None:
    desk.go_to(three[0], "price")
    desk.press("Shift+ArrowDown", "Delete")
    expect(desk.page.locator("dialog[open]")).to_be_visible()
    desk.press("Escape")
    expect(desk.page.locator("dialog")).to_have_count(0)
    assert desk.focused() == f"product-{three[0]}-price"
    expect(desk.page.locator("[aria-selected=true]")).to_have_count(2)
    expect(desk.page.locator(".pending")).to_have_count(0)
    assert column(desk, three, "price") == ["€1.50", "€2.50", "€3.50"]


def test_an_edit_of_ones_own_on_its_way_is_no_conflict(desk: Desk, three: list[int], latency: Any) -> None:
    latency(desk.page, 300)
    desk.go_to(three[0], "pack")
    desk.type("one")
    desk.press("Enter", "ArrowUp", "Shift+ArrowDown")
    desk.type("all")
    desk.press("Control+Enter")
    expect(desk.cell(three[1], "pack")).to_have_text("all")
    desk.idle()
    expect(desk.page.locator("dialog[open]")).to_have_count(0)
    assert column(desk, three, "pack") == ["all", "all", ""]


def test_somebody_elses_edit_in_between_is_neither_lost_nor_overwritten(
    desk: Desk, three: list[int], someone: Callable[..., Page]
) -> None:
    other = Desk(someone("owner"))
    other.page.goto(desk.page.url)
    other.go_to(three[1], "pack")
    other.type("theirs")
    other.press("Enter")
    other.idle()
    desk.go_to(three[0], "pack")
    desk.press("Shift+ArrowDown", "Shift+ArrowDown")
    desk.type("mine")
    desk.press("Control+Enter")
    expect(desk.page.locator("dialog[open]")).to_contain_text("theirs")
    desk.page.locator("dialog[open] .buttons .button").first.press("Enter")
    expect(desk.page.locator("dialog")).to_have_count(0)
    desk.idle()
    desk.page.reload()
    assert column(desk, three, "pack") == ["mine", "theirs", "mine"]


@pytest.mark.parametrize("keys", [["Control+d"], ["Delete"], ["Control+d", "Control+z"]])
def test_what_is_typed_while_a_step_is_on_its_way_comes_after_it(
    desk: Desk, three: list[int], keys: list[str], latency: Callable[[Page, int], None], no_reload: Any
) -> None:
    """It is based on what the page showed, which the step has changed since; but nobody has a conflict with themselves."""
    with no_reload(2):
        desk.go_to(three[0], "pack")
        for word in ("box", "bag"):
            desk.type(word)
            desk.press("Enter")
        desk.idle()
        latency(desk.page, 300)
        for key in keys:
            desk.go_to(three[0], "pack")
            desk.press("Shift+ArrowDown", key)
        desk.go_to(three[1], "pack")
        desk.type("tin")
        desk.press("Enter")
        desk.idle()
    expect(desk.cell(three[1], "pack").locator(".value")).to_have_text("tin")
    expect(desk.page.locator("[aria-invalid=true]")).to_have_count(0)
    latency(desk.page, 0)
    desk.press("Control+z")
    expect(desk.cell(three[1], "pack").locator(".value")).not_to_have_text("tin")
