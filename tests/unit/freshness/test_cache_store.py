"""The store: any back end keeps text and nothing else, and one that fails never fails a page."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from time import monotonic

import pytest

from tests.unit.conftest import close, make_shop
from webapp.extensions import cache
from webapp.freshness import store as module
from webapp.freshness.store import FAILURES, REST_S, Store, TextSerializer
from webapp.storage import schema

TEXTS = {"a": "plain", "b": "Théière وعاء 🫖\n\0", "c": "", "d": "t" * 200_000, "e": "null"}


class Mine:
    """Says so where it is unpickled."""

    woken = 0

    def __reduce__(self):
        return _wake, ()


def _wake() -> str:
    Mine.woken += 1
    return "unpickled"


@pytest.fixture(params=["memory", "files", "redis"])
def kept(request, tmp_path):
    """(store, a way to put raw bytes under a key, a way to read them) of each back end."""
    environ = {"ETALAGE_CACHE": request.param}
    if request.param == "redis":
        server = request.getfixturevalue("redis_server")
        environ["ETALAGE_REDIS_URL"] = server.url
    app = make_shop(tmp_path, **environ)
    with app.app_context():
        schema.prepare()
        raw = cache.cache

        def put(key: str, value: bytes) -> None:
            if request.param == "memory":
                raw._cache[key] = (2**40, value)
            elif request.param == "files":
                path = Path(raw._get_filename(key))
                path.write_bytes(b"\xff\xff\xff\xff" + value)
            else:
                server.client().set(f"etalage:{key}", value)

        def stored(key: str) -> bytes:
            if request.param == "memory":
                return raw._cache[key][1]
            if request.param == "files":
                return Path(raw._get_filename(key)).read_bytes()[4:]
            return server.client().get(f"etalage:{key}")

        yield app.extensions["etalage.store"], put, stored
    close(app)


def test_texts_come_back_as_they_were(kept):
    store, _put, _stored = kept
    store.set_many(TEXTS)
    assert store.get_many([*TEXTS, "missing"]) == TEXTS
    assert store.failures == 0


def test_what_is_kept_is_text_and_no_pickle(kept):
    store, _put, stored = kept
    store.set_many(TEXTS)
    assert {key: stored(key) for key in TEXTS} == {key: b"t" + text.encode() for key, text in TEXTS.items()}


@pytest.mark.parametrize("bad", [b"", b"t\xff\xfe", b"j{", b"\x80\x04.", b"j[1]", b"jnull", b"garbage"])
def test_what_does_not_parse_is_a_miss(kept, bad):
    store, put, _stored = kept
    store.set_many({"good": "text"})
    put("bad", bad)
    assert store.get_many(["bad", "good"]) == {"good": "text"}
    store.set_many({"bad": "rendered anew"})
    assert store.get_many(["bad"]) == {"bad": "rendered anew"}


def test_a_pickle_that_somebody_planted_is_never_opened(kept):
    store, put, _stored = kept
    for planted in (pickle.dumps(Mine()), b"t" + pickle.dumps(Mine()), b"j" + pickle.dumps(Mine())):
        put("planted", planted)
        store.get_many(["planted"])
    assert Mine.woken == 0


def test_entries_have_a_time_limit_since_those_without_one_are_evicted_first(kept):
    assert cache.cache.default_timeout == module.KEPT_S > 3600
    assert getattr(cache.cache, "_threshold", module.ENTRIES) == module.ENTRIES


def test_files_are_counted_on_from_where_the_last_process_stopped(tmp_path, caplog):
    """Otherwise each start would forget what is there, and the folder would grow for ever."""
    for number in (1, 2):
        app = make_shop(tmp_path, ETALAGE_CACHE="files")
        with app.app_context():
            schema.prepare()
            app.extensions["etalage.store"].set_many({f"{number}-{n}": "text" for n in range(5)})
            assert cache.cache._file_count == 5 * number
        close(app)
    assert not [path for path in (tmp_path / "cache").iterdir() if path.read_bytes()[4:5] not in (b"t", b"j")]
    assert "does not parse" not in caplog.text


def test_only_text_is_written_as_text():
    assert TextSerializer().dumps({"count": 1}) == b'j{"count": 1}'
    assert TextSerializer().loads(b'j{"count": 1}') == {"count": 1}


class Failing:
    """A back end that is down, and counts who asks."""

    def __init__(self, monkeypatch) -> None:
        self.asked = 0
        self.now = 1000.0
        monkeypatch.setattr(module.cache, "get_many", self._fail, raising=False)
        monkeypatch.setattr(module.cache, "set_many", self._fail, raising=False)
        monkeypatch.setattr(module, "monotonic", lambda: self.now)

    def _fail(self, *_args: object) -> None:
        self.asked += 1
        raise ConnectionError


@pytest.fixture
def failing(monkeypatch):
    return Failing(monkeypatch)


def test_a_read_that_fails_is_a_miss_and_a_write_that_fails_is_counted(failing):
    store = Store()
    assert store.get_many(["a"]) == {}
    store.set_many({"a": "text"})
    assert store.failures == failing.asked == 2


def test_a_back_end_that_failed_three_times_in_a_second_is_left_alone_for_two(failing):
    store = Store()
    for _ in range(FAILURES):
        store.get_many(["a"])
        failing.now += 0.3
    for _ in range(10):
        assert store.get_many(["a"]) == {}
        store.set_many({"a": "text"})
    assert failing.asked == FAILURES
    failing.now += REST_S
    store.get_many(["a"])
    assert failing.asked == FAILURES + 1


def test_a_back_end_that_fails_now_and_then_is_asked_again(failing):
    store = Store()
    for _ in range(10):
        store.get_many(["a"])
        failing.now += 0.6
    assert failing.asked == 10


@pytest.fixture
def redis_shop(filled_sqlite, tmp_path, redis_server):
    import shutil

    data = tmp_path / "shop"
    shutil.copytree(filled_sqlite, data)
    # Without a front cache, which would answer by itself whatever becomes of Redis.
    app = make_shop(data, ETALAGE_CACHE="redis", ETALAGE_REDIS_URL=redis_server.url, ETALAGE_FRONT="0")
    yield app
    close(app)


def _all_were_kept(answer) -> bool:
    hits, asked = re.search(r'cache;desc="(\d+)/(\d+)"', answer.headers["Server-Timing"]).groups()
    return hits == asked != "0"


def test_pages_still_come_when_redis_is_killed_and_are_kept_again_when_it_is_back(redis_shop, redis_server, signed_in):
    browser = signed_in(redis_shop, None)
    first = browser.get("/en/products")
    assert _all_were_kept(browser.get("/en/products"))
    redis_server.kill()
    for _ in range(6):
        answer = browser.get("/en/products")
        assert (answer.status_code, answer.data) == (200, first.data)
    assert redis_shop.extensions["etalage.store"].failures == FAILURES
    redis_server.start()
    redis_shop.extensions["etalage.store"]._rests_until = 0.0
    browser.get("/en/products")
    answer = browser.get("/en/products")
    assert _all_were_kept(answer)
    assert answer.data == first.data


def test_a_redis_that_hangs_costs_one_request_less_than_a_second_and_the_next_ones_nothing(
    redis_shop, redis_server, signed_in
):
    browser = signed_in(redis_shop, None)
    first = browser.get("/en/products")
    redis_server.halt()
    took = []
    for _ in range(4):
        started = monotonic()
        assert browser.get("/en/products").data == first.data
        took.append(monotonic() - started)
    assert took[0] < 1.5
    assert max(took[1:]) < 0.25


def test_an_edit_is_seen_through_a_redis_that_was_killed_meanwhile(redis_shop, redis_server, signed_in):
    """What it kept from before is older than the edit, and asked for by nobody."""
    from tests.unit.storage.outside import Outside

    browser = signed_in(redis_shop, None)
    browser.get("/en/products")
    outside = Outside(redis_shop)
    redis_server.kill()
    outside.run("UPDATE product SET price = 98765")
    assert "987.65" in browser.get("/en/products").text
    redis_server.start()
    redis_shop.extensions["etalage.store"]._rests_until = 0.0
    assert "987.65" in browser.get("/en/products").text
    outside.close()


def test_a_cache_folder_that_cannot_be_written_costs_no_page(filled_sqlite, tmp_path, signed_in):
    import shutil

    data = tmp_path / "shop"
    shutil.copytree(filled_sqlite, data)
    app = make_shop(data, ETALAGE_CACHE="files")
    browser = signed_in(app, None)
    first = browser.get("/en/products")
    shutil.rmtree(data / "cache")
    (data / "cache").write_text("a file is in the way")
    for _ in range(3):
        answer = browser.get("/en/products")
        assert (answer.status_code, answer.data) == (200, first.data)
    close(app)
