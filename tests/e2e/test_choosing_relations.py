"""Relations by keyboard: what is not there yet is created as the last item of the list, and undone in one step."""

from __future__ import annotations

import uuid

from playwright.sync_api import expect

from tests.e2e.conftest import Desk


def test_the_last_item_creates_what_is_not_there_and_one_undo_takes_both_back(desk: Desk, one: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    cell, name = desk.go_to(one, "supplier_id"), f"Maker {uuid.uuid4().hex[:8]}"
    with no_reload():
        desk.type(name)
        create = cell.get_by_role("option", name=f"Create “{name}”")
        expect(create).to_be_visible()
        desk.press("ArrowUp")
        expect(create).to_have_attribute("aria-selected", "true")
        box = desk.editor(one, "supplier_id")
        assert box.get_attribute("aria-activedescendant") == create.get_attribute("id")
        desk.press("Enter")
        desk.idle()
        expect(cell).to_have_text(name)
        expect(desk.page.locator("#announcer")).to_contain_text(f"Saved. Supplier: – → {name}")
        desk.press("Control+z")
        desk.idle()
        expect(cell).to_have_text("")
    desk.page.goto("/en/desk/suppliers?q=" + name)
    expect(desk.page.locator("tbody tr")).to_have_count(0)


def test_what_was_chosen_lately_comes_first(desk: Desk, one: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(one, "supplier_id")
    with no_reload():
        desk.type("takemori metal works")
        desk.press("Control+Enter")
        desk.idle()
        desk.press("Enter")
        expect(cell.get_by_role("option").first).to_have_text("Takemori Metal Works")
        desk.press("Escape", "Escape")
    expect(cell).to_have_text("Takemori Metal Works")


def test_nothing_typed_clears(desk: Desk, one: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    cell = desk.go_to(one, "supplier_id")
    with no_reload():
        desk.type("takemori metal works")
        desk.press("Control+Enter")
        desk.idle()
        desk.press("F2", "Control+a", "Backspace", "Enter")
        desk.idle()
    expect(cell).to_have_text("")
