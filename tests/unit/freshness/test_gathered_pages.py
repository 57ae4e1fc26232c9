"""Gathering: the fragments of a page are from one moment, rendered once, and kept under keys that prove them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Barrier, Event, Lock
from time import sleep
from typing import Any

import pytest
from sqlalchemy import text

from webapp.extensions import cache
from webapp.freshness import gathering
from webapp.freshness.gathering import gather, stamp
from webapp.freshness.needs import Need
from webapp.storage import scopes, tokens


class Prices:
    """Needs that render the price of one product each, and count how often."""

    def __init__(self) -> None:
        self.rendered: list[int] = []
        self.lock = Lock()
        self.while_rendering: Any = lambda: None

    def need(self, product: int, **changes: Any) -> Need:
        def render(connection: Any) -> str:
            with self.lock:
                self.rendered.append(product)
            self.while_rendering()
            return str(connection.scalar(text(f"SELECT price FROM product WHERE id = {product}")))

        need = Need("test/price", "en", (product,), (scopes.of("product", None, product),), render)
        return replace(need, **changes)


@pytest.fixture
def prices():
    return Prices()


def _reprice(outside, price: int) -> None:
    outside.run("UPDATE product SET price = ? WHERE id IN (1, 2)", price)


@pytest.fixture
def in_a_request(shop):
    with shop.test_request_context("/en/"):
        yield


@pytest.fixture(autouse=True)
def _request(request):
    if "shop" in request.fixturenames:
        request.getfixturevalue("in_a_request")


def test_what_is_kept_is_not_rendered_again(shop, prices, outside):
    _reprice(outside, 100)
    for _ in range(3):
        assert gather([prices.need(1), prices.need(2)]).texts == ["100", "100"]
    assert prices.rendered == [1, 2]


def test_what_changed_is_rendered_anew_and_nothing_else(shop, prices, outside):
    gather([prices.need(1), prices.need(2)])
    outside.run("UPDATE product SET price = 777 WHERE id = 1")
    assert gather([prices.need(1), prices.need(2)]).texts[0] == "777"
    assert prices.rendered == [1, 2, 1]


def test_a_page_that_is_kept_needs_one_statement_and_no_transaction(shop, prices, monkeypatch):
    from webapp.storage.statements import recorded

    gather([prices.need(1), prices.need(2)])

    @contextmanager
    def never():
        raise AssertionError("a snapshot was opened")
        yield

    monkeypatch.setattr(gathering, "snapshot", never)
    with recorded() as recorder:
        gather([prices.need(1), prices.need(2)])
    assert len(recorder.statements) == 1


def _committing_before_the_snapshot(monkeypatch, commit) -> None:
    """A writer commits after the first look at the tokens, before the snapshot is open."""
    real, asked = tokens.read, []

    def read(names, connection=None):
        found = real(names, connection)
        if connection is None and not asked:
            asked.append(1)
            commit()
        return found

    monkeypatch.setattr(gathering.tokens, "read", read)


def test_hits_and_misses_never_mix_two_commits(shop, prices, outside, monkeypatch):
    _reprice(outside, 100)
    gather([prices.need(1)])
    _committing_before_the_snapshot(monkeypatch, lambda: _reprice(outside, 200))
    assert gather([prices.need(1), prices.need(2)]).texts == ["200", "200"]


def test_what_was_found_under_the_first_tokens_is_still_served_where_nothing_moved(shop, prices, outside, monkeypatch):
    _reprice(outside, 100)
    gather([prices.need(1)])
    _committing_before_the_snapshot(monkeypatch, lambda: outside.run("UPDATE supplier SET phone = '1'"))
    assert gather([prices.need(1), prices.need(2)]).texts == ["100", "100"]
    assert prices.rendered == [1, 2]


def test_a_commit_while_a_page_is_rendered_is_not_in_it_and_is_in_the_next(shop, prices, outside):
    _reprice(outside, 100)

    def commit() -> None:
        if len(prices.rendered) == 1:
            _reprice(outside, 200)

    prices.while_rendering = commit
    assert gather([prices.need(1), prices.need(2)]).texts == ["100", "100"]
    assert gather([prices.need(1), prices.need(2)]).texts == ["200", "200"]


def test_what_was_rendered_from_an_old_state_is_kept_under_the_keys_of_that_state(shop, prices, outside):
    _reprice(outside, 100)
    prices.while_rendering = lambda: _reprice(outside, 200) if len(prices.rendered) == 1 else None
    old = gather([prices.need(1)])
    new = gather([prices.need(1)])
    assert (old.texts, new.texts) == (["100"], ["200"])
    assert old.stamp.keys != new.stamp.keys
    assert new.stamp == stamp([prices.need(1)])


def test_a_value_that_comes_back_does_not_bring_its_key_back(shop, prices, outside):
    _reprice(outside, 100)
    keys = gather([prices.need(1)]).stamp.keys
    _reprice(outside, 200)
    _reprice(outside, 100)
    assert gather([prices.need(1)]).stamp.keys != keys


def test_a_rolled_back_change_leaves_the_key(shop, prices, outside):
    keys = gather([prices.need(1)]).stamp.keys
    outside.run("BEGIN")
    _reprice(outside, 200)
    outside.run("ROLLBACK")
    assert gather([prices.need(1)]).stamp.keys == keys


def test_a_herd_renders_once(shop, prices):
    together = Barrier(8, timeout=10)
    prices.while_rendering = lambda: sleep(0.1)

    def visit(_number: int) -> list[str]:
        with shop.test_request_context("/en/"):
            together.wait()
            return gather([prices.need(1)]).texts

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(visit, range(8)))
    assert prices.rendered == [1]
    assert len({tuple(texts) for texts in answers}) == 1


def test_pages_that_need_the_same_fragments_in_another_order_do_not_wait_for_each_other(shop, prices):
    together = Barrier(8, timeout=10)

    def visit(number: int) -> int:
        with shop.test_request_context("/en/"):
            needs = [prices.need(product) for product in range(1, 30)]
            together.wait()
            return len(gather(needs if number % 2 else needs[::-1]).texts)

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(visit, number) for number in range(8)]
        assert [future.result(20) for future in futures] == [29] * 8
    assert sorted(prices.rendered) == list(range(1, 30))


def test_locks_are_taken_in_one_order_and_each_once(monkeypatch):
    """Otherwise two pages could wait for each other, or one for itself."""
    taken: list[int] = []

    class Noted:
        def __init__(self, number: int) -> None:
            self.number = number

        def __enter__(self) -> None:
            taken.append(self.number)

        def __exit__(self, *_error: object) -> None:
            taken.remove(self.number)

    monkeypatch.setattr(gathering, "_LOCKS", [Noted(number) for number in range(16)])
    with gathering._held(["0007a", "0001b", "0008c", "0017d", "0018e"]):
        assert taken == [1, 7, 8]
    assert taken == []


def test_whoever_waited_for_another_render_gets_a_state_no_older_than_its_own_start(shop, prices, outside):
    """The herd's lock must not hand out what was read before a commit that the waiting request had already seen."""
    _reprice(outside, 100)
    rendering, committed = Event(), Event()

    def slow() -> None:
        if len(prices.rendered) == 1:
            rendering.set()
            committed.wait(5)

    prices.while_rendering = slow

    def visit(_number: int) -> str:
        with shop.test_request_context("/en/"):
            return gather([prices.need(1)]).texts[0]

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(visit, 0)
        rendering.wait(5)
        _reprice(outside, 200)
        second = pool.submit(visit, 1)
        sleep(0.05)
        committed.set()
        assert (first.result(10), second.result(10)) == ("100", "200")


