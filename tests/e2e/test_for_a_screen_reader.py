"""What a screen reader is told: by Chromium's accessibility tree, by the two live regions, and by where focus is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Desk
from tests.e2e.test_accessibility import violations

LISTEN = """() => {
  window.said = [];
  for (const id of ['announcer', 'alarm']) {
    const region = document.getElementById(id);
    const hear = () => region.textContent.trim() && window.said.push([id, region.textContent.trim()]);
    new MutationObserver(hear).observe(region, {childList: true, characterData: true, subtree: true});
  }
}"""


class Reader:
    """Chromium's accessibility tree of a page, and what its live regions said."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.session.send("Accessibility.enable")
        page.evaluate(LISTEN)

    def tree(self) -> list[tuple[str, str]]:
        """(role, name) of all that is told, in order."""
        nodes = self.session.send("Accessibility.getFullAXTree")["nodes"]
        return [(_value(node, "role"), _value(node, "name")) for node in nodes if not node["ignored"]]

    def names(self, role: str) -> list[str]:
        return [name for one, name in self.tree() if one == role]

    def at(self, element: Locator) -> dict[str, Any]:
        """Role, name, description and states of one element."""
        script = f"document.getElementById({element.get_attribute('id')!r})"
        object_id = self.session.send("Runtime.evaluate", {"expression": script})["result"]["objectId"]
        asked = {"objectId": object_id, "fetchRelatives": False}
        node = self.session.send("Accessibility.getPartialAXTree", asked)["nodes"][0]
        states = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        return states | {key: _value(node, key) for key in ("role", "name", "description")}

    def said(self) -> list[tuple[str, str]]:
        """What was said since the last time, each with its region."""
        heard = self.page.evaluate("window.said.splice(0)")
        return [(region, text) for region, text in heard]


def _value(node: dict[str, Any], key: str) -> str:
    return str(node.get(key, {}).get("value", ""))


@pytest.fixture
def three(desk: Desk, rows: Callable[..., list[int]]) -> list[int]:
    """The ids of three rows that are all the desk shows, top to bottom."""
    word = uuid.uuid4().hex[:8]
    made = [rows(1, name=f"Pot {word} {n}")[0] for n in "123"]
    desk.show(word)
    return made


def test_the_grid_tells_what_and_where_its_cells_are(desk: Desk, three: list[int]) -> None:
    reader = Reader(desk.page)
    assert reader.names("grid") == ["Products"]
    assert len(reader.names("row")) == 4
    assert reader.names("columnheader")[:2] == ["SKU", "Name"]
    told = reader.at(desk.cell(three[0], "price"))
    assert (told["role"], told["name"]) == ("gridcell", "€10.00")
    assert not told.get("readonly")
    assert reader.at(desk.row(three[0]).locator(".derived").first)["readonly"]
    assert reader.at(desk.page.locator("#products-face"))["name"] == "Read as table"
    grid = desk.page.locator("[role=grid]")
    expect(grid).to_have_attribute("aria-rowcount", "4")
    for place, row in enumerate(three, 2):
        expect(desk.row(row)).to_have_attribute("aria-rowindex", str(place))
    expect(grid.locator("[aria-sort=ascending]")).to_have_text("Name")
    assert grid.locator("[tabindex='0']").count() == 1
    # Tab goes in to one cell and out again.
    desk.page.locator("#products-menu").focus()
    desk.press("Tab")
    assert desk.focused().startswith(f"product-{three[0]}-")
    desk.press("Escape", "Tab")
    assert desk.page.evaluate("!document.activeElement.closest('table')")


def test_whoever_may_only_look_is_told_that_cells_are_locked(someone: Callable[..., Page], three: list[int]) -> None:
    page = someone("reader")
    page.goto("/en/desk/products?sort=-price")
    reader = Reader(page)
    cells = page.locator("tbody tr").first.locator("[role=gridcell]:not(.actions)")
    assert cells.count() > 5
    assert all(reader.at(cell)["readonly"] for cell in cells.all())


def test_each_act_is_told_once_and_where_it_happened(desk: Desk, three: list[int], latency) -> None:  # type: ignore[no-untyped-def]
    reader = Reader(desk.page)
    cell = desk.go_to(three[1], "price")
    latency(desk.page, 300)
    desk.type("12")
    desk.press("Control+Enter")
    assert reader.at(cell)["busy"]
    desk.idle()
    assert not reader.at(cell).get("busy")
    assert reader.at(cell)["name"] == "€12.00"
    assert desk.focused() == cell.get_attribute("id")
    saved = reader.said()
    assert saved == [("announcer", "Saved. Price: €10.00 → €12.00")]
    latency(desk.page, 0)

    desk.press("Control+z")
    expect(cell).to_have_text("€10.00")
    desk.idle()
    undone = reader.said()
    assert [region for region, _text in undone] == ["announcer"], undone
    assert "Undone" in undone[0][1]
    assert desk.focused() == cell.get_attribute("id")

    desk.type("dear")
    desk.press("Control+Enter")
    expect(cell).to_have_attribute("aria-invalid", "true")
    desk.idle()
    told, refused = reader.at(cell), reader.said()
    assert told["invalid"] == "true"
    assert "number" in told["description"]
    assert [region for region, _text in refused] == ["alarm"], refused
    assert refused[0][1].startswith("Price not saved: ")
    desk.press("Escape")
    assert reader.at(cell).get("invalid") in (None, "false")


