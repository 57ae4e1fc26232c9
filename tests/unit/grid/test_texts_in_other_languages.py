"""A long text that is edited in another language than that of the page around it."""

from __future__ import annotations

import re

import pytest

URL = "/en/products/1/description"
KEY = "abcdefgh12345678"


def asked(browser, code, url=URL):
    return browser.htmx(f"{url}/edit?language={code}").text


def version(html):
    return re.search(r'name="version" value="([^"]*)"', html)[1]


def tabs(html):
    return re.findall(r'<(?:a|b)[^>]* lang="(\w+)"', re.search(r'class="buttons tabs".*?</div>', html, re.DOTALL)[0])


def texts(kept):
    return {code: kept.value(1, "description", locale=code) for code in ("en", "nl", "de", "fr", "es", "ar")}


def test_the_editor_holds_the_text_of_that_language(shop, signed_in, kept):
    html = asked(signed_in(shop, "editor"), "de")
    assert f">\n{kept.value(1, 'description', locale='de')}</textarea>" in html
    assert re.search(r'<textarea [^>]*lang="de"', html)
    assert 'name="language" value="de"' in html
    assert version(html) == kept.version(1, locale="de")
    assert tabs(html) == ["en", "nl", "de", "fr", "es", "ar"]
    assert '<b lang="de" aria-current="true">Deutsch</b>' in html


@pytest.mark.parametrize("code", ["en", ""])
def test_in_the_language_of_the_page_it_is_the_usual_one(sqlite_shop, signed_in, kept, code):
    html = asked(signed_in(sqlite_shop, "editor"), code)
    assert 'name="language"' not in html
    assert version(html) == kept.version(1)


def test_it_is_written_in_that_language_and_the_page_is_told_in_its_own(shop, signed_in, kept, partials):
    browser, before = signed_in(shop, "editor"), texts(kept)
    answer = browser.write(URL, "Neue Worte", kept.version(1, locale="de"), key=KEY, language="de")
    assert answer.status_code == 200
    assert texts(kept) == before | {"de": "Neue Worte"}
    assert kept.value(1, "name", locale="en") in partials(answer)["product-1"]
    assert "Description (Deutsch):" in answer.text


def test_two_who_write_in_two_languages_are_in_nobodys_way(shop, signed_in, kept):
    browser, seen = signed_in(shop, "editor"), kept.version(1)
    assert browser.write(URL, "Worte", kept.version(1, locale="de"), language="de").status_code == 200
    assert browser.write(URL, "Words", seen).status_code == 200
    assert (texts(kept)["en"], texts(kept)["de"]) == ("Words", "Worte")


def test_a_second_one_in_the_same_language_is_asked(shop, signed_in, kept):
    browser, seen = signed_in(shop, "editor"), kept.version(1, locale="de")
    browser.write(URL, "Erste", seen, language="de")
    answer = browser.write(URL, "Zweite", seen, key=KEY, language="de")
    assert answer.status_code == 409
    assert texts(kept)["de"] == "Erste"
    assert "Erste" in answer.text
    assert 'name="language" value="de"' in answer.text
    # Which one is right comes before any other language.
    assert 'class="buttons tabs"' not in answer.text


def test_a_refused_text_keeps_its_language(sqlite_shop, signed_in, kept):
    answer = signed_in(sqlite_shop, "editor").write(URL, "x" * 20_001, "seen", key=KEY, language="de")
    assert answer.status_code == 422
    assert 'name="language" value="de"' in answer.text
    assert re.search(r'<textarea [^>]*lang="de"', answer.text)


def test_sent_again_it_is_written_once(sqlite_shop, signed_in, kept):
    browser, seen, acts = signed_in(sqlite_shop, "editor"), kept.version(1, locale="de"), kept.acts()
    answers = [browser.write(URL, "Einmal", seen, key=KEY, language="de").status_code for _ in range(2)]
    assert (answers, kept.acts() - acts) == ([200, 200], 1)


def test_a_translator_is_offered_their_own_languages_and_may_write_no_other(sqlite_shop, signed_in, kept):
    browser, before = signed_in(sqlite_shop, "translator"), texts(kept)
    mine = tabs(asked(browser, "", "/nl/products/1/description"))
    assert "nl" in mine
    assert "en" not in mine
    for answer in (
        browser.htmx("/nl/products/1/description/edit?language=en"),
        browser.write("/nl/products/1/description", "Not mine", kept.version(1), language="en"),
    ):
        assert answer.status_code == 403
    assert texts(kept) == before


@pytest.mark.parametrize(("field", "code"), [("description", "xx"), ("price", "de"), ("summary", "de")])
def test_what_is_no_long_text_in_a_language_of_the_shop_is_not_edited(sqlite_shop, signed_in, kept, field, code):
    browser, before = signed_in(sqlite_shop, "editor"), texts(kept)
    assert browser.htmx(f"/en/products/1/{field}/edit?language={code}").status_code == 403
    assert browser.write(f"/en/products/1/{field}", "7", kept.version(1), language=code).status_code == 403
    assert texts(kept) == before


def test_its_preview_is_in_that_language(sqlite_shop, signed_in):
    form = {"value": "*Worte*", "version": "seen", "key": KEY, "language": "de"}
    html = signed_in(sqlite_shop, "editor").post(f"{URL}/preview", script=False, **form).text
    assert re.search(r'class="shown" [^>]*lang="de"', html)


def test_what_is_told_of_it_names_its_language(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    refused = browser.write(URL, "x" * 20_001, "seen", key=KEY, language="de")
    assert partials(refused)["alarm"].startswith("Description (Deutsch) not saved:")
    browser.write(URL, "Neue Worte", kept.version(1, locale="de"), language="de")
    assert partials(browser.post("/en/undo"))["announcer"].startswith(
        "Undone: Description (Deutsch) is back from Neue Worte"
    )
    redone = partials(browser.post("/de/redo"))["announcer"]
    assert "Neue Worte" in redone
    assert "(Deutsch)" not in redone, "on a page of that language it goes without saying"


def test_an_undo_over_what_somebody_wrote_since_asks_in_that_language(shop, signed_in, kept, partials):
    browser, other = signed_in(shop, "editor"), signed_in(shop, "other")
    before = kept.value(1, "description", locale="de")
    browser.write(URL, "Meines", kept.version(1, locale="de"), language="de")
    other.write("/de/products/1/description", "Ihres", kept.version(1, locale="de"))
    answer = browser.post("/en/undo")
    assert answer.status_code == 409
    form = partials(answer)["product-1-description"]
    assert 'name="language" value="de"' in form
    assert "Ihres" in form
    assert f">\n{before}</textarea>" in form
    version = re.search(r'name="version" value="([^"]*)"', form)[1]
    assert browser.write(URL, before, version, language="de").status_code == 200
    assert texts(kept)["de"] == before
