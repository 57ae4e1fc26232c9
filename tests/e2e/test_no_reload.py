"""The probe for page loads is itself tested: it must be silent for an edit, and fail for what it is there to catch."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Desk


@pytest.fixture
def number(desk: Desk, rows) -> int:  # type: ignore[no-untyped-def]
    word = uuid.uuid4().hex[:8]
    made: int = rows(1, name=f"Probed {word}")[0]
    desk.show(word)
    return made


def test_silent_for_an_edit(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.go_to(number, "stock")
    with no_reload() as sent:
        desk.type("3")
        desk.press("Enter")
        desk.idle()
        expect(desk.cell(number, "stock")).to_have_text("3")
    assert len(sent) == 1


def test_fails_for_a_reload(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(AssertionError, match="a document was loaded"), no_reload(0):
        desk.page.reload()
        expect(desk.row(number)).to_be_visible()


def test_fails_for_a_link_and_back(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(AssertionError, match="a document was loaded"), no_reload(0):
        desk.row(number).locator(".actions a").first.click()
        expect(desk.page.locator(".record")).to_be_visible()
        desk.page.go_back()
        expect(desk.row(number)).to_be_visible()


def test_fails_for_a_form_that_lost_its_attributes(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    lose = """() => {
      const form = document.querySelector('form[data-act=trash]');
      const copy = form.cloneNode(true);
      for (const name of form.getAttributeNames()) if (/^(data-)?hx-/.test(name)) copy.removeAttribute(name);
      form.replaceWith(copy);
    }"""
    desk.page.evaluate(lose)
    with pytest.raises(AssertionError, match="a document was loaded"), no_reload():
        desk.row(number).locator("form[data-act=trash] button").click()
        desk.page.wait_for_load_state()
        expect(desk.page.locator("#notes .note")).to_be_visible()


def test_fails_where_nothing_was_sent(desk: Desk, number: int, no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.go_to(number, "stock")
    with pytest.raises(AssertionError, match="at least 1 htmx request"), no_reload():
        desk.press("F2", "Enter")
