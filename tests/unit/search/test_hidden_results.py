"""What a visitor may not see changes nothing of what they find: no result, no count, no suggestion, no byte."""

from __future__ import annotations

from typing import Any

import pytest

LOCALES = ("en", "nl", "ar")
QUESTIONS = [
    "wibble",
    "wibb",
    "wibbel",
    '"wibble wobble"',
    "WIB-1",
    "tea",
    "teapot wibble",
    "",
    "wobbly",
    "wi",
    "no such",
]
NEVER = "2999-01-01 00:00:00.000000"
PAST = "2020-01-01 00:00:00.000000"


def answers(search: Any) -> dict[tuple[str, str], tuple[int, bytes]]:
    """Address -> status and body of the page and of what is swapped into it."""
    asked = [search.address(q, locale) for q in QUESTIONS for locale in LOCALES]
    asked += [search.address(q, locale, in_="journal") for q in QUESTIONS for locale in LOCALES]
    asked += [search.address(q, page=page) for q in ("wibble", "tea") for page in (2, 3)]
    found = {(url, "page"): search.browser.get(url) for url in asked}
    found |= {(url, "swap"): search.browser.htmx(url) for url in asked}
    return {key: (answer.status_code, answer.data) for key, answer in found.items()}


def add_product(outside: Any, record: int, published: bool, trashed: str | None) -> None:
    outside.run(
        "INSERT INTO product (id, sku, price, stock, reorder_level, published, discontinued, version, trashed_at)"
        " VALUES (?, ?, 1, 1, 1, ?, ?, 'v', ?)",
        record, f"WIB-{record}", published, False, trashed,
    )  # fmt: skip
    for locale in LOCALES:
        name, slug = f"Wibble wobble tea {record}", f"wibble-{record}"
        outside.run(
            "INSERT INTO product_text (product_id, locale, name, slug, summary) VALUES (?, ?, ?, ?, ?)",
            record, locale, name, slug, "wibble",
        )  # fmt: skip


def add_story(outside: Any, record: int, published: bool, at: str, trashed: str | None) -> None:
    outside.run(
        "INSERT INTO post (id, published, published_at, version, trashed_at) VALUES (?, ?, ?, 'v', ?)",
        record, published, at, trashed,
    )  # fmt: skip
    for locale in LOCALES:
        outside.run(
            "INSERT INTO post_text (post_id, locale, title, slug, summary, body) VALUES (?, ?, ?, ?, ?, ?)",
            record, locale, f"Wibble tea {record}", f"wibble-{record}", "wibble", "wibble wobble",
        )  # fmt: skip


HIDDEN = {
    "a product that is not published": lambda outside, n: add_product(outside, 500 + n, False, None),
    "a product in the trash": lambda outside, n: add_product(outside, 500 + n, True, PAST),
    "a draft": lambda outside, n: add_story(outside, 500 + n, False, PAST, None),
    "a story that is not due": lambda outside, n: add_story(outside, 500 + n, True, NEVER, None),
    "a story in the trash": lambda outside, n: add_story(outside, 500 + n, True, PAST, PAST),
}


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN)
def test_what_may_not_be_seen_changes_no_byte_of_any_answer(shop, search, outside, hide):
    before = answers(search)
    for number in range(3):
        hide(outside, number)
    assert {key for key, answer in answers(search).items() if answer != before[key]} == set()


@pytest.mark.parametrize(
    "show", [lambda o: add_product(o, 500, True, None), lambda o: add_story(o, 500, True, PAST, None)]
)
def test_the_comparison_sees_what_may_be_seen(shop, search, outside, show):
    before = answers(search)
    show(outside)
    changed = {key for key, answer in answers(search).items() if answer != before[key]}
    assert len(changed) > 20


@pytest.mark.parametrize("role", ["reader", "owner"])
def test_staff_finds_what_everybody_finds(shop, search, outside, signed_in, role):
    for number, hide in enumerate(HIDDEN.values()):
        hide(outside, number * 10)
    staff = signed_in(shop, role)
    for q in ("wibble", "WIB-1", "tea"):
        assert staff.htmx(search.address(q)).data == search.browser.htmx(search.address(q)).data


def test_a_word_of_what_is_hidden_is_not_suggested(shop, search, outside):
    add_product(outside, 500, False, None)
    add_story(outside, 500, False, PAST, None)
    assert search("wibblr").names == []
    outside.run("UPDATE product SET published = ? WHERE id = 500", True)
    assert search("wibblr").names == ["Wibble wobble tea 500"]