def test_a_render_that_fails_is_kept_by_nobody_and_holds_nobody_up(shop, prices):
    def fail() -> None:
        raise ValueError("once")

    prices.while_rendering = fail
    with pytest.raises(ValueError, match="once"):
        gather([prices.need(1)])
    prices.while_rendering = lambda: None
    assert len(gather([prices.need(1)]).texts) == 1


def test_a_need_that_stands_twice_is_rendered_once(shop, prices):
    assert len(gather([prices.need(1), prices.need(1)]).texts) == 2
    assert prices.rendered == [1]


def _keys(shop, *needs: Need) -> set[str]:
    return set(stamp(needs).keys)


@pytest.mark.parametrize(
    "changes",
    [
        {"locale": "nl"},
        {"name": "test/other"},
        {"page_key": (2,)},
        {"page_key": ("1",)},
        {"page_key": (1, "")},
        {"page_key": (1, None)},
        {"scopes": ("product",)},
    ],
    ids=str,
)
def test_whatever_makes_another_fragment_makes_another_key(shop, prices, changes):
    assert len(_keys(shop, prices.need(1), prices.need(1, **changes))) == 2


@pytest.mark.parametrize(
    ("one", "another"), [(("a_b", "c"), ("a", "b_c")), (("a", "b"), ("a, b",)), (("1", "2"), ("12",)), (("",), ())]
)
def test_the_parts_of_a_page_key_stay_apart(shop, prices, one, another):
    assert len(_keys(shop, prices.need(1, page_key=one), prices.need(1, page_key=another))) == 2


