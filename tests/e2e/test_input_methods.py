"""Real compositions, through the browser's own protocol: into a cell that has focus, without losing the first key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.e2e.conftest import Desk


@pytest.fixture
def desk(someone: Callable[..., Page]) -> Desk:
    """Of somebody who reads Japanese, and so writes by an input method."""
    return Desk(someone("editor", locale="ja-JP"))


def compose(session: CDPSession, *texts: str) -> None:
    """What is written so far, again and again; the last is what is meant."""
    for text in texts[:-1]:
        at = {"selectionStart": len(text), "selectionEnd": len(text)}
        session.send("Input.imeSetComposition", {"text": text, **at})
    session.send("Input.insertText", {"text": texts[-1]})


@pytest.mark.parametrize("key_comes_first", [True, False])
def test_a_composition_replaces_what_the_cell_holds(desk: Desk, rows: Any, key_comes_first: bool) -> None:
    """Some browsers tell of the key before the composition, and some after it."""
    number = rows(1, name="Composed")[0]
    desk.show("Composed")
    session = desk.page.context.new_cdp_session(desk.page)
    cell = desk.go_to(number, "pack")
    if key_comes_first:
        event = {"type": "rawKeyDown", "key": "Process", "code": "KeyK", "windowsVirtualKeyCode": 229}
        session.send("Input.dispatchKeyEvent", event)
    compose(session, "か", "かん", "缶")
    expect(desk.editor(number, "pack")).to_have_value("缶")
    expect(desk.editor(number, "pack")).to_be_focused()
    desk.press("Enter")
    desk.idle()
    expect(cell.locator(".value")).to_have_text("缶")
    assert cell.evaluate("cell => cell.childNodes.length") == 1


def test_what_is_composed_while_an_editor_is_on_its_way_is_in_it(
    desk: Desk, rows: Any, latency: Callable[[Page, int], None]
) -> None:
    """A long text's editor comes from the server; two compositions are done before it is there."""
    number = rows(1, name="Composed far away")[0]
    desk.show("Composed far away")
    session = desk.page.context.new_cdp_session(desk.page)
    desk.go_to(number, "description")
    latency(desk.page, 1000)
    compose(session, "か", "缶")
    compose(session, "は", "箱")
    expect(desk.editor(number, "description")).to_have_value("缶箱")
    expect(desk.editor(number, "description")).to_be_focused()


def test_nothing_else_can_be_written_into_a_cell(desk: Desk, rows: Any) -> None:
    number = rows(1, name="Only looked at")[0]
    desk.show("Only looked at")
    desk.go_to(number, "name")
    desk.page.keyboard.insert_text("pasted from somewhere")
    expect(desk.cell(number, "name")).to_have_text("Only looked at")


def focused_in_the_tree(page: Page) -> dict[str, Any]:
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    wanted = {"name": "focused", "value": {"type": "booleanOrUndefined", "value": True}}
    (found,) = [n for n in nodes if wanted in n.get("properties", []) and n["role"]["value"] != "RootWebArea"]
    return {"role": found["role"]["value"], "name": found["name"]["value"]}


@pytest.mark.parametrize("locale", ["ja-JP", "en-GB"])
def test_the_cell_keeps_its_role_and_name_and_is_the_one_tab_stop(
    someone: Callable[..., Page], rows: Any, locale: str
) -> None:
    number = rows(1, name="Named")[0]
    desk = Desk(someone("editor", locale=locale)).show("Named")
    cell = desk.go_to(number, "price")
    desk.press("ArrowLeft")
    assert focused_in_the_tree(desk.page) == {"role": "gridcell", "name": "Named"}
    desk.press("ArrowRight")
    assert focused_in_the_tree(desk.page) == {"role": "gridcell", "name": "€10.00"}
    expect(cell).to_have_attribute("tabindex", "0")
    stops = "[...document.querySelectorAll('[role=grid] *')].filter(one => one.tabIndex >= 0).length"
    assert desk.page.evaluate(stops) == 1
    assert desk.page.locator("[role=grid] [contenteditable]").count() == (1 if locale == "ja-JP" else 0)
