"""After a commit the pages that it outdated are rendered again before anybody asks; the next visitor is answered at the front."""

from __future__ import annotations

import re
import time
from itertools import count

import pytest
from flask import request_started

from tests.unit.freshness.conftest import Apart
from webapp.freshness.front import warming
from webapp.freshness.front.warming import Warmer, warm_up

LIST, HOME = "/en/products", "/en/"
PRICE = "UPDATE product SET price = {} WHERE id = (SELECT max(id) FROM product WHERE published AND trashed_at IS NULL)"


@pytest.fixture
def entered(shop):
    """The paths with which Flask was entered by somebody, and by the warm-up."""
    from flask import request

    paths = {"asked": [], "warmed": []}

    def note(_app, **_values):
        paths["warmed" if "etalage.warming" in request.environ else "asked"].append(request.path)

    with request_started.connected_to(note, shop):
        yield paths


@pytest.fixture
def guest(shop):
    return Apart(shop.test_client(use_cookies=False))


@pytest.fixture
def warmer(shop):
    """Not started: a test says when it looks."""
    return Warmer(shop.extensions["etalage.front"], shop.extensions["etalage.settings"])


def apart(work):
    from contextvars import Context

    return Context().run(work)


def visit(guest, path, times=3, **headers):
    for _time in range(times):
        response = guest.get(path, headers=headers)
    return response


def test_the_first_visitor_after_a_commit_is_answered_at_the_front(warmer, guest, entered, outside):
    paths = [LIST, HOME, "/de/", "/ar/", "/nl/products?sort=-price"]
    for path in paths:
        visit(guest, path, **{"Accept-Encoding": "br"})
    outside.run(PRICE.format(7_654_321))
    apart(warmer.refresh)
    entered["asked"].clear()
    # As each language writes the price.
    for path, price in zip(paths, ("76,543.21", "76,543.21", "76.543,21", "76,543.21", "76.543,21"), strict=True):
        assert price in guest.get(path).text, path
    assert entered["asked"] == []


def test_what_is_not_outdated_and_what_nobody_asked_for_is_left(warmer, guest, entered, outside):
    visit(guest, "/en/journal")
    visit(guest, HOME)
    outside.run(PRICE.format(7_654_321))
    apart(warmer.refresh)
    assert entered["warmed"] == [HOME]


def test_what_is_asked_most_comes_first_and_what_is_long_past_never(warmer, guest, entered, outside):
    for path, times in ((LIST, 3), (HOME, 9), ("/nl/", 5), ("/de/", 4)):
        visit(guest, path, times)
    for key, entry in warmer.front.entries.items():
        entry.asked_at -= 10_000 if key[0] == "/de/" else 0
    outside.run(PRICE.format(7_654_321))
    apart(warmer.refresh)
    assert entered["warmed"] == [HOME, "/nl/", LIST]


def test_warming_is_not_asking(warmer, guest, outside):
    visit(guest, HOME)
    before = {key: entry.asked_at for key, entry in warmer.front.entries.items()}
    outside.run(PRICE.format(1_000))
    apart(warmer.refresh)
    assert {key: entry.asked_at for key, entry in warmer.front.entries.items()} == before


def test_a_page_that_is_gone_or_fails_stops_nothing(warmer, guest, entered, outside):
    slug = re.search(r'href="(/en/products/[^"?]+)"', guest.get(LIST).text)[1]
    visit(guest, slug, 9)
    visit(guest, HOME)
    outside.run("UPDATE product SET published = ?", False)
    apart(warmer.refresh)
    assert set(entered["warmed"]) == {slug, HOME, LIST}
    apart(warmer.refresh)
    assert len(entered["warmed"]) == 3, "what is gone is forgotten"
    assert guest.get(slug).status_code == 404


def test_a_shop_that_serves_warms_its_home_pages_and_goes_on_by_itself(shop, guest, entered, outside):
    warmer = warm_up(shop)
    try:
        homes = [f"/{locale}/" for locale in ("en", "nl", "de", "fr", "es", "ar")]
        _until(lambda: warmer.warmed >= 2 * len(homes))
        for home in homes:
            assert guest.get(home).status_code == 200
        assert entered["asked"] == []
        outside.run(PRICE.format(8_765_432))
        _until(lambda: warmer.warmed >= 3 * len(homes))
        assert "87,654.32" in guest.get(HOME).text
        assert entered["asked"] == []
    finally:
        warmer.stop()


def test_while_somebody_edits_cell_after_cell_nothing_is_rendered_in_vain(sqlite_shop, outside, monkeypatch):
    monkeypatch.setattr(warming, "QUIET_S", 0.5)
    warmer = _serving(sqlite_shop)
    try:
        before = warmer.warmed
        for price in range(1_000, 1_020):
            outside.run(PRICE.format(price))
            time.sleep(0.05)
        assert warmer.warmed == before
        _until(lambda: warmer.warmed > before)
    finally:
        warmer.stop()


def test_whoever_never_rests_does_not_keep_the_pages_cold(sqlite_shop, outside, monkeypatch):
    monkeypatch.setattr(warming, "QUIET_S", 0.5)
    monkeypatch.setattr(warming, "PATIENCE_S", 0.2)
    warmer = _serving(sqlite_shop)
    try:
        before, prices = warmer.warmed, count(1_000)

        def is_warmed_meanwhile():
            outside.run(PRICE.format(next(prices)))
            return warmer.warmed > before

        _until(is_warmed_meanwhile)
    finally:
        warmer.stop()


def _serving(shop):
    """A shop that serves, after it has rendered its home pages and somebody has looked at one."""
    warmer = warm_up(shop)
    _until(lambda: warmer.warmed >= 12)
    visit(Apart(shop.test_client(use_cookies=False)), HOME)
    return warmer


def _until(happened, seconds=20):
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)
