"""The sitemap: within its limits however many pages there are, only of what the public may see, and never stale."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from sqlalchemy import text, update

from webapp.catalogue.models import Category, Product
from webapp.hypermedia import sitemaps
from webapp.journal.demo import bulk
from webapp.journal.models import Author, Post
from webapp.storage import clock
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.engines import engines

SITE = "http://127.0.0.1:8000"
XML = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def visitor(shop, signed_in):
    return signed_in(shop, None)


def read(visitor, path):
    answer = visitor.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml"), path
    return ElementTree.fromstring(answer.data)


def files(visitor):
    found = [loc.text for loc in read(visitor, "/sitemap.xml").findall("s:sitemap/s:loc", XML)]
    assert all(address.startswith(SITE + "/sitemap-") for address in found)
    return [address.removeprefix(SITE) for address in found]


def entries(visitor, *paths):
    """(address, when it changed, [(language, address)]) of each page in these files, or in all."""
    for path in paths or files(visitor):
        for url in read(visitor, path).findall("s:url", XML):
            links = [(link.get("hreflang"), link.get("href")) for link in url.findall("x:link", XML)]
            yield url.findtext("s:loc", None, XML), url.findtext("s:lastmod", None, XML), links


def addresses(visitor, *paths):
    return [address.removeprefix(SITE) for address, _changed, _links in entries(visitor, *paths)]


def change(work):
    carry_out(Intent(Actor(None, "test"), "command"), work)


def statements(answer):
    return int(re.search(r'sql;desc="(\d+) statements"', answer.headers["Server-Timing"])[1])


def test_each_page_is_named_once_and_answers(visitor):
    found = addresses(visitor)
    assert len(found) == len(set(found)) > 300
    assert {"/en/", "/ar/journal", "/nl/products", "/en/products?category=kitchen"} <= set(found)
    for path in found[::7]:
        assert visitor.get(path).status_code == 200, path


def test_each_kind_has_a_file(visitor):
    assert {re.fullmatch(r"/sitemap-(\w+)-1\.xml", path)[1] for path in files(visitor)} == {
        "catalogue", "products", "categories", "journal", "posts", "authors",
    }  # fmt: skip


def test_what_a_page_names_is_named_by_each_of_its_languages(visitor):
    pages = {address: links for address, _changed, links in entries(visitor)}
    for address, links in pages.items():
        assert not links or address in dict(links).values()
        assert not links or links[-1][0] == "x-default"
        assert all(pages[other] == links for language, other in links if language != "x-default")


@pytest.mark.parametrize("limit", [6, 60, 150])
def test_no_file_is_longer_than_its_limit_and_together_they_name_the_same(visitor, monkeypatch, limit):
    whole = Counter(addresses(visitor))
    monkeypatch.setattr(sitemaps, "LIMIT", limit)
    visitor.client.application.extensions["etalage.templates_digest"] += "x"  # the limit is part of the program
    parts = {path: addresses(visitor, path) for path in files(visitor)}
    assert sum((Counter(part) for part in parts.values()), Counter()) == whole
    # Home, journal and years are few, and not cut.
    cut = {
        path: part for path, part in parts.items() if not path.startswith(("/sitemap-journal", "/sitemap-catalogue"))
    }
    assert all(0 < len(part) <= limit for part in cut.values())
    assert len(cut) > 4


def test_what_is_added_moves_nothing_into_another_file(visitor, monkeypatch):
    monkeypatch.setattr(sitemaps, "LIMIT", 60)
    visitor.client.application.extensions["etalage.templates_digest"] += "y"
    before = {path: addresses(visitor, path) for path in files(visitor) if "posts" in path}
    bulk.add(30)
    after = {path: addresses(visitor, path) for path in files(visitor) if "posts" in path}
    full = list(before)[:-1]
    assert {path: after[path] for path in full} == {path: before[path] for path in full}
    assert len(after) > len(before)


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap-posts-0.xml",
        "/sitemap-posts-2.xml",
        "/sitemap-spoons-1.xml",
        "/sitemap-authors-999999999999.xml",
        "/sitemap-posts-1288490.xml",
    ],
)
def test_a_file_that_the_index_does_not_name_is_404(visitor, path):
    assert visitor.get(path).status_code == 404


def test_the_statements_of_a_file_do_not_depend_on_what_is_in_it(visitor, monkeypatch):
    def cost():
        return {path: statements(visitor.get(path)) for path in ["/sitemap.xml", *files(visitor)]}

    before = cost()
    bulk.add(200)
    assert cost() == before
    assert max(before.values()) <= 8


def test_only_what_the_public_may_see_is_named(visitor):
    found = set(addresses(visitor))
    product, post = "/en/products/stoneware-teapot", "/en/journal/a-pot-that-pours-well"
    assert {product, post} <= found
    with engines().reading.connect() as connection:
        id_ = connection.scalar(text("SELECT post_id FROM post_text WHERE slug = 'a-pot-that-pours-well'"))
    change(lambda session: session.get_one(Product, 1).trash())
    change(lambda session: session.get_one(Post, id_).publish(False))
    now = set(addresses(visitor))
    assert not {product, post} & now
    assert "/nl/products/theepot-van-steengoed" not in now


def test_a_scheduled_story_is_named_from_its_very_moment(shop, visitor):
    now = datetime.now(UTC)
    shop.extensions["etalage.clock"] = lambda: now
    with engines().reading.connect() as connection:
        id_ = connection.scalar(text("SELECT post_id FROM post_text WHERE slug = 'a-pot-that-pours-well'"))
    change(lambda session: session.get_one(Post, id_).schedule(now + timedelta(minutes=5)))
    path = "/en/journal/a-pot-that-pours-well"
    etag = visitor.get("/sitemap-posts-1.xml").headers["ETag"]
    assert path not in addresses(visitor)
    now += timedelta(minutes=5)
    assert visitor.get("/sitemap-posts-1.xml", **{"If-None-Match": etag}).status_code == 200
    assert path in addresses(visitor)


def test_a_translation_is_named_and_untold_languages_are_not(visitor):
    with engines().reading.connect() as connection:
        rows = connection.execute(text("SELECT locale, slug, name_locale FROM post_listing")).all()
    found = set(addresses(visitor))
    untold = [
        f"/{locale}/journal/{slug}" for locale, slug, name_locale in rows if locale != name_locale and slug.isascii()
    ]
    assert untold
    assert not found & set(untold)


def test_what_falls_back_is_named_only_where_its_words_are(visitor):
    with engines().reading.connect() as connection:
        rows = connection.execute(text("SELECT locale, slug, name_locale FROM product_listing")).all()
    found = set(addresses(visitor))
    assert [one for one in rows if one.locale != one.name_locale]
    for locale, slug, name_locale in rows:
        if locale != name_locale and slug.isascii():
            assert f"/{locale}/products/{slug}" not in found


def test_a_page_says_when_it_changed_last(visitor):
    def changed():
        return {
            address.removeprefix(SITE): moment
            for address, moment, _links in entries(visitor, "/sitemap-products-1.xml")
        }

    before = changed()
    assert all(datetime.fromisoformat(moment) <= datetime.now(UTC) for moment in before.values())
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    visitor.client.application.extensions["etalage.clock"] = lambda: later
    change(lambda session: session.get_one(Product, 1).assign("summary", "nl", "Anders."))
    after = changed()
    assert {path for path in after if after[path] != before[path]} == {"/nl/products/theepot-van-steengoed"}
    assert datetime.fromisoformat(after["/nl/products/theepot-van-steengoed"]) == later
    change(lambda session: session.get_one(Product, 1).reprice(1))
    assert len({path for path in changed() if changed()[path] != before[path]}) == 6


def test_what_was_changed_from_outside_is_in_the_next_answer(visitor):
    warm = {path: visitor.get(path).headers["ETag"] for path in ["/sitemap.xml", *files(visitor)]}
    assert all(visitor.get(path, **{"If-None-Match": etag}).status_code == 304 for path, etag in warm.items())
    with engines().writing.begin() as connection:
        connection.execute(text("UPDATE category_text SET slug = 'anders' WHERE locale = 'nl' AND slug = 'keuken'"))
    moved = [path for path, etag in warm.items() if visitor.get(path, **{"If-None-Match": etag}).status_code == 200]
    assert moved == ["/sitemap.xml", "/sitemap-categories-1.xml"]
    assert "/nl/products?category=anders" in addresses(visitor)


def test_what_is_still_true_costs_one_statement(visitor):
    for path in ["/sitemap.xml", *files(visitor)]:
        etag = visitor.get(path).headers["ETag"]
        again = visitor.get(path, **{"If-None-Match": etag})
        assert (again.status_code, statements(again), again.data) == (304, 1, b""), path


def test_an_author_is_named_in_the_languages_that_they_write_in(visitor):
    def told():
        return {path for path in addresses(visitor) if path.endswith("/authors/marit-oosterling")}

    everywhere = told()
    assert len(everywhere) == 6
    with engines().writing.begin() as connection:
        connection.execute(
            text("DELETE FROM post_text WHERE locale <> 'nl' AND post_id IN (SELECT p.id FROM post p JOIN author a"
                 " ON a.id = p.author_id WHERE a.slug = 'marit-oosterling')")
        )  # fmt: skip
    assert told() == {"/nl/journal/authors/marit-oosterling"}
    with engines().writing.begin() as connection:
        connection.execute(update(Author).where(Author.slug == "marit-oosterling").values(trashed_at=clock.now()))
    assert told() == set()


def test_a_category_in_the_trash_is_not_named(visitor):
    with engines().writing.begin() as connection:
        connection.execute(update(Category).values(trashed_at=clock.now()))
    assert not [path for path in addresses(visitor) if "category=" in path]


def test_an_empty_shop_has_a_sitemap_too(tmp_path):
    from tests.unit.conftest import close, make_shop
    from webapp.storage import schema

    app = make_shop(tmp_path)
    with app.app_context():
        schema.prepare()
        client = app.test_client()
        index = ElementTree.fromstring(client.get("/sitemap.xml").data)
        found = [loc.text.removeprefix(SITE) for loc in index.findall("s:sitemap/s:loc", XML)]
        assert found == ["/sitemap-catalogue-1.xml", "/sitemap-journal-1.xml"]
        assert [client.get(path).status_code for path in found] == [200, 200]
    close(app)


def test_robots_are_told_where_the_sitemap_is_and_kept_from_what_is_for_staff(visitor):
    answer = visitor.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    assert robots.site_maps() == [SITE + "/sitemap.xml"]
    for path in ("/nl/desk/products", "/ar/sign-in?next=%2Fen%2F", "/en/journal/preview/3", "/de/password"):
        assert not robots.can_fetch("*", SITE + path), path
    for path in addresses(visitor):
        assert robots.can_fetch("*", SITE + path), path
    assert visitor.get("/robots.txt", **{"If-None-Match": answer.headers["ETag"]}).status_code == 304
