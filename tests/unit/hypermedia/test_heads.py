"""What a head is made of: titles, descriptions, the languages of a page, and data that cannot break out of its block."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.conftest import close, make_shop
from webapp.hypermedia.heads import QUOTED, alternates, quoted, titled
from webapp.hypermedia.linked_data import data_block, node
from webapp.hypermedia.locales import languages
from webapp.places import folder


@pytest.fixture
def four(tmp_path):
    app = make_shop(tmp_path, ETALAGE_LOCALES="nl,en,pt-BR,ar", ETALAGE_URL="https://shop.example")
    with app.app_context():
        yield app
    close(app)


def test_a_page_names_itself_and_all_its_languages_and_what_is_best_for_others(four):
    assert alternates({"en": "/en/a", "ar": "/ar/b", "nl": "/nl/c"}) == [
        ("nl", "https://shop.example/nl/c"),
        ("en", "https://shop.example/en/a"),
        ("ar", "https://shop.example/ar/b"),
        ("x-default", "https://shop.example/nl/c"),
    ]


def test_without_the_source_language_the_first_of_its_own_is_best_for_others(four):
    assert alternates({"ar": "/ar/b", "pt-BR": "/pt-BR/c"})[-1] == ("x-default", "https://shop.example/pt-BR/c")
    assert alternates({"ar": "/ar/", "en": "/en/"}, "/")[-1] == ("x-default", "https://shop.example/")


@pytest.mark.parametrize("twins", [{}, {"nl": "/nl/c"}, {"nl": "/nl/c", "fr": "/fr/c"}])
def test_a_page_that_stands_alone_has_no_others_and_languages_that_the_shop_dropped_do_not_count(four, twins):
    assert alternates(twins) == []


def test_networks_want_a_country_with_each_language(four):
    assert [spoken.territorial for spoken in languages()] == ["nl_NL", "en_US", "pt_BR", "ar_EG"]


def test_titles_go_from_the_narrow_to_the_wide():
    assert titled("Kitchen", None, "Products", "") == "Kitchen · Products · Etalage"


def test_a_text_is_quoted_on_one_line_and_cut_between_words():
    assert quoted(None) is quoted(" \n ") is None
    assert quoted("A bowl,\n\n  of clay.") == "A bowl, of clay."
    cut = quoted("bowl " * 100)
    assert cut.endswith("bowl …")
    assert len(cut) <= QUOTED + 2
    assert len(quoted("b" * 1000)) <= QUOTED + 2


@given(st.text())
def test_linked_data_is_what_was_said_and_nothing_ends_it(text):
    block = str(data_block([node("Thing", name=text, image=None)]))
    inside = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', block, re.DOTALL)[1]
    assert not re.search("[<>&]", inside)
    assert json.loads(inside)["@graph"] == [{"@type": "Thing", "name": text}]


def test_the_card_that_networks_show_is_as_large_as_the_head_says():
    header = (folder("static") / "card.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(header[16:20]), int.from_bytes(header[20:24])) == (1200, 630)
