"""The owner looks at what the shop measured: in light and dark, from right to left, on a phone, by keyboard, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import IDLE
from tests.e2e.test_accessibility import violations

BOARD = "/en/desk/insight"


@pytest.fixture
def look(someone: Callable[..., Page]) -> Callable[..., Page]:
    """`look(path, **context options)`: the board of a shop that was visited, before the owner's eyes."""

    def open_(path: str = BOARD, **options: object) -> Page:
        page = someone("owner", **options)
        for visited in ("/en/", "/en/products", "/nl/products?sort=price", "/en/nothing-here"):
            page.request.get(visited)
        page.goto(path)
        return page

    return open_


def fits(page: Page) -> bool:
    within: bool = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return within


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [BOARD, f"{BOARD}?period=month", "/ar/desk/insight?period=week"])
def test_axe_finds_nothing_with_all_details_open(look: Callable[..., Page], scheme: str, path: str) -> None:
    page = look(path, color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(page) == []


def test_on_a_phone_nothing_is_wider_than_the_screen(look: Callable[..., Page]) -> None:
    for path in (BOARD, "/ar/desk/insight", "/de/desk/insight?period=month"):
        page = look(path, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert fits(page), path
        assert violations(page) == []


def test_looking_again_shows_the_newest_without_a_reload(
    look: Callable[..., Page], no_reload: Callable[..., object]
) -> None:
    page = look()
    row = page.locator("#insight tr", has=page.get_by_role("link", name="/journal", exact=True))
    before = row.locator("td").first.inner_text() if row.count() else "0"
    page.request.get("/en/journal")
    with no_reload(1, page):  # type: ignore[attr-defined]
        page.locator("#insight-again").focus()
        page.keyboard.press("Enter")
        expect(row.locator("td").first).not_to_have_text(before)
        page.locator(IDLE).wait_for(state="attached")
    expect(page.locator("#insight-again")).to_be_focused()


def test_periods_and_routes_are_chosen_by_keyboard_without_a_reload(
    look: Callable[..., Page], no_reload: Callable[..., object]
) -> None:
    page = look()
    with no_reload(3, page):  # type: ignore[attr-defined]
        page.locator("#insight-week").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#insight-week")).to_have_attribute("aria-current", "true")
        page.get_by_role("link", name="/products", exact=True).first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#insight-all")).to_be_visible()
        assert page.url.endswith("period=week&route=GET+catalogue.products") or "route=GET%20catalogue" in page.url
        page.locator("#insight-all").click()
        expect(page.locator("#insight-all")).to_have_count(0)
        page.locator(IDLE).wait_for(state="attached")


def test_time_runs_from_left_to_right_in_arabic_too(look: Callable[..., Page]) -> None:
    page = look("/ar/desk/insight")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    places = page.locator(".plot").first.evaluate(
        "plot => [...plot.querySelectorAll('.ticks li')].map(li => li.getBoundingClientRect().x)"
    )
    assert places == sorted(places)
    headline = page.locator(".headline > div")
    assert headline.nth(0).bounding_box()["x"] > headline.nth(1).bounding_box()["x"]  # type: ignore[index]


def test_without_script_each_link_is_a_page(look: Callable[..., Page]) -> None:
    page = look(java_script_enabled=False)
    page.locator("#insight-week").click()
    expect(page.locator("#insight-week")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="/products", exact=True).first.click()
    expect(page.locator("#insight-all")).to_be_visible()
    page.locator("#insight-again").click()
    expect(page.locator("#insight-all")).to_be_visible()
    page.get_by_text("The numbers of this chart").first.click()
    expect(page.get_by_role("columnheader", name="rendered", exact=True)).to_be_visible()


def test_the_chart_has_a_name_and_says_what_it_shows(look: Callable[..., Page]) -> None:
    page = look()
    charts = page.get_by_role("img", name="over time")
    expect(charts).to_have_count(2)
    assert "requests" in (charts.first.get_attribute("aria-label") or "")
    path = charts.first.locator("path.front, path.found, path.rendered, path.other")
    assert path.count() >= 1


def test_only_the_owner_finds_the_way(someone: Callable[..., Page]) -> None:
    for role, count in (("owner", 1), ("editor", 0)):
        page = someone(role)
        page.goto("/en/desk/products")
        expect(page.locator("nav.tables").get_by_role("link", name="Insight")).to_have_count(count)