def test_a_key_may_hold_whatever_somebody_types(shop, prices):
    assert _keys(shop, prices.need(1, page_key=("\ud800", "'\\\0", "🫖" * 200)))


def test_another_epoch_makes_other_keys(shop, prices, outside):
    before = _keys(shop, prices.need(1))
    outside.run("UPDATE cache_scope SET token = token + 1 WHERE name = 'epoch'")
    assert not before & _keys(shop, prices.need(1))


def test_another_version_of_the_program_makes_other_keys(shop, prices):
    before = _keys(shop, prices.need(1))
    shop.extensions["etalage.templates_digest"] += "1"
    assert not before & _keys(shop, prices.need(1))


def test_a_scope_that_nobody_changed_yet_has_a_key_and_its_first_change_another(shop, prices, outside):
    need = prices.need(1, scopes=("product~1000",))
    before = _keys(shop, need)
    outside.run("INSERT INTO cache_scope (name, token) VALUES ('product~1000', 0)")
    assert not before & _keys(shop, need)


@pytest.mark.parametrize("path", ["/en/products", "/en/"])
def test_query_parameters_that_nobody_knows_make_no_new_keys(sqlite_shop, signed_in, path):
    browser = signed_in(sqlite_shop, None)
    whole = browser.get(path)
    entries = set(cache.cache._cache)
    for number in range(20):
        answer = browser.get(f"{path}?utm_source={number}&x{number}=1&page=1&sort=name&q=")
        assert answer.status_code == 200
    known = set(cache.cache._cache)
    assert known == entries
    answer = browser.get(f"{path}?fbclid=1")
    assert answer.headers["ETag"] == whole.headers["ETag"]
    assert 'cache;desc="1/1"' in answer.headers["Server-Timing"]


def test_an_address_that_is_no_list_fills_no_cache(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, None)
    entries = set(cache.cache._cache)
    for query in ("sort=nonsense", "page=0", "page=-1", "page=x", "page=99999999", "category=nowhere", "page=٣"):
        assert browser.get(f"/en/products?{query}").status_code == 404
    assert set(cache.cache._cache) == entries


def test_somebody_who_is_signed_in_shares_the_fragments_and_leaves_no_page_of_theirs(sqlite_shop, signed_in):
    signed_in(sqlite_shop, None).get("/en/products")
    entries = set(cache.cache._cache)
    answer = signed_in(sqlite_shop, "editor").get("/en/products")
    assert "Ed" in answer.text
    assert set(cache.cache._cache) == entries
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-store"
