"""The front cache answers before Flask is entered: only what everybody gets alike, only while it is true, within its bytes."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import brotli
import pytest
import zstandard
from flask import request_started

from tests.unit.conftest import close, make_shop
from tests.unit.freshness.conftest import Apart
from webapp.freshness.front import Front
from webapp.freshness.front.entries import Entries, Entry, Proof
from webapp.storage import clock

LIST, HOME = "/en/products", "/en/"


@pytest.fixture
def entered(shop):
    """The paths with which Flask was entered."""
    paths = []

    def note(_app, **_values):
        from flask import request

        paths.append(request.full_path.rstrip("?"))

    with request_started.connected_to(note, shop):
        yield paths


@pytest.fixture
def guest(shop):
    return Apart(shop.test_client(use_cookies=False))


def front_of(app) -> Front:
    return app.extensions["etalage.front"]


def kept(guest, entered, path=LIST, **headers):
    """The answer of the front cache, after two of Flask: the first tells what to look at, the second is found unchanged."""
    for _time in range(2):
        guest.get(path, headers=headers)
    entered.clear()
    response = guest.get(path, headers=headers)
    assert entered == [], path
    return response


@pytest.mark.parametrize(
    "path", [LIST, HOME, "/en/products?sort=price", "/en/products?page=2&sort=-price", "/en/journal", "/en/feed.xml"]
)
def test_what_is_kept_is_answered_without_flask_by_the_very_bytes(guest, entered, path):
    first = guest.get(path)
    response = kept(guest, entered, path)
    assert (response.status_code, response.data) == (200, first.data)
    own = {"Server-Timing"}
    assert [h for h in sorted(response.headers) if h[0] not in own] == [
        h for h in sorted(first.headers) if h[0] not in own
    ]


def test_the_next_answer_after_a_change_shows_it(guest, entered, outside):
    kept(guest, entered)
    product = int(re.search(r'id="product-(\d+)', guest.get(LIST).text)[1])
    outside.run("UPDATE product SET price = 7654321 WHERE id = ?", product)
    assert "76,543.21" in guest.get(LIST).text
    assert entered == [LIST]
    # The tokens were read before Flask was entered and are the same since: the next one is kept.
    assert "76,543.21" in guest.get(LIST).text
    assert entered == [LIST]


def test_a_write_that_concerns_nothing_shown_leaves_it_kept(guest, entered, outside):
    kept(guest, entered)
    outside.run("UPDATE supplier SET city = 'Anywhere'")
    assert guest.get(LIST).status_code == 200
    assert entered == []


def test_what_the_same_process_writes_is_seen_too(shop, guest, entered):
    """`PRAGMA data_version` would not move with what its own connection writes; the WAL index does, whoever writes."""
    from webapp.extensions import db
    from webapp.storage.transactions import write

    kept(guest, entered)
    product = int(re.search(r'id="product-(\d+)', guest.get(LIST).text)[1])
    update = db.text("UPDATE product SET price = 7654321 WHERE id = :id")
    write(lambda session: session.execute(update, {"id": product}))
    assert "76,543.21" in guest.get(LIST).text


@pytest.mark.parametrize(
    "path",
    [
        "/en/products?utm_source=letter",
        "/en/products?page=2&page=2",
        "/en/products?q=lamp",
        "/en/products?category=nothing-of-the-kind",
        "/en/search?q=lamp",
        "/en/sign-in",
        "/en/nothing-here",
        "/",
    ],
)
def test_what_is_unusual_goes_through_to_flask(guest, entered, path):
    for _time in range(4):
        guest.get(path)
    assert entered == [path] * 4


def test_nobody_who_is_signed_in_is_answered_by_it(guest, entered):
    kept(guest, entered)
    for cookie in ("etalage=x", "__Host-etalage=x", "a=b; etalage=x"):
        guest.get(LIST, headers={"Cookie": cookie})
    assert entered == [LIST] * 3
    guest.get(LIST, headers={"Cookie": "etalage-mark=x; theme=dark"})
    assert entered == [LIST] * 3


def test_a_write_and_a_foreign_host_go_through(guest, entered):
    kept(guest, entered)
    assert guest.post(LIST).status_code == 403
    assert guest.get(LIST, headers={"Host": "evil.example"}).status_code == 400
    assert entered == [LIST] * 2
    assert guest.get(LIST, headers={"Host": "127.0.0.1:8000"}).status_code == 200
    assert entered == [LIST] * 2


def test_the_two_faces_of_an_address_are_kept_apart(guest, entered):
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    page, fragment = kept(guest, entered).text, kept(guest, entered, **htmx).text
    assert page.startswith("<!doctype html>")
    assert "<html" not in fragment
    assert fragment.strip() in page
    for more in ({"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}, {"HX-Request-Type": "full"}):
        assert guest.get(LIST, headers=htmx | more).text == page
    assert {name.strip() for line in guest.get(LIST).headers.getlist("Vary") for name in line.split(",")} == {
        "HX-Request",
        "HX-Request-Type",
        "Accept-Encoding",
    }


@pytest.mark.parametrize(
    ("coding", "decoded"),
    [
        ("br", brotli.decompress),
        ("gzip", gzip.decompress),
        ("zstd", lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body)),
    ],
)
def test_each_coding_has_its_own_tag_and_the_same_words(guest, entered, coding, decoded):
    plain = guest.get(LIST)
    through = guest.get(LIST, headers={"Accept-Encoding": coding})
    response = kept(guest, entered, **{"Accept-Encoding": coding})
    assert response.headers["Content-Encoding"] == coding
    assert decoded(response.data) == plain.data
    assert response.data == through.data
    assert response.headers["ETag"] == through.headers["ETag"] != plain.headers["ETag"]
    assert int(response.headers["Content-Length"]) == len(response.data) < len(plain.data) / 3


@pytest.mark.parametrize("spelled", ["{}", "W/{}", '"other", {}', "*"])
def test_a_browser_that_has_it_gets_no_body(guest, entered, spelled):
    tag = guest.get(LIST).headers["ETag"]
    asked = {"If-None-Match": spelled.format(tag)}
    through = guest.get(LIST, headers=asked)
    kept(guest, entered)
    response = guest.get(LIST, headers=asked)
    assert entered == []
    assert (response.status_code, response.data) == (304, b"") == (through.status_code, through.data)
    own = {"Server-Timing"}
    assert {n.lower() for n, _value in response.headers} - own == {n.lower() for n, _value in through.headers} - own
    assert guest.get(LIST, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_head_has_the_headers_and_no_body(guest, entered):
    whole = kept(guest, entered)
    response = Apart(guest.client).client.open(LIST, method="HEAD")
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Length"] == str(len(whole.data))
    assert entered == []


def test_what_a_route_looked_up_while_somebody_wrote_is_not_kept(shop, guest, entered, monkeypatch):
    """Between the look-up of an address and the reading of tokens somebody may have given it to another record."""
    guest.get(LIST)
    front = front_of(shop)
    read = front.watch.read
    monkeypatch.setattr(front.watch, "read", lambda names: {**read(names), "epoch": 1})
    guest.get(LIST)
    entered.clear()
    guest.get(LIST)
    assert entered == [LIST]
    monkeypatch.undo()
    guest.get(LIST)
    entered.clear()
    guest.get(LIST)
    assert entered == []


def test_a_story_comes_due_at_its_moment_and_goes_again_with_the_clock(shop, guest, entered, outside):
    at = clock.now()
    shop.extensions["etalage.clock"] = lambda: at
    slug = outside.one(
        "SELECT l.slug FROM post_listing l JOIN post p ON p.id = l.post_id WHERE l.locale = 'en' AND p.published_at <= ?"
        " ORDER BY p.published_at LIMIT 1",
        "2999-01-01",
    )
    post = outside.one("SELECT post_id FROM post_listing WHERE locale = 'en' AND slug = ?", slug)
    due = at + timedelta(minutes=10)
    moment = f"{due:%Y-%m-%d %H:%M:%S.%f}" if front_of(shop).watch.sqlite else due
    outside.run("UPDATE post SET published_at = ?, published = ? WHERE id = ?", moment, True, post)
    address = f"/en/journal/{slug}"
    assert address not in kept(guest, entered).text
    at = due - timedelta(microseconds=1)
    assert address not in guest.get(HOME).text
    at = due
    assert address in guest.get(HOME).text
    kept(guest, entered, HOME)
    at = due - timedelta(seconds=1)
    assert address not in guest.get(HOME).text


def test_where_the_database_cannot_be_asked_flask_answers(shop, guest, entered, outside, monkeypatch):
    kept(guest, entered)
    # Otherwise SQLite's WAL index tells by itself that nobody has written since.
    outside.run("UPDATE supplier SET city = 'Anywhere'")
    front = front_of(shop)

    def gone():
        raise OSError("the connection is gone")

    monkeypatch.setattr(front.watch, "_cursor", gone)
    assert guest.get(LIST).status_code == 200
    assert entered == [LIST]
    monkeypatch.undo()
    kept(guest, entered)


def test_it_can_be_turned_off(filled_sqlite, tmp_path):
    import shutil

    shutil.copytree(filled_sqlite, tmp_path / "shop")
    for environ in ({"ETALAGE_FRONT": "0"}, {"ETALAGE_CACHE": "off"}):
        app = make_shop(tmp_path / "shop", **environ)
        assert "etalage.front" not in app.extensions
        assert app.test_client().get(LIST).status_code == 200
        close(app)


def entry(size, asked_at=0.0):
    return Entry(Proof("x", {}, (), "key", b"x" * size), [], True, asked_at=asked_at)


def test_the_least_recently_asked_for_goes_first_and_the_bytes_never_pass_the_limit():
    entries = Entries(100_000)
    for number in range(8):
        entries.put(("/", str(number), "page", ""), entry(10_000, asked_at=number))
    entries.get(("/", "0", "page", "")).asked_at = 8.0
    for number in range(9, 13):
        entries.put(("/", str(number), "page", ""), entry(10_000, asked_at=number))
        assert entries.bytes <= entries.limit
    assert entries.get(("/", "0", "page", "")) is not None
    assert entries.get(("/", "1", "page", "")) is None
    assert entries.bytes == sum(one.size for _key, one in entries.items())


def test_one_large_page_does_not_drive_out_the_others_and_variants_count():
    entries = Entries(100_000)
    small = entry(5_000)
    entries.put(("/", "small", "page", ""), small)
    before = entries.bytes
    entries.put(("/", "large", "page", ""), entry(50_000))
    assert [key[1] for key, _entry in entries.items()] == ["small"]
    small.variant("identity")
    entries.put(("/", "small", "page", ""), small)
    assert entries.bytes == before + 5_000
