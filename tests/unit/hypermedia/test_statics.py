"""Static files: each in the coding that a browser takes, the same bytes in all of them, and nothing else from the disk."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard

from webapp.hypermedia import statics
from webapp.places import folder

DECODERS = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": zstandard.ZstdDecompressor().decompress,
    None: bytes,
}
SHEET = folder("static") / "css" / "main.css"


@pytest.fixture
def fetch(sqlite_shop):
    def get(path, accepted=None, method="GET"):
        headers = {"Accept-Encoding": accepted} if accepted else {}
        return sqlite_shop.test_client().open(statics.url(path), method=method, headers=headers)

    return get


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, None),
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("zstd", "zstd"),
        ("br;q=0, gzip", "gzip"),
    ],
)
def test_a_file_comes_in_a_coding_that_the_browser_takes(fetch, accepted, coding):
    answer = fetch("css/main.css", accepted)
    assert answer.headers.get("Content-Encoding") == coding
    assert DECODERS[coding](answer.data) == SHEET.read_bytes()
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_coding_is_made_once(fetch, monkeypatch):
    first = fetch("css/main.css", "br").data
    monkeypatch.setattr(statics.codings, "encoded", None)
    assert fetch("css/main.css", "br").data == first


def test_what_is_compressed_already_is_left_as_it_is(fetch):
    answer = fetch("card.png", "br, gzip")
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (folder("static") / "card.png").read_bytes()


def test_a_head_has_no_body(fetch):
    answer = fetch("css/main.css", "br", method="HEAD")
    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(fetch("css/main.css", "br").data)


@pytest.mark.parametrize(
    ("path", "mimetype"),
    [
        ("built/desk.css", "text/css"),
        ("built/desk.js", "text/javascript"),
        ("icons.svg", "image/svg+xml"),
        ("card.png", "image/png"),
        ("vendor/htmx.LICENSE", "text/plain"),
    ],
)
def test_each_file_says_what_it_is(fetch, path, mimetype):
    assert fetch(path).mimetype == mimetype


def test_what_is_kept_already_is_not_sent_again(fetch, sqlite_shop):
    tags = {coding: fetch("css/main.css", coding).headers["ETag"] for coding in ("br", "gzip", "identity")}
    assert len(set(tags.values())) == 3
    headers = {"Accept-Encoding": "br", "If-None-Match": tags["br"]}
    answer = sqlite_shop.test_client().get(statics.url("css/main.css"), headers=headers)
    assert (answer.status_code, answer.data) == (304, b"")
    other = headers | {"If-None-Match": tags["gzip"]}
    assert sqlite_shop.test_client().get(statics.url("css/main.css"), headers=other).status_code == 200


def test_what_pages_load_is_compressed_before_anybody_asks(sqlite_shop):
    shelf = sqlite_shop.extensions["etalage.static_files"]
    shelf.prepare()
    coded = {path for path, coding in shelf.coded if coding == "br"}
    assert {
        "built/shop.css",
        "built/shop.js",
        "built/desk.css",
        "built/desk.js",
        "vendor/htmx.js",
        "icons.svg",
    } <= coded
    assert not any(path.startswith("covers/") for path in coded)
    assert {coding for _path, coding in shelf.coded} == {"br", "gzip"}
