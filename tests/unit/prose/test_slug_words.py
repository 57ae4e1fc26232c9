"""Slugs: words of a name in every script."""

from __future__ import annotations

import pytest

from webapp.prose.slugs import free_slug, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Théière en grès", "theiere-en-gres"),
        ("Straße 9½", "strasse-91-2"),
        ("إبريق الشاي", "إبريق-الشاي"),
        ("كِتابٌ", "كِتابٌ"),
        ("हिन्दी में चाय", "हिन्दी-में-चाय"),
        ("ชาที่ดี", "ชาที่ดี"),
        ("お茶の時間", "お茶の時間"),
        ("_a_/b", "a-b"),
        ("☕️", "item"),
        ("", "item"),
    ],
)
def test_a_slug_is_the_words_of_a_name(name, slug):
    assert slug_of(name) == slug


def test_the_first_number_that_is_free_stands_behind_a_slug_that_is_taken():
    taken = {"tea", *(f"tea-{number}" for number in range(2, 250))}
    assert free_slug("Tea", lambda asked: taken & set(asked)) == "tea-250"