def test_a_range_tells_its_cells_and_what_they_come_to(desk: Desk, three: list[int]) -> None:
    reader = Reader(desk.page)
    desk.go_to(three[0], "price")
    desk.press("Shift+ArrowDown")
    assert [bool(reader.at(desk.cell(row, "price")).get("selected")) for row in three] == [True, True, False]
    expect(desk.page.locator("#announcer")).to_contain_text("20.00")
    assert [region for region, _text in reader.said()] == ["announcer"]


def test_the_last_row_says_that_it_is(desk: Desk, three: list[int]) -> None:
    reader = Reader(desk.page)
    desk.go_to(three[1], "name")
    desk.press("ArrowDown")
    assert reader.said() == [("announcer", "Row 3 of 3")]


def test_focus_goes_to_the_nearest_cell_when_its_row_goes(desk: Desk, three: list[int], no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.go_to(three[1], "stock")
    with no_reload():
        desk.press("Control+Delete")
        expect(desk.row(three[1])).to_have_count(0)
        desk.idle()
    assert desk.focused() == f"product-{three[2]}-stock"
    # Another order of the same rows leaves it where it is.
    with no_reload():
        desk.page.evaluate("document.querySelector('#products-sort-price').click()")
        desk.idle()
        expect(desk.page.locator("#products-head-price")).to_have_attribute("aria-sort", "ascending")
    assert desk.focused() == f"product-{three[2]}-stock"


def test_the_grid_is_read_as_a_table_and_edited_again(desk: Desk, three: list[int], no_reload) -> None:  # type: ignore[no-untyped-def]
    page, switch = desk.page, desk.page.locator("#products-face")
    reader = Reader(page)
    desk.go_to(three[0], "price")
    switch.focus()
    with no_reload():
        desk.press("Enter")
        expect(switch).to_have_text("Edit as grid")
        desk.idle()
    expect(switch).to_be_focused()
    assert "as=table" in page.url
    _assert_plain(page, reader)
    assert violations(page) == []
    # What stands in a row can be reached by Tab, and no key is taken from the reader.
    page.locator(f"#product-{three[0]} .edit").focus()
    desk.press("Tab")
    assert page.evaluate("document.activeElement.closest('tr').id") == f"product-{three[0]}"
    desk.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('tr').id") == f"product-{three[0]}"
    page.set_viewport_size({"width": 390, "height": 844})
    _assert_plain(page, reader)
    page.set_viewport_size({"width": 1280, "height": 720})

    with no_reload():
        page.locator(f"#product-{three[1]} [data-act=trash]").focus()
        desk.press("Enter")
        expect(desk.row(three[1])).to_have_count(0)
        desk.idle()
    assert page.evaluate("document.activeElement.closest('tr').id") == f"product-{three[2]}"
    with no_reload():
        desk.note().get_by_role("button", name="Undo").click()
        expect(desk.row(three[1])).to_have_count(1)
        desk.idle()
    assert desk.focused() != "BODY"
    _assert_plain(page, reader)

    switch.focus()
    with no_reload():
        desk.press("Enter")
        expect(switch).to_have_text("Read as table")
        desk.idle()
    expect(switch).to_be_focused()
    assert "as=table" not in page.url
    assert page.locator("[role=grid] [tabindex='0']").count() == 1
    cell = desk.go_to(three[0], "price")
    with no_reload():
        desk.type("11")
        desk.press("Control+Enter")
        expect(cell).to_have_text("€11.00")
        desk.idle()


def test_a_text_that_was_refused_is_not_left_behind(desk: Desk, three: list[int]) -> None:
    desk.go_to(three[0], "price")
    desk.type("dear")
    desk.page.locator("#products-face").click()
    expect(desk.editor(three[0], "price")).to_be_focused()
    expect(desk.editor(three[0], "price")).to_have_value("dear")
    desk.idle()
    expect(desk.page.locator("[role=grid]")).to_be_visible()
    desk.press("Control+a")
    desk.type("13")
    desk.page.locator("#products-face").click()
    expect(desk.page.locator("#products-face")).to_have_text("Edit as grid")
    expect(desk.cell(three[0], "price")).to_have_text("€13.00")


def _assert_plain(page: Page, reader: Reader) -> None:
    assert reader.names("table") == ["Products"]
    assert reader.names("grid") == reader.names("gridcell") == []
    assert "€10.00" in reader.names("cell")
    assert "SKU" in reader.names("columnheader")
    assert (
        len([name for name in reader.names("link") if name.startswith("Edit Pot")]) == page.locator("tbody tr").count()
    )
    assert page.locator("table [tabindex]").count() == 0


def test_it_is_read_without_script(someone: Callable[..., Page], three: list[int]) -> None:
    page = someone("editor", java_script_enabled=False)
    page.goto("/en/desk/products")
    page.get_by_role("link", name="Read as table").click()
    expect(page.locator("table[role=table] [role]")).to_have_count(0)
    page.locator("[data-act=trash]").nth(2).click()
    expect(page.locator("table[role=table]")).to_be_visible()
    page.locator(".edit").first.click()
    expect(page.locator("form.editor").first).to_be_visible()
