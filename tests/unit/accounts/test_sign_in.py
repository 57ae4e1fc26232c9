"""Signing in and out, with and without script."""

from __future__ import annotations

import logging

import pytest
from argon2 import PasswordHasher

from webapp.accounts import passwords
from webapp.accounts.registration import NewUser, add_user

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_the_right_password_leads_to_the_desk(client, person):
    response = client.sign_in(person())
    assert (response.status_code, response.headers["Location"]) == (303, "/en/desk/products")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert client.get("/en/room").text == "editor@shop.test"


@pytest.mark.parametrize("typed", ["EDITOR@Shop.test", "  editor@shop.test "])
def test_an_address_is_found_however_it_is_typed(client, person, typed):
    person()
    assert client.sign_in(typed).status_code == 303


def test_it_leads_where_it_was_asked_to(client, person):
    response = client.sign_in(person(), data={"next": "/nl/desk/products?sort=-price"})
    assert response.headers["Location"] == "/nl/desk/products?sort=-price"


def test_the_page_carries_next_along(client):
    assert 'name="next" value="/en/room?q=1"' in client.get("/en/sign-in?next=/en/room%3Fq%3D1").text
    assert 'name="next" value=""' in client.get("/en/sign-in?next=//evil.test").text


def test_a_wrong_password_shows_the_form_again(client, person):
    response = client.sign_in(person(), "wrong lantern", data={"next": "/en/room"})
    assert response.status_code == 422
    assert response.headers["Cache-Control"] == "private, no-store"
    assert 'role="alert" data-error="login_failed" tabindex="-1"' in response.text
    assert 'value="editor@shop.test"' in response.text
    assert 'name="next" value="/en/room"' in response.text
    assert response.text.count('aria-invalid="true" aria-describedby="sign-in-form-problem"') == 2
    assert "wrong lantern" not in response.text
    assert "Set-Cookie" not in response.headers


def test_unknown_wrong_and_inactive_answers_are_the_same_bytes(client, person, execute):
    for role in ("editor", "reader", "owner"):
        person(role)
    execute("UPDATE user_account SET active = false WHERE role = 'reader'")
    execute("UPDATE user_account SET trashed_at = CURRENT_TIMESTAMP WHERE role = 'owner'")
    asked = {
        "nobody@shop.test": "lantern velvet 7 ",
        "editor@shop.test": "wrong lantern",
        "reader@shop.test": "lantern velvet 7 ",
        "owner@shop.test": "lantern velvet 7 ",
        "x" * 300 + "@shop.test": "lantern velvet 7 ",
        "nul\0@shop.test": "lantern velvet 7 ",
    }
    answers = {
        (answer.status_code, answer.text.replace(email, "E"))
        for email, password in asked.items()
        for answer in [client.sign_in(email, password)]
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 422


@pytest.mark.parametrize(("email", "times"), [("editor@shop.test", 1), ("nobody@shop.test", 1)])
def test_the_same_work_is_done_for_unknown_users(client, person, monkeypatch, email, times):
    person()
    done = []
    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda kept, typed: done.append(kept) or matches(kept, typed))
    client.sign_in(email, "wrong lantern")
    assert len(done) == times


def test_a_digest_of_older_parameters_is_renewed(client, person, execute):
    email = person()
    older = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("lantern velvet 7 ")
    execute("UPDATE credential SET password_hash = :older", older=older)
    assert client.sign_in(email).status_code == 303
    ((renewed,),) = execute("SELECT password_hash FROM credential")
    assert not passwords.outdated(renewed)
    assert client.sign_in(email).status_code == 303


def test_a_password_changed_meanwhile_signs_nobody_in(client, person, execute, monkeypatch):
    email = person()
    matches = passwords.matches

    def change_after(kept, typed):
        execute("UPDATE credential SET changed_at = '2031-01-01 00:00:00'")
        return matches(kept, typed)

    monkeypatch.setattr(passwords, "matches", change_after)
    assert client.sign_in(email).status_code == 422
    assert execute("SELECT * FROM signed_in") == []


