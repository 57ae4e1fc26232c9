"""Searching the public list: by words of the name however they are written, and by SKU."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from webapp.storage.engines import engines


def found(browser, q: str, locale: str = "en") -> int:
    return browser.get(f"/{locale}/products?q={q}").text.count('class="card"')


@pytest.mark.parametrize("q", ["teapot", "TEAPOT", "t%C3%A9apot", "tea-pot", "TEA-POT"])
def test_a_product_is_found_by_its_name_and_by_its_sku(shop, signed_in, q):
    assert found(signed_in(shop, None), q) == 1


def test_a_sku_in_lower_case_is_found_however_it_is_typed(shop, signed_in):
    with engines().writing.begin() as connection:
        connection.execute(text("UPDATE product SET sku = 'clay-pot-large' WHERE sku = 'GAR-POT'"))
    browser = signed_in(shop, None)
    assert [found(browser, q) for q in ("clay-pot-large", "CLAY-POT-LARGE", "clay-pot")] == [1, 1, 0]


def test_what_matches_nothing_says_so(shop, signed_in):
    answer = signed_in(shop, None).get("/en/products?q=zzz%25")
    assert (answer.status_code, "Nothing matches" in answer.text) == (200, True)
