"""Freshness from end to end: with everything kept and warm, a change is in the very next response of every page that shows it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape

from tests.unit.conftest import close, make_shop, version_seen
from tests.unit.storage.outside import Outside
from webapp.catalogue.models import Product
from webapp.hypermedia.locales import languages

OLD, NEW = 7_654_321, 9_876_543
# A product with gaps in its translations; among the newest, so that the home page shows it.
LOCALES = ("en", "nl", "de", "fr", "es", "ar")


def _shown(outside: Outside) -> int:
    """A product of the demo that falls back somewhere and stands in a category, made the newest."""
    found = outside.one(
        "SELECT max(l.product_id) FROM product_listing l JOIN product p ON p.id = l.product_id"
        " WHERE l.name_locale <> l.locale AND p.category_id IS NOT NULL AND p.published AND p.trashed_at IS NULL"
    )
    outside.run("UPDATE product SET price = ? WHERE id = ?", OLD, found)
    return int(found)


def _pages(outside: Outside, product: int, locale: str) -> dict[str, str]:
    """name -> address of every public page that shows the product."""
    slug = outside.one("SELECT slug FROM product_listing WHERE product_id = ? AND locale = ?", product, locale)
    category = outside.one(
        "SELECT c.slug FROM category_listing c JOIN product p ON p.category_id = c.category_id"
        " WHERE p.id = ? AND c.locale = ?",
        product,
        locale,
    )
    sku = outside.one("SELECT sku FROM product WHERE id = ?", product)
    return {
        "home": f"/{locale}/",
        "dearest first": f"/{locale}/products?sort=-price",
        "search": f"/{locale}/products?q={sku}",
        "category": f"/{locale}/products?category={category}&sort=-price",
        "product": f"/{locale}/products/{slug}",
    }


@pytest.fixture(params=["memory", "files", "redis"])
def kept_shop(request: Any, tmp_path: Any) -> Any:
    """A shop on SQLite with each cache, and on PostgreSQL with memory."""
    data = tmp_path / "shop"
    shutil.copytree(request.getfixturevalue("filled_sqlite"), data)
    environ = {"ETALAGE_CACHE": request.param}
    if request.param == "redis":
        environ["ETALAGE_REDIS_URL"] = request.getfixturevalue("redis_server").url
    app = make_shop(data, **environ)
    with app.app_context():
        yield app
    close(app)


def _spoken(locale: str) -> Any:
    return next(spoken for spoken in languages() if spoken.code == locale)


def _money(locale: str, price: int) -> str:
    return str(escape(_spoken(locale).money(price)))


def _warm(browsers: list[Any], addresses: list[str]) -> None:
    for _ in range(2):
        for browser in browsers:
            for address in addresses:
                assert browser.get(address).status_code == 200, address


def _edit_by_post(app: Flask, signed_in: Callable[..., Any], outside: Outside, product: int) -> None:
    version = version_seen(Product, product)
    answer = signed_in(app, "editor").write(f"/en/products/{product}/price", "98765.43", version)
    assert answer.status_code == 200, answer.text


def _edit_by_sql(app: Flask, signed_in: Callable[..., Any], outside: Outside, product: int) -> None:
    outside.run("UPDATE product SET price = ? WHERE id = ?", NEW, product)


def _prices_follow(app: Flask, signed_in: Callable[..., Any], edit: Callable[..., None]) -> None:
    outside = Outside(app)
    product = _shown(outside)
    visitor, editor = signed_in(app, None), signed_in(app, "editor")
    pages = {locale: _pages(outside, product, locale) for locale in LOCALES}
    desk = {locale: f"/{locale}/desk/products?sort=-price" for locale in LOCALES}
    _warm([visitor, editor], [address for spoken in pages.values() for address in spoken.values()])
    _warm([editor], list(desk.values()))
    edit(app, signed_in, outside, product)
    for locale in LOCALES:
        for name, address in [*pages[locale].items(), ("desk", desk[locale])]:
            for browser in (editor,) if name == "desk" else (visitor, editor):
                text = browser.get(address).text
                assert _money(locale, NEW) in text, f"{name} in {locale} does not show the new price"
                assert _money(locale, OLD) not in text, f"{name} in {locale} still shows the old price"
        assert _money(locale, NEW) in visitor.htmx(pages[locale]["dearest first"]).text
    outside.close()


@pytest.mark.parametrize("edit", [_edit_by_post, _edit_by_sql])
def test_a_price_is_in_the_next_response_of_every_page_in_every_language(shop, signed_in, edit):
    _prices_follow(shop, signed_in, edit)


def test_a_price_is_in_the_next_response_with_every_cache(kept_shop, signed_in):
    _prices_follow(kept_shop, signed_in, _edit_by_sql)


def test_a_visitor_who_asks_whether_a_page_is_still_true_is_told_when_it_is_not(shop, signed_in, outside):
    product = _shown(outside)
    browser = signed_in(shop, None)
    for locale in LOCALES:
        for name, address in _pages(outside, product, locale).items():
            tag = browser.get(address).headers["ETag"]
            assert browser.get(address, **{"If-None-Match": tag}).status_code == 304, name
            outside.run("UPDATE product SET price = price + 1 WHERE id = ?", product)
            assert browser.get(address, **{"If-None-Match": tag}).status_code == 200, name


def test_a_name_in_the_source_language_shows_wherever_it_stands_in(shop, signed_in, outside):
    product = _shown(outside)
    browser = signed_in(shop, None)
    sources = dict(outside.run("SELECT locale, name_locale FROM product_listing WHERE product_id = ?", product))
    assert {"en", "nl", "de", "fr", "es", "ar"} == set(sources)
    pages = {locale: _pages(outside, product, locale) for locale in LOCALES}
    _warm([browser], [address for spoken in pages.values() for address in spoken.values()])
    outside.run("UPDATE product_text SET name = 'Zanzibar' WHERE product_id = ? AND locale = 'en'", product)
    for locale in LOCALES:
        falls_back = sources[locale] == "en"
        for name, address in pages[locale].items():
            if name != "search":
                assert ("Zanzibar" in browser.get(address).text) == falls_back, f"{name} in {locale}"
    assert "en" in {sources[locale] for locale in LOCALES if locale != "en"}


def test_a_translation_shows_in_its_own_language_only(shop, signed_in, outside):
    product = _shown(outside)
    browser = signed_in(shop, None)
    pages = {locale: _pages(outside, product, locale) for locale in LOCALES}
    _warm([browser], [address for spoken in pages.values() for address in spoken.values()])
    outside.run(
        "INSERT INTO product_text (product_id, locale, name) VALUES (?, 'fr', 'Zanzibar')"
        " ON CONFLICT (product_id, locale) DO UPDATE SET name = excluded.name",
        product,
    )
    for locale in LOCALES:
        for name, address in pages[locale].items():
            if name != "search":
                assert ("Zanzibar" in browser.get(address).text) == (locale == "fr"), f"{name} in {locale}"


def test_a_change_of_one_record_leaves_the_pages_of_others_kept(shop, signed_in, outside):
    """A supplier's phone is on no public page; another product's page is not this one's."""
    browser = signed_in(shop, None)
    one, another = (_pages(outside, product, "nl")["product"] for product in (1, 2))
    _warm([browser], [one, another])
    outside.run("UPDATE product SET stock = 3 WHERE id = 1")
    assert 'cache;desc="1/1"' in browser.get(another).headers["Server-Timing"]
    assert 'cache;desc="1/1"' not in browser.get(one).headers["Server-Timing"]