@pytest.mark.parametrize(
    "form",
    [
        {"email": "a@b.c", "password": "x", "role": "owner"},
        {"email": ["a@b.c", "d@e.f"], "password": "x"},
        {"email": "a@b.c", "password": ["x", "y"]},
        {"email": "a@b.c", "password": "x", "next": ["/a", "/b"]},
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_other_fields_are_refused(client, execute, form, headers):
    response = client.post("/en/sign-in", data=form, headers=headers)
    assert response.status_code == 422
    assert 'data-error="unknown_field"' in response.text
    assert execute("SELECT * FROM failed_attempt") == []


def test_a_file_is_another_field(client, tmp_path):
    (tmp_path / "x").write_bytes(b"x")
    with (tmp_path / "x").open("rb") as file:
        response = client.post("/en/sign-in", data={"email": "a@b.c", "password": "x", "next": (file, "x")})
    assert response.status_code == 422
    assert 'data-error="unknown_field"' in response.text


@pytest.mark.parametrize("path", ["/en/sign-in", "/en/sign-out", "/en/password"])
@pytest.mark.parametrize(
    "origin", [{"Origin": "https://evil.test"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_other_sites_cannot_post_here(client, path, origin):
    assert client.post(path, headers=origin).status_code == 403


def test_the_cookie_on_plain_http(client, person, caplog):
    email = person("reader")
    with caplog.at_level(logging.WARNING, "webapp.accounts.cookies"):
        cookie = client.sign_in(email).headers["Set-Cookie"]
        client.sign_in(email)
    assert cookie.startswith("etalage=")
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={90 * 24 * 3600}"):
        assert part in cookie
    assert "Secure" not in cookie
    assert len(caplog.records) == 1


def test_the_cookie_on_https(client, person, caplog):
    email = person()
    response = client.sign_in(email, base_url="https://localhost")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-etalage=")
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Secure", f"Max-Age={12 * 3600}"):
        assert part in cookie
    assert "Domain" not in cookie
    assert caplog.records == []
    assert client.get("/en/room", base_url="https://localhost").text == email
    assert client.get("/en/room").status_code == 401


def test_only_a_digest_of_the_id_is_kept(client, person, execute):
    client.sign_in(person())
    ((kept,),) = execute("SELECT id_hash FROM signed_in")
    assert len(kept) == 64
    assert client.session_id
    assert client.session_id not in kept


def test_signing_out(client, person):
    client.sign_in(person())
    response = client.post("/en/sign-out")
    assert (response.status_code, response.headers["Location"]) == (303, "/en/")
    assert "etalage=;" in response.headers["Set-Cookie"]
    assert client.get("/en/room").status_code == 401


def test_signing_out_twice_does_no_harm(client):
    assert client.post("/en/sign-out").status_code == 303
    assert client.get("/en/sign-out").status_code == 405
    assert client.post("/en/sign-out", data={"x": "1"}).status_code == 422


def test_signed_out_on_the_desk_a_page_asks_for_a_password(client):
    response = client.get("/nl/room?q=1")
    assert response.status_code == 401
    assert response.headers["Cache-Control"] == "private, no-store"
    assert 'data-error="signed_out"' in response.text
    assert 'action="/nl/sign-in"' in response.text
    assert 'name="next" value="/nl/room?q=1"' in response.text


def test_what_was_posted_leads_back_to_its_page(client):
    response = client.post("/en/room", headers={"Referer": "http://localhost/en/desk/products?q=tea"})
    assert 'name="next" value="/en/desk/products?q=tea"' in response.text
    response = client.post("/en/room", headers={"Referer": "http://evil.test/en/desk"})
    assert 'name="next" value=""' in response.text


def test_signed_out_htmx_opens_a_dialog(client):
    response = client.post("/en/room", headers=HTMX)
    assert response.status_code == 401
    assert '<hx-partial hx-target="#dialogs" hx-swap="beforeend"><dialog id="sign-in-dialog"' in response.text
    assert "data-modal" in response.text
    assert 'hx-post="/en/sign-in" hx-swap="none"' in response.text
    assert '<hx-partial hx-target="#alarm"' in response.text
    assert "<html" not in response.text
    assert "hx-request" in response.headers["Vary"].lower()


def test_signing_in_by_the_dialog_leaves_the_page_alone(client, person):
    response = client.sign_in(person(), headers=HTMX)
    assert response.status_code == 200
    assert "Location" not in response.headers
    assert '<hx-partial hx-target="#sign-in-dialog" hx-swap="delete">' in response.text
    assert "Signed in as" in response.text
    assert response.headers["HX-Trigger"].startswith('{"signed-in": ')
    targets = [part.split('"')[0] for part in response.text.split('hx-target="')[1:]]
    assert targets == ["#sign-in-dialog", "#visitor-name", "#announcer", "#notes"]
    assert client.get("/en/room").status_code == 200


def test_a_wrong_password_stays_in_the_dialog(client, person):
    response = client.sign_in(person(), "wrong lantern", headers=HTMX)
    assert response.status_code == 422
    assert '<hx-partial hx-target="#sign-in-dialog-form" hx-swap="outerHTML">' in response.text
    assert 'data-error="login_failed"' in response.text
    assert 'value="editor@shop.test"' in response.text


def test_the_page_speaks_the_language_of_its_address(client):
    assert '<html lang="ar" dir="rtl"' in client.get("/ar/sign-in").text


def test_whoever_is_signed_in_can_become_somebody_else(client, app, person):
    client.sign_in(person())
    with app.app_context():
        add_user(NewUser("b@shop.test", "B", "reader"), "another lantern")
    assert "Editor" in client.get("/en/sign-in").text
    client.sign_in("b@shop.test", "another lantern")
    assert client.get("/en/room").text == "b@shop.test"
