"""Whatever is typed is plain text: no operator, no markup, no error, and no way to fill the cache."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.storage.outside import only_sqlite
from webapp.extensions import cache
from webapp.freshness import store

LIST = Path(__file__).parents[4] / "shared" / "data" / "naughty-strings.json"
NAUGHTY = json.loads(LIST.read_text(encoding="utf-8")) if LIST.exists() else []
OPERATORS = [
    '"', '""', '"""', "'", "*", "te*", "*te", "^tea", "NEAR(tea pot)", "NEAR/2", "tea AND pot", "tea OR bowl", "NOT tea",
    "AND", "OR", "-tea", "+tea", "tea -pot", "title:tea", "{title body}:tea", "places:productnl", "@productnl", "places : x",
    "tea & pot", "tea | pot", "!tea", "tea:*", "tea:A", "tea <-> pot", "'tea':*", "(tea", "tea)", "\\", "\\'", "tea\\", "%", "_",
    "te%", "a' OR 1=1 --", "; DROP TABLE fulltext; --", "$1", ":match", ":words", "?", "{", "}", "\u00ad", "\u200b\u200d", "\ufeff",
    "\U0001f600", "ﷺ" * 50, "a\u0301" * 100, "İ" * 99, "ß" * 199, "茶" * 200, "ا" * 200, " ".join("abcdefghijklmnopqrstuvwxyz" * 4),
    "x" * 5000, '"' * 200, "()" * 100, "<mark>tea</mark>", "</title><script>alert(1)</script>", '" autofocus onfocus="alert(1)',
]  # fmt: skip


def test_every_operator_of_a_query_language_is_plain_text(search):
    for q in OPERATORS:
        for locale in ("en", "ar"):
            answer = search.browser.htmx(search.address(q[:1200], locale))
            assert answer.status_code == 200, (q, answer.text[:300])


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("title:tea", "title tea"),
        ("NOT tea", "not tea"),
        ("tea*", "tea"),
        ("-tea", "tea"),
        ("tea & pot", "tea pot"),
        ("(tea", "tea"),
    ],
)
def test_an_operator_finds_what_its_words_find(search, typed, means):
    assert search(typed).hits == search(means).hits


def test_the_words_that_stand_for_places_are_found_in_no_text(search):
    for q in ("productfr", "@productfr", "postfr", "@postfr"):
        assert search(q, "fr").hits == [], q


def test_nul_is_a_bad_request_and_half_a_letter_a_question_mark(search):
    assert search.browser.get("/en/search?q=tea%00").status_code == 400
    for half in ("%ED%A0%80", "%FF%FE", "%C3"):
        answer = search.browser.get(f"/en/search?q=tea{half}")
        assert answer.status_code == 200


def test_what_has_no_word_finds_nothing_and_never_everything(search):
    for q in ("\u0301\u0301", "\U0001e900\U0001e901", "ـــ", "½½", "⁂⁂", "…", "\U0001f600\U0001f600"):
        assert search(q).hits == [], q
        assert "ype at least" in search(q).said, q


@pytest.mark.skipif(not NAUGHTY, reason=f"the list of naughty strings is not at {LIST}")
def test_naughty_strings_are_shown_as_typed_and_add_no_element_or_attribute(search, read_markup):
    assert len(NAUGHTY) == 515
    neutral = {
        state: (read_markup(search.browser.get(search.address(q)).text).shape)
        for state, q in {"none": "xyzzyxyzzy", "short": "x"}.items()
    }
    shown = 0
    for q in NAUGHTY:
        answer = search.browser.get(search.address(q))
        if "\0" in q:
            assert answer.status_code == 400
            continue
        assert answer.status_code == 200, q
        if 'class="hit"' not in answer.text and 'class="names"' not in answer.text:
            assert read_markup(answer.text).shape in neutral.values(), q
            shown += 1
    assert shown > 400


@only_sqlite
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    q=st.text(st.sampled_from([*"\"*:^-+()&|!<>{}[]\\'%_@ \u00e9\u0301\u0640\u8336aTeaNOR"]), max_size=40)
    | st.text(max_size=60)
)
def test_nothing_that_can_be_typed_is_an_error(search, q):
    assert search.browser.htmx(search.address(q)).status_code == (400 if "\0" in q else 200)


def test_the_longest_question_takes_no_time(search):
    for q in ("ab cd ef gh ij kl mn op qr st uv wx yz " * 6, "a" * 200, "茶" * 200, '"a" ' * 50):
        started = time.process_time()
        search(q)
        assert time.process_time() - started < 1


@only_sqlite
def test_ever_other_questions_drive_nothing_else_out_of_the_cache(shop, search, monkeypatch):
    monkeypatch.setattr(store, "PLACES", 64)
    search.browser.get("/en/products")
    for number in range(200):
        search.browser.htmx(search.address(f"tea {number}"))
    assert len(cache.cache._cache) < 64 + 100
    assert 'cache;desc="1/1"' in search.browser.get("/en/products").headers["Server-Timing"]
    found = search.browser.htmx(search.address("tea 199"))
    assert 'cache;desc="1/1"' in found.headers["Server-Timing"]
    assert "“tea 199”" in found.text


def test_questions_that_share_a_place_in_the_cache_get_their_own_answers(search, monkeypatch):
    monkeypatch.setattr(store, "PLACES", 1)
    for _ in range(2):
        for q in ("teapot", "honey", "wibble"):
            assert f'data-title="“{q}”' in search.browser.htmx(search.address(q)).text
            assert f"<title>“{q}”" in search.browser.get(search.address(q)).text
