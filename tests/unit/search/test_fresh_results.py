"""The very next search shows what has changed, and what came due while nobody touched anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

CHANGES = {
    "a name": "UPDATE product_text SET name = 'Wibble' WHERE product_id = 1 AND locale = 'en'",
    "a description": "UPDATE product_text SET description = 'a wibble' WHERE product_id = 1 AND locale = 'en'",
    "a SKU": "UPDATE product SET sku = 'wibble' WHERE id = 1",
    "a title": "UPDATE post_text SET title = 'Wibble' WHERE post_id = 22 AND locale = 'en'",
    "a story": "UPDATE post_text SET body = 'wibble' WHERE post_id = 22 AND locale = 'en'",
}


def warm(search, *questions: str) -> None:
    for _ in range(2):
        for q in questions:
            for ask in (search.browser.get, search.browser.htmx):
                assert ask(search.address(q)).status_code == 200
    assert 'cache;desc="1/1"' in search.browser.get(search.address(questions[0])).headers["Server-Timing"]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_from_a_database_shell_is_found_at_once(search, outside, change):
    warm(search, "wibble")
    outside.run(change)
    found = search("wibble")
    assert found.hits in (["product-1"], ["post-22"])
    assert "wibble" in " ".join(found.marks).lower()
    assert f'id="{found.hits[0]}"' in search.browser.get(search.address("wibble")).text


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE product SET published = ? WHERE id = 1",
        "DELETE FROM product_text WHERE product_id = 1 AND ? = ?",
        "UPDATE product SET trashed_at = '2026-01-01 00:00:00', published = ? WHERE id = 1",
    ],
)
def test_what_is_taken_away_is_gone_at_once(search, outside, change):
    warm(search, "stoneware teapot")
    assert "product-1" in search("stoneware teapot").hits
    outside.run(change, *[False] * change.count("?"))
    assert "product-1" not in search("stoneware teapot").hits


def test_an_edit_is_found_at_once(shop, search, signed_in):
    warm(search, "wibble")
    editor = signed_in(shop, "editor")
    version = editor.get("/en/products/stoneware-teapot").text.split('data-version="')[1].split('"')[0]
    assert editor.write("/en/products/1/name", "Wibble", version, face="page").status_code == 200
    assert search("wibble").hits == ["product-1"]


def test_a_price_is_right_in_the_next_answer(search, outside):
    warm(search, "stoneware teapot")
    outside.run("UPDATE product SET price = 1234567 WHERE id = 1")
    assert "€12,345.67" in search("stoneware teapot").html


def test_a_story_is_found_from_its_very_moment_on(shop, search, outside):
    now = [datetime.now(UTC).replace(microsecond=0)]
    shop.extensions["etalage.clock"] = lambda: now[0]
    due = now[0] + timedelta(minutes=5)
    outside.run("UPDATE post SET published_at = ? WHERE id = 22", f"{due:%Y-%m-%d %H:%M:%S.%f}")
    outside.run("UPDATE post_text SET body = 'wibble' WHERE post_id = 22")
    warm(search, "wibble")
    assert search("wibble").hits == []
    now[0] = due - timedelta(seconds=1)
    assert search("wibble").hits == []
    now[0] = due
    assert search("wibble").hits == ["post-22"]


def test_a_change_in_one_language_leaves_the_others_kept(search, outside):
    for locale in ("fr", "nl"):
        search.browser.get(search.address("tea", locale))
    outside.run("UPDATE product_text SET name = 'Wibble' WHERE product_id = 1 AND locale = 'fr'")
    kept = {
        locale: 'cache;desc="1/1"' in search.browser.get(search.address("tea", locale)).headers["Server-Timing"]
        for locale in ("fr", "nl")
    }
    assert kept == {"fr": False, "nl": True}
