"""What moved is found for ever: an old slug of a product or a category answers 301, in one hop, with the query that was asked."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from webapp.catalogue.models import Category, CategoryText, Product
from webapp.storage import clock
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.transactions import snapshot


def change(work):
    carry_out(Intent(Actor(None, "test"), "command"), work)


def readdress(model, record, *slugs, locale="nl"):
    for slug in slugs:
        change(lambda session, slug=slug: session.get_one(model, record).readdress(slug, locale))


@pytest.fixture
def kitchen(shop):
    with snapshot() as connection:
        return connection.scalar(select(CategoryText.category_id).where(CategoryText.slug == "keuken"))


@pytest.fixture
def visitor(shop, signed_in):
    return signed_in(shop, None)


def leads(visitor, path, method="GET"):
    answer = visitor.client.open(path, method=method)
    return answer.status_code, answer.headers.get("Location")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("old", ["keuken", "eerste"])
def test_a_category_is_found_under_each_slug_that_it_had(visitor, kitchen, old, method):
    readdress(Category, kitchen, "eerste", "tweede")
    assert leads(visitor, f"/nl/products?category={old}", method) == (301, "/nl/products?category=tweede")
    assert leads(visitor, "/nl/products?category=tweede", method) == (200, None)


def test_the_query_of_a_list_goes_with_it(visitor, kitchen):
    readdress(Category, kitchen, "قسم")
    asked = "/nl/products?sort=-price&category=keuken&utm_source=a%26b&page=2&page=3"
    moved = "/nl/products?sort=-price&category=%D9%82%D8%B3%D9%85&utm_source=a%26b&page=2&page=3"
    assert leads(visitor, asked) == (301, moved)


def test_a_swapped_list_is_led_on_too(visitor, kitchen):
    readdress(Category, kitchen, "eerste")
    answer = visitor.htmx("/nl/products?category=keuken")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/nl/products?category=eerste")


def test_another_language_keeps_its_slug(visitor, kitchen):
    readdress(Category, kitchen, "eerste")
    assert leads(visitor, "/en/products?category=kitchen")[0] == 200
    assert leads(visitor, "/en/products?category=keuken")[0] == 404


def test_a_category_in_the_trash_is_not_found_under_any_slug(visitor, kitchen):
    readdress(Category, kitchen, "eerste")
    # Its own verb refuses while products refer to it.
    change(lambda session: setattr(session.get_one(Category, kitchen), "trashed_at", clock.now()))
    assert leads(visitor, "/nl/products?category=keuken")[0] == 404
    assert leads(visitor, "/nl/products?category=eerste")[0] == 404


def test_a_page_that_a_list_does_not_have_is_404_and_no_move(visitor, kitchen):
    readdress(Category, kitchen, "eerste")
    assert leads(visitor, "/nl/products?category=eerste&page=99")[0] == 404
    assert leads(visitor, "/nl/products?category=keuken&page=99") == (301, "/nl/products?category=eerste&page=99")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_product_is_found_under_each_slug_that_it_had_with_its_query(visitor, method):
    readdress(Product, 1, "eerste", "tweede")
    for old in ("theepot-van-steengoed", "eerste"):
        assert leads(visitor, f"/nl/products/{old}?a=1&b=%26", method) == (301, "/nl/products/tweede?a=1&b=%26")
    assert leads(visitor, "/nl/products/tweede", method) == (200, None)


@pytest.mark.parametrize(
    "hide", [lambda p: p.trash(), lambda p: setattr(p, "published", False)], ids=["trash", "draft"]
)
def test_a_product_that_is_not_on_the_shelf_is_not_found_under_any_slug(visitor, hide):
    readdress(Product, 1, "eerste")
    change(lambda session: hide(session.get_one(Product, 1)))
    for slug in ("theepot-van-steengoed", "eerste"):
        assert leads(visitor, f"/nl/products/{slug}")[0] == 404


def test_a_slug_that_another_one_took_is_that_ones(visitor, kitchen):
    readdress(Product, 1, "eerste")
    readdress(Product, 2, "theepot-van-steengoed")
    answer = visitor.get("/nl/products/theepot-van-steengoed")
    assert answer.status_code == 200
    assert 'id="product-2"' in answer.text


def test_what_is_led_on_asks_again_the_next_time(visitor):
    """A browser that kept the move for ever would miss it when another product takes the slug."""
    readdress(Product, 1, "eerste")
    answer = visitor.get("/nl/products/theepot-van-steengoed")
    assert answer.headers["Cache-Control"] == "no-cache"
