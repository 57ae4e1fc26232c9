"""What is found, what comes first, and what is said where there is nothing: the same on both databases."""

from __future__ import annotations

import re

import pytest

from webapp.search import ranking
from webapp.search.fragments import PER_PAGE
from webapp.storage.fulltext import matching


@pytest.mark.parametrize(
    "q", ["teapot", "TEAPOT", "téapot", "stone teapot", "teapot stone", "teap", '"stoneware teapot"']
)
def test_a_product_is_found_by_the_words_of_its_name(search, q):
    assert search(q).hits[0] == "product-1"


@pytest.mark.parametrize(
    ("q", "locale"), [("theiere", "fr"), ("THÉIÈRE", "fr"), ("grün", "de"), ("grun", "de"), ("ابريق", "ar")]
)
def test_accents_and_case_are_folded_in_every_language(search, q, locale):
    assert search(q, locale).hits


def test_every_word_must_be_there(search):
    assert "product-1" in search("teapot stoneware").hits
    assert search("teapot wibble").hits == []


def test_words_in_quotation_marks_stand_as_they_are(search):
    assert search('"clay pot"').titles == ["Clay pot"]
    assert search('"pot clay"').hits == []
    assert search('"clay po"').hits == []
    assert search("„clay pot“").titles == ["Clay pot"]


@pytest.mark.parametrize("q", ["TEA-POT", "tea-pot", "Tea-Po"])
def test_a_product_is_found_by_its_sku_and_by_its_beginning_in_any_case(search, q):
    found = search(q)
    assert found.hits[0] == "product-1"
    assert "TEA-POT"[: len(q)] in found.marks


def test_a_sku_in_mixed_case_is_found_however_it_is_typed(search, outside):
    outside.run("UPDATE product SET sku = 'qZy-%_ÄPot' WHERE id = 1")
    for q in ("qZy-%_ÄPot", "QZY-%_Äpot"):
        assert search(q).hits[:1] == ["product-1"], q
    assert search("qzy-%_").hits == ["product-1"]
    assert search("qzy-__").hits == []


def test_what_is_called_so_comes_before_what_has_it_in_its_name_and_what_only_speaks_of_it(search, outside):
    outside.run("DELETE FROM product_text WHERE locale <> 'en'")
    for record, name in {
        1: "Wibble",
        2: "Wibble lamp of glass",
        3: "Wibble lamp",
        4: "Great wibble",
        5: "Great wibbles",
    }.items():
        outside.run("UPDATE product_text SET name = ? WHERE product_id = ?", name, record)
    outside.run("UPDATE product_text SET summary = 'like a wibble' WHERE product_id = 6")
    outside.run("UPDATE product_text SET summary = 'like wibbles' WHERE product_id = 7")
    outside.run("UPDATE product SET sku = 'wibble' WHERE id = 8")
    outside.run("UPDATE product SET sku = 'Wibble-2' WHERE id = 9")
    assert search("wibble").hits == [f"product-{n}" for n in (8, 1, 3, 2, 4, 5, 9, 6, 7)]


def test_what_was_found_is_marked_where_it_stands(search):
    found = search("teapot spout")
    assert found.marks == ["teapot", "spout"] or {"teapot", "spout"} <= set(found.marks)
    assert "Stoneware teapot" in found.titles
    assert {"Théière"} <= set(search("theiere", "fr").marks)


def test_a_quotation_is_escaped_before_it_is_marked(search, outside):
    outside.run("UPDATE product_text SET summary = '<b>wibble</b> & <mark>' WHERE product_id = 1 AND locale = 'en'")
    assert "&lt;b&gt;<mark>wibble</mark>&lt;/b&gt; &amp; &lt;mark&gt;" in search("wibble").html


def test_a_long_text_is_quoted_around_what_was_found_in_it(search, outside):
    words = "filler " * 300 + "a wibble here " + "filler " * 300
    outside.run(
        "UPDATE product_text SET summary = ?, description = '' WHERE product_id = 1 AND locale = 'en'", words[:400]
    )
    outside.run(
        "UPDATE product_text SET description = ? WHERE product_id = 1 AND locale = 'en'",
        f"*First.*\n\n**{words.strip()}**",
    )
    quote = re.search(r'<p class="quote"[^>]*>(.*?)</p>', search("wibble").html)[1]
    assert re.fullmatch("… filler .*<mark>wibble</mark>.* filler …", quote)
    assert len(quote) < 250


# languages


