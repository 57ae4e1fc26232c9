"""A page that was made for one person writes nothing once another has signed in, in another tab of the same browser."""

from __future__ import annotations

import pytest

from tests.unit.conftest import PEOPLE, version_seen
from webapp.catalogue.models import Product

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/en/desk/products", "Origin": "http://localhost"}
EDITOR, OWNER = PEOPLE["editor"], PEOPLE["owner"]
URL = "/en/products/1/price"


def write(browser, made_for, url=URL, script=True, **more):
    form = {"value": "12", "version": version_seen(Product, 1), "next": "", "key": "", "face": "grid"} | more
    headers = (HTMX if script else {"Origin": "http://localhost"}) | (
        {"Etalage-Visitor": made_for} if made_for is not None else {}
    )
    return browser.client.post(url, data=form, headers=headers)


def test_what_was_typed_by_one_person_is_not_saved_by_another(shop, signed_in):
    before = version_seen(Product, 1)
    answer = write(signed_in(shop, "owner"), str(EDITOR.id))
    assert answer.status_code == 401
    assert 'hx-target="#dialogs"' in answer.text
    assert f"You are now signed in as {OWNER.name}." in answer.text
    assert version_seen(Product, 1) == before


@pytest.mark.parametrize("made_for", [str(EDITOR.id), None])
def test_who_is_the_same_or_says_nothing_may_write(sqlite_shop, signed_in, made_for):
    assert write(signed_in(sqlite_shop, "editor"), made_for).status_code == 200


@pytest.mark.parametrize("made_for", ["", "0", "x", f"0{EDITOR.id}", f"{EDITOR.id}, {EDITOR.id}"])
def test_whoever_is_spelled_otherwise_is_somebody_else(sqlite_shop, signed_in, made_for):
    assert write(signed_in(sqlite_shop, "editor"), made_for).status_code == 401


@pytest.mark.parametrize(("url", "form"), [("/en/undo", {}), ("/en/products/cells", {"do": "clear"})])
def test_nor_is_anything_taken_back_or_done_to_many(sqlite_shop, signed_in, url, form):
    answer = signed_in(sqlite_shop, "owner").client.post(url, data=form, headers=HTMX | {"Etalage-Visitor": "3"})
    assert answer.status_code == 401


def test_somebody_else_may_look_and_sign_in_and_out(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, "owner")
    headers = HTMX | {"Etalage-Visitor": str(EDITOR.id)}
    assert browser.client.get("/en/desk/products", headers=headers).status_code == 200
    form = {"email": "nobody@etalage.test", "password": "no password of theirs", "next": ""}
    assert browser.client.post("/en/sign-in", data=form, headers=headers).status_code == 422
    assert browser.client.post("/en/sign-out", headers=headers).status_code == 200


def test_somebody_signed_out_is_told_that(sqlite_shop, signed_in):
    answer = write(signed_in(sqlite_shop, None), str(EDITOR.id))
    assert answer.status_code == 401
    assert "You are signed out." in answer.text
