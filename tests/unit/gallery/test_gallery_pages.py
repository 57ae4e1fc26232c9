"""The gallery's pages: one for each state, in the frame of the page it lives on, for the owner or for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g

from tests.unit.conftest import close, make_shop
from webapp.gallery.samples import samples
from webapp.grid.lists import ListKey
from webapp.grid.views import TABLE
from webapp.hypermedia.locales import language
from webapp.storage import schema
from webapp.storage.transactions import snapshot

INDEX = "/en/desk/fragments"
STATE = "/en/desk/fragments/catalogue/product/body/low"
SignedIn = Callable[[Flask, str | None], Any]


@pytest.fixture
def open_shop(tmp_path: Path):
    """A shop without a single record, whose gallery is open to everybody."""
    app = make_shop(tmp_path, ETALAGE_GALLERY="1")
    with app.app_context():
        schema.prepare()
        yield app
    close(app)


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("reader", 403), ("editor", 403), ("owner", 200)])
@pytest.mark.parametrize("path", [INDEX, STATE])
def test_the_owner_may_look(sqlite_shop: Flask, signed_in: SignedIn, role: str | None, status: int, path: str) -> None:
    assert signed_in(sqlite_shop, role).get(path).status_code == status


def test_where_the_setting_opens_it_everybody_may(sqlite_shop: Flask, open_shop: Flask, signed_in: SignedIn) -> None:
    for path in (INDEX, STATE):
        assert signed_in(open_shop, None).get(path).status_code == 200
        assert signed_in(sqlite_shop, None).get(path).status_code == 401, "another shop has its own policy"


def test_each_state_has_its_page_even_in_an_empty_shop(open_shop: Flask, signed_in: SignedIn) -> None:
    browser = signed_in(open_shop, None)
    listed = re.findall(rf'<a href="({INDEX}/[^"]+)"', browser.get(INDEX).text)
    assert listed == [f"{INDEX}/{sample.fragment}/{sample.state}" for sample in samples()]
    assert {path: status for path in listed if (status := browser.get(path).status_code) != 200} == {}


def test_one_state_leads_to_the_next_and_to_its_twins(sqlite_shop: Flask, signed_in: SignedIn) -> None:
    browser, path, seen = signed_in(sqlite_shop, "owner"), f"{INDEX}/{samples()[0].fragment}/{samples()[0].state}", []
    while path:
        seen.append(path)
        found = re.search(r'<a href="([^"]+)">Next</a>\s*</nav>', browser.get(path).text)
        path = found[1] if found else ""
    assert len(seen) == len(set(seen)) == len(samples())
    page = browser.get(STATE).text
    assert all(f'href="{STATE.replace("/en/", f"/{code}/")}"' in page for code in ("nl", "de", "fr", "es", "ar"))


def test_what_is_shown_is_kept_nowhere(sqlite_shop: Flask, open_shop: Flask, signed_in: SignedIn) -> None:
    for app, role in ((sqlite_shop, "owner"), (open_shop, None)):
        headers = signed_in(app, role).get(STATE).headers
        assert "no-store" in headers["Cache-Control"]
        assert headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in headers


@pytest.mark.parametrize("path", ["catalogue/product/body/nothing", "nothing/display", "grid/tr/display"])
def test_what_is_not_on_show_is_not_found(sqlite_shop: Flask, signed_in: SignedIn, path: str) -> None:
    assert signed_in(sqlite_shop, "owner").get(f"{INDEX}/{path}").status_code == 404


def test_a_fragment_is_shown_as_its_page_has_it(sqlite_shop: Flask, signed_in: SignedIn) -> None:
    """A real one, so that both can be compared."""
    browser = signed_in(sqlite_shop, "owner")
    shown, real = (re.search(r'<section id="catalogue-product-list".*?</section>', browser.get(path).text, re.DOTALL)
                   for path in (f"{INDEX}/catalogue/product/list/real", "/en/products"))  # fmt: skip
    assert shown
    assert real
    assert shown[0] == real[0]


def test_nobody_sees_what_belongs_to_the_desk(sqlite_shop: Flask) -> None:
    """Of what is in the database an open gallery shows only what the public pages do; the rest is made up."""
    stored = re.compile(r"@[\w-]+\.example|/desk/\w+/\d{1,6}\b|/en/\w+/\d{1,6}/(?:trash|restore)")
    with sqlite_shop.test_request_context("/en/"):
        g.language = language("en")
        assert [sample for sample in samples() if stored.search(sample.html(g.language))] == []
        with snapshot() as connection:
            real = TABLE("en", ListKey("suppliers"), ()).render(connection)
    assert stored.search(real), "the sight of what is stored is no illusion"