def test_a_name_that_is_not_translated_is_found_by_the_words_that_stand_in_for_it(search, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = 'nl'")
    found = search("stoneware teapot", "nl")
    assert found.hits == ["product-1"]
    assert '<h3 lang="en" dir="auto">' in found.html


def test_a_name_that_is_translated_is_not_found_by_the_words_of_the_source(search):
    assert search("stoneware teapot", "nl").hits == []
    assert search("theepot", "en").hits == []


def test_what_is_translated_anew_is_found_by_its_own_words_only(search, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = 'nl'")
    assert search("stoneware teapot", "nl").hits
    outside.run("INSERT INTO product_text (product_id, locale, name, slug) VALUES (1, 'nl', 'Wibbel', 'wibbel')")
    assert search("stoneware teapot", "nl").hits == []
    assert search("wibbel", "nl").hits == ["product-1"]


def test_many_texts_that_stand_in_are_found_as_few_are(search, outside, monkeypatch):
    outside.run("DELETE FROM product_text WHERE locale = 'nl'")
    few = search("teapot", "nl").hits
    monkeypatch.setattr(matching, "FEW", 3)
    assert few
    assert search("teapot ", "nl", page=1).hits == few


def test_a_story_is_found_only_in_the_languages_that_it_is_told_in(search, outside):
    (post, locale, title) = outside.run(
        "SELECT t.post_id, t.locale, t.title FROM post_text t JOIN post p ON p.id = t.post_id"
        " WHERE t.locale = 'en' AND p.published AND t.title IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM post_text o WHERE o.post_id = t.post_id AND o.locale = 'ar') ORDER BY t.post_id"
    )[0]
    assert f"post-{post}" in search(f'"{title}"', locale).hits
    assert search(f'"{title}"', "ar").hits == []


# groups and pages


def test_products_come_first_with_the_best_stories_beside_them(search):
    found = search("tea")
    kinds = [hit.split("-")[0] for hit in found.hits]
    assert kinds == sorted(kinds, reverse=True)
    assert 1 <= kinds.count("post") <= 3 < kinds.count("product")
    assert re.fullmatch(r"\d+ products · \d+ stories", found.said)


def test_the_journal_by_itself_shows_all_its_stories(search):
    both, alone = search("tea"), search("tea", in_="journal")
    assert alone.said == both.said
    assert {hit.split("-")[0] for hit in alone.hits} == {"post"}
    assert [hit for hit in both.hits if hit.startswith("post")] == alone.hits[:3]


def test_where_there_are_only_stories_they_are_the_results(search, outside):
    outside.run("UPDATE post_text SET body = 'wibble' WHERE locale = 'en'")
    assert {hit.split("-")[0] for hit in search("wibble").hits} == {"post"}
    assert {hit.split("-")[0] for hit in search("teapot", in_="journal").hits} == {"post"}


def test_results_stand_on_pages_of_twenty(search, outside):
    outside.run("UPDATE product_text SET summary = 'wibble' WHERE locale = 'en'")
    count = outside.one(
        "SELECT count(*) FROM product p JOIN product_text t ON t.product_id = p.id AND t.locale = 'en'"
        " WHERE p.published AND p.trashed_at IS NULL"
    )
    first, second = search("wibble"), search("wibble", page=2)
    assert first.said == second.said == f"{count} products"
    assert (len(first.hits), len(second.hits)) == (PER_PAGE, count - PER_PAGE)
    assert not set(first.hits) & set(second.hits)
    assert 'id="search-next"' in first.html
    assert 'id="search-prev"' in second.html


@pytest.mark.parametrize(
    "query", ["q=tea&page=99", "q=tea&page=0", "q=tea&page=x", "q=tea&page=%D9%A1", "q=tea&in=desk", "page=1000000"]
)
def test_a_page_or_group_that_there_is_not_is_404(search, query):
    assert search.browser.get(f"/en/search?{query}").status_code == 404


def test_more_than_can_be_counted_is_said_so(search, outside, monkeypatch):
    outside.run("UPDATE product_text SET summary = 'wibble' WHERE locale = 'en'")
    monkeypatch.setattr(ranking, "MOST", 7)
    found = search("wibble")
    assert found.said == "More than 7 products"
    assert len(found.hits) == 7


# nothing


def test_nothing_asked_says_what_can_be_found_and_shows_something_new(search):
    for q in ("", "   "):
        found = search(q)
        assert "SKU" in found.said
        assert len(found.names) == 7


@pytest.mark.parametrize("q", ["a", "É", "-", "*", '""', "a b", "?!"])
def test_one_letter_is_too_little(search, q):
    assert search(q).said == "Type at least two letters."


@pytest.mark.parametrize("q", ["茶", "차"])
def test_one_sign_that_is_a_word_is_enough(search, outside, q):
    outside.run("UPDATE product_text SET name = '緑茶 녹차 차' WHERE product_id = 1 AND locale = 'en'")
    assert search(q).hits == ["product-1"]


@pytest.mark.parametrize("q", ["teaptot", "stonware teapott", "tepot"])
def test_where_nothing_is_found_what_is_near_is_offered(search, q):
    found = search(q)
    assert found.said == f"Nothing matches “{q}”."
    assert found.names[0] == "Stoneware teapot"


def test_where_nothing_is_near_there_are_ways_on(search):
    found = search("xyzzyxyzzy")
    assert found.names == []
    assert 'href="/en/products"' in found.html
    assert 'href="/en/journal"' in found.html


# the page


def test_the_page_holds_the_question_and_its_answer_and_is_not_for_search_engines(search):
    answer = search.browser.get("/en/search?q=teapot")
    assert 'name="q" value="teapot"' in answer.text
    assert 'id="product-1"' in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "<title>“teapot” · Search · Etalage</title>" in answer.text


def test_the_same_question_is_asked_in_the_other_languages(search):
    for _ in range(2):
        page = search.browser.get("/en/search?in=journal&q=th%C3%A9&page=1").text
        assert 'href="/nl/search?q=th%C3%A9&amp;in=journal" lang="nl"' in page


def test_every_page_has_a_way_to_the_search(search):
    for path in ("/nl/", "/nl/products", "/nl/journal", "/nl/sign-in", "/nl/nothing-here"):
        page = search.browser.get(path).text
        assert re.search(r'<form class="seeking" role="search" action="/nl/search">', page), path


def test_spaces_and_forms_of_letters_make_no_other_question(search):
    keys = {
        search.browser.get(search.address(q)).headers["ETag"]
        for q in ("Crème brûlée", "  Crème   brûlée ", "Cre\u0300me bru\u0302le\u0301e")
    }
    assert len(keys) == 1
    assert len(search.browser.get(search.address("é" * 400)).text.split('value="')[1].split('"')[0]) == 200
