"""The search while somebody types: nothing reloads, the address follows, Back and Forward show the right page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import IDLE
from tests.e2e.test_accessibility import violations

FIELD = "#search-q"


def idle(page: Page) -> None:
    page.locator(IDLE).wait_for(state="attached")


@pytest.fixture
def asked(page: Page) -> Page:
    page.goto("/en/search")
    # The browser puts the focus there with its first frame, which may come after the load that `goto` waits for.
    expect(page.locator(FIELD)).to_be_focused()
    return page


def titles(page: Page) -> list[str]:
    return page.locator(".hit h3").all_inner_texts()


def is_whole(page: Page) -> bool:
    """A page with its frame, not a fragment that stands alone."""
    return page.locator("header.masthead").count() == 1 and page.locator("main").count() == 1


def test_typing_finds_without_a_reload_and_keeps_focus(asked: Page, no_reload: Any) -> None:
    expect(asked.locator(FIELD)).to_be_focused()
    with no_reload(2):
        asked.keyboard.type("tea")
        idle(asked)
        expect(asked.locator(FIELD)).to_be_focused()
        expect(asked.locator(FIELD)).to_have_value("tea")
        assert asked.url.endswith("/en/search?q=tea")
        assert len(titles(asked)) > 5
        asked.keyboard.type("pot stone")
        idle(asked)
        assert titles(asked)[0] == "Stoneware teapot"
        expect(asked.locator(".hit mark").first).to_have_text("Stoneware")
        assert asked.url.endswith("q=teapot+stone")
    expect(asked.locator("#search-results [role=status]")).to_have_text(re.compile(r"^\s*1 product\b"))
    assert asked.title() == "“teapot stone” · Search · Etalage"


def test_the_last_of_quick_answers_stays(asked: Page, latency: Callable[[Page, int], None]) -> None:
    latency(asked, 400)
    asked.keyboard.type("honey", delay=120)
    idle(asked)
    assert "q=honey" in asked.url
    assert titles(asked)[0] == "Orange blossom honey"


def test_states_while_one_types(asked: Page, no_reload: Any) -> None:
    status = asked.locator("#search-results [role=status]")
    expect(status).to_contain_text("SKU")
    with no_reload(4):
        asked.keyboard.type("t")
        idle(asked)
        expect(status).to_contain_text("at least two letters")
        asked.keyboard.type("eaptot")
        idle(asked)
        expect(status).to_contain_text("Nothing matches")
        expect(asked.locator(".names a").first).to_have_text("Stoneware teapot")
        asked.keyboard.press("Control+a")
        asked.keyboard.type("TEA-POT")
        idle(asked)
        expect(asked.locator(".hit .sku mark")).to_have_text("TEA-POT")
        asked.keyboard.press("Control+a")
        asked.keyboard.press("Backspace")
        idle(asked)
        expect(status).to_contain_text("SKU")
    assert asked.url.endswith("/en/search?q=") or asked.url.endswith("/en/search")


def test_back_leaves_what_was_only_typed_on_the_way(page: Page) -> None:
    page.goto("/en/products")
    page.goto("/en/search")
    page.locator(FIELD).press_sequentially("teapot", delay=300)
    idle(page)
    assert "q=teapot" in page.url
    page.go_back()
    expect(page.locator("#catalogue-product-list")).to_be_visible()
    page.go_forward()
    expect(page.locator(FIELD)).to_have_value("teapot")
    assert titles(page)[0] == "Stoneware teapot"
    assert is_whole(page)


def test_what_was_looked_at_is_a_place_to_come_back_to(asked: Page) -> None:
    asked.clock.install()
    asked.locator(FIELD).fill("teapot")
    asked.clock.run_for(400)
    expect(asked.locator(".hit").first).to_contain_text("teapot")
    asked.clock.run_for(5000)
    asked.locator(FIELD).fill("honey")
    asked.clock.run_for(400)
    expect(asked.locator(".hit").first).to_contain_text("honey")
    assert "q=honey" in asked.url
    asked.go_back()
    asked.clock.run_for(400)
    expect(asked.locator(".hit").first).to_contain_text("teapot")
    expect(asked.locator(FIELD)).to_have_value("teapot")
    assert "q=teapot" in asked.url
    assert is_whole(asked)
    asked.go_forward()
    asked.clock.run_for(400)
    expect(asked.locator(".hit").first).to_contain_text("honey")


def test_groups_and_pages_by_keyboard_with_back_and_forward(asked: Page, no_reload: Any) -> None:
    with no_reload(2):
        asked.keyboard.type("of")
        idle(asked)
        products = titles(asked)
        asked.locator("#search-in-journal").focus()
        asked.keyboard.press("Enter")
        idle(asked)
        assert "in=journal" in asked.url
        expect(asked.locator("#search-in-journal")).to_be_focused()
        assert all(kind == "Story" for kind in asked.locator(".hit .kind").all_inner_texts())
    asked.locator(FIELD).focus()
    asked.keyboard.press("End")
    asked.keyboard.type(" tea")
    idle(asked)
    assert "in=journal" in asked.url
    asked.go_back()
    idle(asked)
    expect(asked.locator(".hit h3").first).to_have_text(products[0])
    expect(asked.locator(FIELD)).to_have_value("of")
    assert is_whole(asked)
    asked.go_forward()
    idle(asked)
    expect(asked.locator("#search-in-journal")).to_have_attribute("aria-current", "true")
    assert is_whole(asked)


def test_a_result_is_opened_and_back_shows_the_results(asked: Page) -> None:
    asked.keyboard.type("teapot stone")
    idle(asked)
    asked.locator(".hit a").first.click()
    expect(asked.locator("article.product")).to_be_visible()
    asked.go_back()
    expect(asked.locator(".hit").first).to_contain_text("Stoneware teapot")
    expect(asked.locator(FIELD)).to_have_value("teapot stone")
    assert is_whole(asked)


def test_the_other_languages_are_asked_what_was_typed(asked: Page) -> None:
    asked.keyboard.type("tea")
    idle(asked)
    asked.locator(".languages a[lang=nl]").click()
    expect(asked.locator("html")).to_have_attribute("lang", "nl")
    expect(asked.locator(FIELD)).to_have_value("tea")


def test_slash_goes_to_the_search_where_nothing_is_typed(page: Page) -> None:
    page.goto("/en/products")
    page.keyboard.press("/")
    expect(page.locator("#box-q")).to_be_focused()
    page.keyboard.type("tea/pot")
    expect(page.locator("#box-q")).to_have_value("tea/pot")
    page.keyboard.press("Enter")
    expect(page.locator(FIELD)).to_have_value("tea/pot")
    assert page.url.endswith("/en/search?q=tea%2Fpot")
    page.locator("main").focus()
    page.keyboard.press("/")
    expect(page.locator(FIELD)).to_be_focused()


def test_slash_is_a_letter_on_the_desk_and_in_an_editor(page: Page, sign_in: Callable[..., None]) -> None:
    sign_in(page, "editor")
    page.goto("/en/products/stoneware-teapot")
    page.locator("[data-field=name]").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("/")
    expect(page.locator("#box-q")).not_to_be_focused()
    page.keyboard.press("Escape")
    page.goto("/en/desk/products")
    page.locator("td[role=gridcell]").first.focus()
    page.keyboard.press("/")
    expect(page.locator("#box-q")).not_to_be_focused()


def test_the_same_without_script(someone: Callable[..., Page]) -> None:
    page = someone(java_script_enabled=False)
    page.goto("/en/products")
    page.locator("#box-q").fill("tea")
    page.locator("#box-q").press("Enter")
    assert page.url.endswith("/en/search?q=tea")
    expect(page.locator(FIELD)).to_have_value("tea")
    assert len(titles(page)) > 5
    page.locator("#search-in-journal").click()
    assert "in=journal" in page.url
    assert all(kind == "Story" for kind in page.locator(".hit .kind").all_inner_texts())
    page.locator(FIELD).fill("teapot")
    page.get_by_role("button", name="Search").click()
    assert "q=teapot" in page.url
    assert "in=journal" in page.url
    page.go_back()
    expect(page.locator(FIELD)).to_have_value("tea")
    page.locator("#search-in-products").click()
    expect(page.locator(".hit").first).to_have_attribute("id", re.compile("^product-"))


QUESTIONS = {"found": "tea", "nothing": "teaptot", "too short": "t", "empty": ""}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("state", QUESTIONS)
def test_axe_finds_nothing(someone: Callable[..., Page], state: str, locale: str, scheme: Any) -> None:
    page = someone(color_scheme=scheme, reduced_motion="reduce")
    q = "شاي" if locale == "ar" and state == "found" else QUESTIONS[state]
    page.goto(f"/{locale}/search?q={q}")
    assert violations(page) == []


@pytest.mark.parametrize("locale", ["en", "ar", "de"])
@pytest.mark.parametrize("q", ["a", "tea", "te", "teaptot", ""])
def test_nothing_is_wider_than_a_telephone(someone: Callable[..., Page], locale: str, q: str) -> None:
    page = someone(viewport={"width": 390, "height": 844})
    page.goto(f"/{locale}/search?q={q}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator(FIELD).bounding_box()
    assert box
    assert box["width"] > 150
