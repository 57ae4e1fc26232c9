"""Texts in several languages: addresses made once, what falls back, what cannot be cleared."""

from __future__ import annotations

import re

import pytest

GRINDER, SCALE = 5, 18  # demo products without an Arabic text, and without French and Arabic ones


def test_the_first_name_in_a_language_makes_its_address_once(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    assert kept.value(SCALE, "slug", locale="fr") is None
    assert (
        browser.write(f"/fr/products/{SCALE}/name", "Balance à café", kept.version(SCALE, locale="fr")).status_code
        == 200
    )
    assert kept.value(SCALE, "slug", locale="fr") == "balance-a-cafe"
    browser.write(f"/fr/products/{SCALE}/name", "Pèse-café", kept.version(SCALE, locale="fr"))
    assert kept.value(SCALE, "slug", locale="fr") == "balance-a-cafe"
    page = browser.get("/fr/products/balance-a-cafe")
    assert (page.status_code, "Pèse-café" in page.text) == (200, True)


def test_an_address_that_is_taken_gets_a_number(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    taken = kept.value(1, "name", locale="fr")
    browser.write(f"/fr/products/{SCALE}/name", taken, kept.version(SCALE, locale="fr"))
    assert kept.value(SCALE, "slug", locale="fr") == f"{kept.value(1, 'slug', locale='fr')}-2"


def test_the_address_of_a_record_in_the_trash_stays_taken(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    taken, slug = kept.value(1, "name", locale="fr"), kept.value(1, "slug", locale="fr")
    browser.post("/en/products/1/trash")
    browser.write(f"/fr/products/{SCALE}/name", taken, kept.version(SCALE, locale="fr"))
    assert kept.value(SCALE, "slug", locale="fr") == f"{slug}-2"


@pytest.mark.parametrize("typed", ["", "  ", "\u00a0"])
def test_clearing_a_translation_falls_back_to_the_source_language(shop, signed_in, kept, partials, typed):
    browser, name = signed_in(shop, "editor"), kept.value(1, "name", locale="en")
    slug = kept.value(1, "slug", locale="nl")
    answer = browser.write("/nl/products/1/name", typed, kept.version(1, locale="nl"))
    assert answer.status_code == 200
    assert kept.value(1, "name", locale="nl") is None
    assert f'<span class="value" lang="en">{name}</span>' in partials(answer)["product-1"]
    page = browser.get(f"/nl/products/{slug}").text
    assert re.search(rf'<h1 [^>]*lang="en"[^>]*>.*?{name}.*?</h1>', page, re.DOTALL)


@pytest.mark.parametrize("typed", ["", "  ", "\u00a0"])
def test_the_name_in_the_source_language_cannot_be_cleared(shop, signed_in, kept, typed):
    answer = signed_in(shop, "editor").write("/en/products/1/name", typed, kept.version(1))
    assert answer.status_code == 422
    assert 'data-error="required"' in answer.text
    assert kept.value(1, "name", locale="en")


def test_an_optional_text_may_be_cleared_in_every_language(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    for locale in ("nl", "en"):
        assert browser.write(f"/{locale}/products/1/summary", "", kept.version(1, locale=locale)).status_code == 200
        assert kept.value(1, "summary", locale=locale) is None


def test_a_text_is_written_in_the_language_of_the_address_and_in_no_other(shop, signed_in, kept):
    before = {code: kept.value(1, "summary", locale=code) for code in ("en", "de", "fr", "es", "ar")}
    signed_in(shop, "translator").write("/nl/products/1/summary", "Bruin", kept.version(1, locale="nl"))
    assert kept.value(1, "summary", locale="nl") == "Bruin"
    assert {code: kept.value(1, "summary", locale=code) for code in before} == before


def test_an_editor_of_an_inherited_text_starts_empty(sqlite_shop, signed_in):
    html = signed_in(sqlite_shop, "editor").htmx(f"/ar/products/{GRINDER}/name/edit").text
    assert 'name="value" value=""' in html
    assert 'lang="ar"' in html
