"""What the pages of the catalogue say of themselves: true with the very next answer, in every language that it concerns."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from sqlalchemy import text

from tests.unit.crawl.pages import LOCALES, Head
from webapp.catalogue.models import Product
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.engines import engines

SITE = "http://127.0.0.1:8000"
TEAPOT = "/en/products/stoneware-teapot"


@pytest.fixture
def visitor(shop, signed_in):
    return signed_in(shop, None)


def head(visitor, path):
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return Head(answer.text)


def change(work):
    carry_out(Intent(Actor(None, "test"), "command"), work)


def goods(found):
    return next(one for one in found.data if one["@type"] == "Product")


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"stock": 100, "reorder_level": 5, "discontinued": False}, "InStock"),
        ({"stock": 5, "reorder_level": 5, "discontinued": False}, "LimitedAvailability"),
        ({"stock": 0, "reorder_level": 5, "discontinued": False}, "OutOfStock"),
        ({"stock": 9, "reorder_level": 0, "discontinued": True}, "Discontinued"),
    ],
)
def test_the_offer_says_what_the_page_does(visitor, fields, state):
    head(visitor, TEAPOT)
    change(lambda session: [setattr(session.get_one(Product, 1), name, value) for name, value in fields.items()])
    change(lambda session: session.get_one(Product, 1).reprice(123456))
    found = goods(head(visitor, TEAPOT))["offers"]
    assert (found["availability"], found["price"]) == (f"https://schema.org/{state}", "1234.56")


def test_a_price_is_written_for_machines_in_every_language(visitor):
    for locale, path in head(visitor, TEAPOT).alternates[:-1]:
        found = head(visitor, path.removeprefix(SITE))
        assert found.language == locale
        assert goods(found)["offers"]["price"] == found.metas["product:price:amount"][0] == "58.00"


def test_a_new_name_and_slug_in_one_language_are_in_the_heads_of_all(visitor):
    before = head(visitor, TEAPOT).alternates
    change(lambda session: session.get_one(Product, 1).readdress("kanne", "de"))
    after = head(visitor, TEAPOT).alternates
    assert dict(after)["de"] == SITE + "/de/products/kanne"
    assert [one for one in after if one[0] != "de"] == [one for one in before if one[0] != "de"]
    assert head(visitor, "/de/products/kanne").alternates == after


def test_what_is_not_translated_is_canonical_where_its_words_are_and_names_no_others(visitor):
    with engines().reading.connect() as connection:
        locale, slug, words, own = connection.execute(
            text("SELECT l.locale, l.slug, l.name_locale, o.slug FROM product_listing l"
                 " JOIN product_listing o ON o.product_id = l.product_id AND o.locale = l.name_locale"
                 " JOIN product p ON p.id = l.product_id WHERE l.name_locale <> l.locale AND p.published"
                 " AND NOT p.discontinued ORDER BY l.product_id LIMIT 1")
        ).one()  # fmt: skip
    found = head(visitor, f"/{locale}/products/{quote(slug)}")
    assert found.canonical == f"{SITE}/{words}/products/{quote(own)}"
    assert found.alternates == []
    twin = head(visitor, found.canonical.removeprefix(SITE))
    assert locale not in dict(twin.alternates)


def test_a_list_that_is_sorted_otherwise_is_the_same_list(visitor):
    assert head(visitor, "/en/products?sort=-price").canonical == SITE + "/en/products"
    assert head(visitor, "/en/products?sort=price&page=2").canonical == SITE + "/en/products?page=2"
    found = head(visitor, "/nl/products?category=keuken&sort=new")
    assert (found.canonical, found.alternates) == (SITE + "/nl/products?category=keuken", [])


def test_what_was_searched_for_is_for_whoever_searched(visitor):
    found = head(visitor, "/en/products?q=tea&category=table")
    assert (found.indexed, found.canonical, found.alternates) == (False, None, [])
    assert found.titles == ["“tea” · Products · Etalage"]


def test_the_pages_of_a_list_are_canonical_each_and_tell_before_and_after(visitor):
    first, second = head(visitor, "/en/products"), head(visitor, "/en/products?page=2")
    assert [code for code, _address in first.alternates] == [*LOCALES, "x-default"]
    assert (first.of("prev"), first.of("next")) == ([], [SITE + "/en/products?page=2"])
    assert (second.of("prev"), second.of("next")) == ([SITE + "/en/products"], [])
    assert (second.canonical, second.alternates) == (SITE + "/en/products?page=2", [])
    assert second.titles == ["Products · Page 2 · Etalage"]


def test_unknown_parameters_are_not_part_of_an_address(visitor):
    found = head(visitor, "/en/products?utm_source=mail&page=1&sort=name&q=")
    assert found.canonical == SITE + "/en/products"
    assert found.alternates


def test_a_category_is_named_in_each_language_by_its_slug_there(visitor):
    found = head(visitor, "/en/products?category=kitchen")
    assert dict(found.alternates)["nl"] == SITE + "/nl/products?category=keuken"
    assert head(visitor, "/nl/products?category=keuken").alternates == found.alternates
    assert found.titles == ["Kitchen · Products · Etalage"]


def test_nothing_that_is_written_breaks_out_of_a_head(visitor):
    wild = "</title></script><script>alert(1)</script> \"quoted\" & 'more' <!--"
    change(lambda session: session.get_one(Product, 1).assign("name", "en", wild))
    change(lambda session: session.get_one(Product, 1).assign("summary", "en", wild))
    found = head(visitor, TEAPOT)
    assert found.strange == []
    assert found.titles == [f"{wild} · Etalage"]
    assert (found.description, goods(found)["name"]) == (wild, wild)
