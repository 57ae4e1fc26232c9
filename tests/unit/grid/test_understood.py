"""What a typed text would be saved as, asked for while one types: nothing is written, and it is what a save would do."""

from __future__ import annotations

import pytest

URL = "/en/products/1/price/understood?value="


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (URL + "%3D12%2F3", {"text": "€4.00", "wrong": False}),
        (URL + "%2B10%25", {"text": "€63.80", "wrong": False}),
        (URL + "%2F3", {"text": "€19.33, rounded from 19.333333…", "wrong": False}),
        (URL + "1.234", {"text": "At most 2 decimals.", "wrong": True}),
        (URL + "%2F0", {"text": "Nothing can be divided by zero.", "wrong": True}),
        ("/de/products/1/price/understood?value=1.234", {"text": "1.234,00\u00a0€", "wrong": False}),
        ("/en/products/1/price/understood", {"text": "This cannot be empty.", "wrong": True}),
        ("/en/posts/1/published_at/understood?value=2026-12-04", {"text": "Friday, December 4, 2026", "wrong": False}),
        ("/nl/posts/1/published_at/understood?value=2026-12-04", {"text": "vrijdag 4 december 2026", "wrong": False}),
        ("/en/posts/1/published_at/understood?value=", {"text": "", "wrong": False}),
    ],
)
def test_it_tells_what_would_be_saved_or_what_is_wrong(shop, signed_in, kept, url, said):
    acts = kept.acts()
    answer = signed_in(shop, "editor").get(url)
    assert (answer.status_code, answer.json) == (200, said)
    assert answer.headers["Cache-Control"] == "no-store"
    assert (kept.acts(), kept.value(1, "price")) == (acts, 5800)


@pytest.mark.parametrize(
    ("role", "url", "status"),
    [
        (None, URL + "1", 401),
        ("reader", URL + "1", 403),
        ("translator", URL + "1", 403),  # a price is no text
        ("editor", "/en/products/999999/price/understood?value=%2B1", 200),
        ("editor", "/en/products/1/name/understood?value=1", 404),
        ("editor", "/en/products/1/nothing/understood?value=1", 404),
    ],
)
def test_it_is_told_to_those_who_may_write_the_field(sqlite_shop, signed_in, role, url, status):
    assert signed_in(sqlite_shop, role).get(url).status_code == status
