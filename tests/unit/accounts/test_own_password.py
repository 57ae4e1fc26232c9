"""Changing one's password."""

from __future__ import annotations

import pytest

from webapp.accounts import gate
from webapp.accounts.gate import Gate

OLD, NEW = "lantern velvet 7 ", "another lantern\t9"


def change(client, old=OLD, new=NEW, again=None, **values):
    return client.post(
        "/en/password", data={"old": old, "new": new, "again": new if again is None else again}, **values
    )


def test_the_new_one_works_and_the_old_one_no_longer(client, app, person):
    email = person("reader")
    client.sign_in(email)
    response = change(client)
    assert (response.status_code, response.headers["Location"]) == (303, "/en/password?changed=1")
    assert "All other browsers are signed out" in client.get("/en/password?changed=1").text
    other = app.test_client()
    assert other.sign_in(email, OLD).status_code == 422
    assert other.sign_in(email, NEW).status_code == 303


def test_it_ends_the_others_and_gives_this_one_a_new_id(client, app, person):
    email, other, stranger = person(), app.test_client(), app.test_client()
    person("owner")
    for one in (client, other):
        one.sign_in(email)
    stranger.sign_in("owner@shop.test")
    before = client.session_id
    change(client)
    assert client.session_id != before
    assert client.get("/en/room").status_code == 200
    assert other.get("/en/room").status_code == 401
    assert stranger.get("/en/room").status_code == 200
    client.set_cookie("etalage", before)
    assert client.get("/en/room").status_code == 401


@pytest.mark.parametrize(
    ("sent", "code", "field"),
    [
        ({"old": "wrong lantern"}, "password_wrong", "old"),
        ({"again": NEW + " "}, "password_again", "again"),
        ({"new": "short"}, "password_short", "new"),
        ({"new": "x" * 257}, "password_long", "new"),
        ({"new": "password1"}, "password_common", "new"),
    ],
)
def test_refusals_say_which_field(client, person, execute, sent, code, field):
    client.sign_in(person())
    (before,) = execute("SELECT password_hash FROM credential")
    response = change(client, **sent)
    assert response.status_code == 422
    assert f'role="alert" data-error="{code}"' in response.text
    invalid = [part for part in response.text.split("<input") if 'aria-invalid="true"' in part]
    assert len(invalid) == 1
    assert f'id="password-{field}"' in invalid[0]
    assert "password-problem" in invalid[0]
    assert execute("SELECT password_hash FROM credential") == [before]


def test_by_htmx_a_refusal_is_a_note(client, person):
    client.sign_in(person())
    response = change(client, new="short", headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "<hx-partial" in response.text
    assert 'data-error="password_short"' in response.text


def test_guessing_the_old_one_is_throttled(client, app, person):
    email = person()
    client.sign_in(email)
    assert [change(client, old="wrong lantern").status_code for _ in range(11)] == [422] * 10 + [429]
    response = change(client)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "300")


def test_a_full_gate_is_503(client, person, monkeypatch):
    client.sign_in(person())
    monkeypatch.setattr(gate, "VERIFYING", full := Gate(at_once=1, waiting=0))
    with full.passed():
        response = change(client)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")


@pytest.mark.parametrize("extra", [{"email": "x"}, {"old": [OLD, OLD]}])
def test_other_fields_are_refused(client, person, extra):
    client.sign_in(person())
    response = client.post("/en/password", data={"old": OLD, "new": NEW, "again": NEW} | extra)
    assert response.status_code == 422
    assert 'data-error="unknown_field"' in response.text


def test_it_is_for_whoever_is_signed_in(client):
    assert client.get("/en/password").status_code == 401
    assert change(client).status_code == 401


def test_the_page_is_kept_nowhere(client, person):
    client.sign_in(person())
    assert client.get("/en/password").headers["Cache-Control"] == "private, no-store"
