"""What pages say of themselves is read by a browser too: data runs nothing and violates nothing, and swaps keep it out."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.test_accessibility import violations

PAGES = {
    "/en/": ["Organization", "WebSite"],
    "/ar/": ["Organization", "WebSite"],
    "/en/products/stoneware-teapot": ["Product", "BreadcrumbList"],
    "/nl/products?category=keuken": ["BreadcrumbList"],
    "/en/journal/a-pot-that-pours-well": ["Article", "BreadcrumbList"],
    "/en/journal/authors/yusuf-haddad": ["Person", "BreadcrumbList"],
}


@pytest.mark.parametrize("path", PAGES)
def test_linked_data_stands_in_the_head_and_is_against_no_policy(page, shop, path):
    """The conftest fails a test in which a violation of the policy was reported."""
    page.goto(path)
    blocks = page.locator("script[type='application/ld+json']")
    expect(blocks).to_have_count(1)
    assert blocks.evaluate("block => block.parentElement.tagName") == "HEAD"
    assert [node["@type"] for node in json.loads(blocks.text_content())["@graph"]] == PAGES[path]
    assert page.locator("link[rel=canonical]").get_attribute("href") == shop.url + page.evaluate(
        "() => location.pathname + location.search"
    )


def test_a_swapped_list_brings_no_head_with_it_and_back_shows_the_page(page, no_reload):
    page.goto("/en/journal")
    with no_reload():
        page.get_by_role("link", name="Older").click()
        expect(page).to_have_url(re.compile(r"page=2"))
        expect(page.locator("#journal-post-list [rel=prev]")).to_be_visible()
    expect(page.locator("body link, body meta, body title, body script")).to_have_count(0)
    page.go_back()
    expect(page.locator("#journal-post-list [rel=next]")).to_be_visible()
    expect(page.locator("body link, body meta, body title, body script")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/en/products/stonware-teapot", "Stoneware teapot"),
        ("/ar/products/إبريق-شاي-من-الخزف", "إبريق شاي من الخزف الحجري"),
    ],
)
def test_who_lost_their_way_goes_on_by_a_link(page, path, meant):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(path)
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    page.get_by_role("navigation").get_by_role("link", name=meant).click()
    expect(page.get_by_role("heading", level=1, name=meant)).to_be_visible()
