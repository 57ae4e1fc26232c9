"""The public list: searched, sorted and paged without a page load, with an address for each of its states."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import IDLE


@pytest.fixture
def listed(page: Page) -> Page:
    page.goto("/en/products")
    return page


def idle(page: Page) -> None:
    page.locator(IDLE).wait_for(state="attached")


def test_search_and_sort_by_keyboard(listed: Page, no_reload) -> None:  # type: ignore[no-untyped-def]
    cards = listed.locator(".card")
    listed.locator("#list-q").focus()
    with no_reload(2):
        listed.keyboard.type("tea")
        idle(listed)
        expect(listed.locator("#list-q")).to_be_focused()
        expect(listed.locator("#list-q")).to_have_value("tea")
        assert listed.url.endswith("q=tea") or "q=tea&" in listed.url
        found = cards.count()
        assert 0 < found < 20
        listed.locator("#list-sort").focus()
        listed.keyboard.press("ArrowDown")
        idle(listed)
        expect(listed.locator("#list-sort")).to_be_focused()
    assert "sort=price" in listed.url
    expect(cards).to_have_count(found)


def test_pages_by_keyboard(listed: Page, no_reload) -> None:  # type: ignore[no-untyped-def]
    first = listed.locator(".card").first.get_attribute("id")
    listed.locator("#list-next").focus()
    with no_reload(2):
        listed.keyboard.press("Enter")
        idle(listed)
        assert "page=2" in listed.url
        expect(listed.locator(f"#{first}")).to_have_count(0)
        assert listed.evaluate("document.activeElement !== document.body")
        listed.locator("#list-prev").focus()
        listed.keyboard.press("Enter")
        idle(listed)
        expect(listed.locator(".card").first).to_have_id(first or "")


def test_back_after_a_search(listed: Page) -> None:
    before = listed.locator(".card").count()
    listed.locator("#list-q").fill("tea")
    idle(listed)
    listed.go_back()
    expect(listed.locator(".card")).to_have_count(before)
    listed.go_forward()
    idle(listed)
    expect(listed.locator(".card")).not_to_have_count(before)
