"""The page for addresses that lead nowhere: in the language of the address, with what may have been meant, and cheap."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from webapp.catalogue.models import Product
from webapp.hypermedia import suggestions
from webapp.journal.models import Post, PostText
from webapp.storage import clock
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.engines import engines


@pytest.fixture
def visitor(shop, signed_in):
    return signed_in(shop, None)


def offered(answer):
    assert answer.status_code == 404
    section = re.search(r'<nav class="near".*?</nav>', answer.text, re.DOTALL)
    return re.findall(r'href="([^"]+)"', section[0]) if section else []


def change(work):
    carry_out(Intent(Actor(None, "test"), "command"), work)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/en/products/stonware-teapot", "/en/products/stoneware-teapot"),
        ("/en/products/Stoneware Teapot/", "/en/products/stoneware-teapot"),
        ("/en/products/stoneware-teapot.html", "/en/products/stoneware-teapot"),
        ("/en/shop/old/stoneware-tea-pot", "/en/products/stoneware-teapot"),
        ("/de/products/teekanne-steinzeug", "/de/products/teekanne-aus-steinzeug"),
        ("/fr/products/theière-en-grès", "/fr/products/theiere-en-gres"),
        ("/en/journal/a-pot-that-pours-wel", "/en/journal/a-pot-that-pours-well"),
        ("/nl/journal/kaarsen-oktober", "/nl/journal/kaarsen-in-oktober"),
    ],
)
def test_what_is_nearest_is_offered_first(visitor, path, meant):
    assert offered(visitor.get(path))[0] == meant


def test_a_slug_of_another_language_is_known_again(visitor):
    with engines().writing.begin() as connection:
        # As long as it was not translated, it was found there.
        connection.execute(text("DELETE FROM old_address"))
    assert offered(visitor.get("/nl/products/stoneware-teapot"))[0] == "/nl/products/theepot-van-steengoed"


def test_what_is_offered_is_there(visitor):
    for path in ("/fr/products/theire-en-gres", "/ar/products/إبريق-شاي-من-الخزف", "/en/journal/candels-october"):
        found = offered(visitor.get(path))
        assert found
        assert [visitor.get(one).status_code for one in found] == [200] * len(found)


@pytest.mark.parametrize(
    "path", ["/en/never-been", "/en/products/zz", "/en/journal/-", "/en/%20", "/x/", "/en/products/%27%22%25_"]
)
def test_nothing_is_offered_that_is_not_near(visitor, path):
    assert offered(visitor.get(path)) == []


def test_nothing_is_offered_that_is_not_for_the_public(visitor):
    assert offered(visitor.get("/en/products/stonware-teapot")) == ["/en/products/stoneware-teapot"]
    change(lambda session: session.get_one(Product, 1).trash())
    assert offered(visitor.get("/en/products/stonware-teapot")) == []
    pours = offered(visitor.get("/en/journal/a-pot-that-pours-wel"))
    with engines().reading.connect() as connection:
        post = connection.scalar(text("SELECT post_id FROM post_text WHERE slug = 'a-pot-that-pours-well'"))
    change(lambda session: session.get_one(Post, post).schedule(clock.now() + timedelta(hours=1)))
    assert pours == ["/en/journal/a-pot-that-pours-well"]
    assert offered(visitor.get("/en/journal/a-pot-that-pours-wel")) == []


def test_a_story_is_offered_only_in_the_languages_that_it_is_told_in(visitor):
    with engines().reading.connect() as connection:
        slug, id_ = connection.execute(
            text("SELECT slug, post_id FROM post_listing WHERE locale = 'en' AND name_locale <> 'en' LIMIT 1")
        ).one()
    assert PostText.__falls_back__ is False
    assert not [path for path in offered(visitor.get(f"/en/journal/{slug}x")) if slug in path], id_


@pytest.mark.parametrize(
    ("path", "accepted", "spoken"),
    [
        ("/nl/nothing/at/all", "de", "nl"),
        ("/ar/products/never-been", "de", "ar"),
        ("/nothing/at/all", "de, en;q=0.5", "de"),
        ("/nothing", "xx", "en"),
        ("/xx/products", "fr", "fr"),
    ],
)
def test_it_speaks_the_language_of_the_address_else_of_the_browser(visitor, path, accepted, spoken):
    answer = visitor.get(path, **{"Accept-Language": accepted})
    assert answer.status_code == 404
    assert re.search(r'<html lang="([^"]+)" dir="([^"]+)"', answer.text).groups() == (
        spoken,
        "rtl" if spoken == "ar" else "ltr",
    )


def test_a_word_that_is_no_language_is_not_sent_on_to_a_slash(visitor):
    assert visitor.get("/teapot").status_code == 404
    assert visitor.get("/nl").headers["Location"].endswith("/nl/")


def test_it_leads_to_the_products_and_the_journal_and_is_kept_by_nobody(visitor):
    answer = visitor.get("/nl/products/never-been")
    main = re.search(r"<main.*</main>", answer.text, re.DOTALL)[0]
    links = re.findall(r'href="([^"]+)"', main)
    assert {"/nl/products", "/nl/journal", "/nl/search?q=never+been"} <= {html.unescape(link) for link in links}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "canonical" not in answer.text


def test_htmx_and_writes_get_no_suggestions(visitor):
    with_script = visitor.htmx("/en/products/stonware-teapot")
    assert (with_script.status_code, "stoneware-teapot" in with_script.text) == (404, False)
    assert visitor.post("/en/products/stonware-teapot/x/y/z", script=False).text.count("near-title") == 0


def statements(answer):
    return int(re.search(r'sql;desc="(\d+) statements"', answer.headers["Server-Timing"])[1])


def test_a_flood_costs_a_few_statements_each_and_what_every_robot_tries_none(visitor):
    assert statements(visitor.get("/en/journal/a-pot-that-pours-wel")) <= 6
    assert [statements(visitor.get(path)) for path in ("/wp-login.php", "/.env", "/favicon.ico", "/x")] == [0] * 4


def test_the_longest_address_is_answered_in_time(visitor):
    answer = visitor.get("/en/products/" + "a-" * 1500)
    assert answer.status_code == 404


def test_a_database_that_fails_leaves_the_page_as_it_is(sqlite_shop, signed_in, monkeypatch):
    def fail(*_args):
        raise OperationalError("SELECT", {}, Exception("locked"))

    monkeypatch.setattr(suggestions, "beside", fail)
    assert offered(signed_in(sqlite_shop, None).get("/en/never/been")) == []
