"""Whoever answers, the bytes are the same: the front cache, Flask behind it, Flask without one. Over the whole demo, and while
somebody writes."""

from __future__ import annotations

import random
import shutil

import pytest

from tests.unit.conftest import close, make_shop
from tests.unit.crawl.pages import LOCALES
from tests.unit.crawl.test_crawl import SITE, crawled
from tests.unit.storage.outside import Outside

# A session that is none lets a request through to Flask, which finds nobody signed in.
BYPASS = {"Cookie": "etalage=none"}
OWN = {"Server-Timing", "X-Request-ID"}
WRITES = (
    "UPDATE product SET price = price + 1 WHERE id % 7 = {n} % 7",
    "UPDATE product SET stock = stock + 1 WHERE id % 5 = {n} % 5",
    "UPDATE product_text SET name = name || '!' WHERE product_id % 11 = {n} % 11 AND locale = 'en'",
    "UPDATE post_text SET title = title || '.' WHERE post_id % 3 = {n} % 3 AND locale = 'de'",
    "UPDATE post SET published = NOT published WHERE id % 13 = {n} % 13 AND published_at IS NOT NULL",
    "UPDATE supplier SET name = name || '+' WHERE id % 2 = {n} % 2",
    "UPDATE comment SET state = CASE state WHEN 'shown' THEN 'hidden' ELSE 'shown' END WHERE id % 9 = {n} % 9",
    "UPDATE category_text SET name = name || '-' WHERE category_id % 4 = {n} % 4 AND locale = 'fr'",
)


@pytest.fixture(scope="module")
def crawl(filled_sqlite, tmp_path_factory):
    yield from crawled(filled_sqlite, tmp_path_factory.mktemp("front") / "shop", LOCALES)


@pytest.fixture(scope="module")
def paths(crawl):
    """All but the form of a comment, which is signed anew for each reader."""
    return sorted(path for path in crawl.pages if not path.startswith("/static/") and "/comments/" not in path)


@pytest.fixture(scope="module")
def three(crawl, filled_sqlite, tmp_path_factory):
    """(with the front cache, without one) on one database, and somebody who writes to it."""
    data = tmp_path_factory.mktemp("three") / "shop"
    shutil.copytree(filled_sqlite, data)
    apps = [make_shop(data, ETALAGE_URL=SITE, ETALAGE_FRONT=size) for size in ("64", "0")]
    outside = Outside(apps[0])
    yield (*(app.test_client(use_cookies=False) for app in apps), outside)
    outside.close()
    for app in apps:
        close(app)


def told(response):
    """All that a browser gets, but what is of one request."""
    headers = sorted((name, value) for name, value in response.headers if name not in OWN)
    return response.status_code, headers, response.data


def same(three, path, **headers):
    """What all three answer; each is compared with the one that has no front cache."""
    with_front, without, _outside = three
    expected = told(without.get(path, headers=headers))
    assert told(with_front.get(path, headers=headers)) == expected, path
    assert told(with_front.get(path, headers=headers | BYPASS)) == expected, path
    return expected


def test_every_page_of_the_demo_is_the_same_by_each_way(three, paths):
    front = three[0].application.extensions["etalage.front"]
    assert len(paths) > 400
    for path in paths:
        same(three, path)
    hits = front.hits
    for _time in range(2):
        for path in paths:
            same(three, path)
    assert front.hits - hits > 0.95 * len(paths), "nearly all of them are kept by the third time"


def test_a_thousand_requests_while_somebody_writes_are_the_same_by_each_way(three, paths):
    chance, outside = random.Random(20261121), three[2]
    front = three[0].application.extensions["etalage.front"]
    # Few enough that the same ones are asked for again and again.
    few = (
        chance.sample(paths, 60) + [f"/{locale}/" for locale in LOCALES] + [f"/{locale}/products" for locale in LOCALES]
    )
    hits = front.hits
    for number in range(1000):
        if number % 10 == 0:
            outside.run(chance.choice(WRITES).format(n=number))
        headers = {"Accept-Encoding": chance.choice(("br", "gzip", "zstd", ""))}
        if chance.random() < 0.3:
            headers |= {"HX-Request": "true", "HX-Request-Type": chance.choice(("partial", "full"))}
        same(three, chance.choice(few), **headers)
    assert front.hits > hits