def test_another_price_on_the_way_from_one_fragment_to_the_next_tears_no_page(shop, signed_in, outside, monkeypatch):
    """The product page shows its price in one fragment and its summary in two: all from one commit."""
    from webapp.storage import tokens

    address = _pages(outside, 1, "en")["product"]
    browser = signed_in(shop, None)

    def change(word: str) -> None:
        outside.run("UPDATE product_text SET name = ? WHERE product_id = 1 AND locale = 'en'", word)

    change("First")
    browser.get(address)
    outside.run("UPDATE supplier SET name = name || '.'")
    real = tokens.read

    def read(names: Any, connection: Any = None) -> Any:
        found = real(names, connection)
        if connection is None:
            change("Second")
        return found

    monkeypatch.setattr(tokens, "read", read)
    text = browser.get(address).text
    assert ("First" in text, "Second" in text) in ((True, False), (False, True))


# Whatever a stranger may ask for, in three languages.
CRAWL = [
    f"/{locale}{rest}"
    for locale in ("en", "nl", "ar")
    for rest in ("/", "/products", "/products?page=2", "/products?sort=-price", "/products?sort=new", "/products?q=a")
]
EDITS = [
    "UPDATE product SET price = price + ? WHERE id % 3 = 0",
    "UPDATE product SET stock = ? WHERE id < 20",
    "UPDATE product SET published = NOT published WHERE id % 5 = ? % 5",
    "UPDATE product SET trashed_at = '2026-01-01 00:00:00' WHERE id = ?",
    "UPDATE product SET category_id = (SELECT min(id) FROM category) WHERE id = ?",
    "UPDATE product_text SET name = name || ' x' WHERE product_id = ? AND locale = 'en'",
    "DELETE FROM product_text WHERE product_id = ? AND locale IN ('nl', 'ar')",
    "UPDATE product_text SET summary = 'Short' WHERE product_id = ?",
    "UPDATE category SET position = 100 - position WHERE id % 2 = ? % 2",
    "UPDATE category_text SET name = name || ' y' WHERE category_id = 1 + ? % 5",
    "UPDATE category SET parent_id = NULL WHERE id = ?",
    "UPDATE supplier SET name = name || ? WHERE id < 4",
]


@pytest.mark.parametrize("seed", range(3))
def test_pages_are_the_same_bytes_with_and_without_a_cache(filled_sqlite, tmp_path, signed_in, seed):
    """Two shops on one database, one of which keeps nothing, after each of many changes."""
    data = tmp_path / "shop"
    shutil.copytree(filled_sqlite, data)
    kept, off = make_shop(data), make_shop(data, ETALAGE_CACHE="off")
    outside, dice = Outside(kept), random.Random(seed)
    browsers = [signed_in(app, None) for app in (kept, off)]
    addresses = [*CRAWL, *(_pages(outside, n, "nl")[name] for n in (1, 5, 9) for name in ("product", "category"))]
    for edit in ["SELECT ?", *dice.sample(EDITS, len(EDITS))]:
        outside.run(edit, dice.randint(1, 12))
        for address in addresses:
            one, other = (browser.get(address) for browser in browsers)
            assert (one.status_code, one.data) == (other.status_code, other.data), f"{address} after {edit}"
    assert any('cache;desc="1/1"' in browsers[0].get(a).headers["Server-Timing"] for a in addresses)
    outside.close()
    close(kept)
    close(off)
