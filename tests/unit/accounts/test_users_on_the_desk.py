"""The users on the desk: the owner's alone, with no way to lock the shop, and rights that are taken away end at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.unit.accounts.conftest import PASSWORD
from webapp.access import ROLES
from webapp.accounts import registration

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def at_work(app, person):
    """`at_work(role)`: a browser of somebody of that role who has signed in."""

    def come(role, email=None):
        browser = app.test_client()
        assert browser.sign_in(person(role, email=email)).status_code == 303
        return browser

    return come


@pytest.fixture
def user(execute):
    """`user(email)`: (id, version) as a page tells them."""

    def find(email):
        ((id_, version),) = execute("SELECT id, version FROM user_account WHERE email = :email", email=email)
        return id_, f"{version}."

    return find


@pytest.fixture
def write(user):
    def send(browser, email, field, value, **headers):
        id_, version = user(email)
        form = {"value": value, "version": version}
        return browser.post(f"/en/users/{id_}/{field}", data=form, headers=HTMX | headers)

    return send


def value(execute, email, field):
    return execute(f"SELECT {field} FROM user_account WHERE email = :email", email=email)[0][0]


def test_an_owner_sees_the_users_and_finds_them_on_the_desk(at_work, person):
    owner = at_work("owner")
    person("editor")
    page = owner.get("/en/desk/users")
    assert page.status_code == 200
    assert 'href="/en/desk/users" aria-current="page"' in page.text
    assert "editor@shop.test" in page.text
    assert "argon2" not in page.text


@pytest.mark.parametrize("role", [role for role in ROLES if role != "owner"])
def test_nobody_else_sees_any_of_it(at_work, user, write, role):
    # Looked at before, so that it might be kept.
    owner = at_work("owner")
    assert [owner.get("/en/desk/users").status_code for _time in range(2)] == [200, 200]
    id_, _version = user("owner@shop.test")
    browser = at_work(role)
    assert "/desk/users" not in browser.get("/en/desk/suppliers").text
    for path in ("desk/users", f"desk/users/{id_}", f"users/{id_}/email/edit", "users/options/role"):
        answer = browser.get(f"/en/{path}")
        assert (answer.status_code, "owner@shop.test" in answer.text) == (403, False)
    assert write(browser, "owner@shop.test", "role", "reader").status_code == 403
    assert browser.post("/en/users", data={"name": "X", "email": "x@x.test", "role": "owner"}).status_code == 403
    for act in ("trash", "restore"):
        assert browser.post(f"/en/users/{id_}/{act}").status_code == 403


def test_no_answer_to_somebody_else_brings_the_list_of_users_whatever_page_it_says_it_is_for(at_work, person):
    person("owner")
    editor = at_work("editor")
    form = {"name": "Brown Ltd", "contact": "", "email": "", "city": ""}
    assert editor.post("/en/suppliers", data=form, headers=HTMX).status_code == 201
    users = HTMX | {"HX-Current-URL": "http://localhost/en/desk/users"}
    answer = editor.post("/en/undo", data={}, headers=users)
    assert (answer.status_code, "owner@shop.test" in answer.text) == (200, False)


def test_an_export_of_the_users_is_no_job_that_others_could_fetch(at_work):
    owner = at_work("owner")
    assert owner.post("/en/desk/jobs/exports", data={"table": "users"}, headers=HTMX).status_code == 422
    assert 'value="users"' not in owner.get("/en/desk/jobs").text


def test_signed_out_it_is_the_sign_in_form(app):
    assert app.test_client().get("/en/desk/users").status_code == 401


def test_a_new_user_may_sign_in_when_they_have_a_password(app, at_work, client, execute, write):
    owner = at_work("owner")
    form = {"name": "Nina", "email": " Nina@Shop.Test ", "role": "translator", "key": "a-key-of-ours-1"}
    answer = owner.post("/en/users", data=form, headers=HTMX)
    assert answer.status_code == 201
    assert execute("SELECT name, role, active FROM user_account WHERE email = 'nina@shop.test'") == [
        ("Nina", "translator", False)
    ]
    refused = write(owner, "nina@shop.test", "active", "1")
    assert (refused.status_code, 'data-error="no_password"' in refused.text) == (422, True)
    assert client.sign_in("nina@shop.test").status_code == 422
    with app.app_context():
        registration.set_password("nina@shop.test", PASSWORD)
    assert client.sign_in("nina@shop.test").status_code == 303


def test_another_password_lets_nobody_in_who_was_kept_out(app, at_work, person, client, execute, write):
    owner, email = at_work("owner"), person("editor")
    assert write(owner, email, "active", "0").status_code == 200
    with app.app_context():
        registration.set_password(email, "walnut ribbon 3")
    assert client.sign_in(email, "walnut ribbon 3").status_code == 422
    assert not value(execute, email, "active")


@pytest.mark.parametrize(("field", "typed"), [("role", "reader"), ("role", "owner"), ("active", "0")])
def test_whoever_has_other_rights_is_signed_out_everywhere(at_work, execute, write, field, typed):
    owner, editor = at_work("owner"), at_work("editor")
    assert write(owner, "editor@shop.test", field, typed).status_code == 200
    assert editor.get("/en/room").status_code == 401
    assert execute("SELECT count(*) FROM signed_in JOIN user_account ON user_id = id WHERE role <> 'owner'") == [(0,)]


def test_the_trash_signs_out_and_what_comes_back_from_it_is_not_signed_in(at_work, user):
    owner, editor = at_work("owner"), at_work("editor")
    id_, _version = user("editor@shop.test")
    assert owner.post(f"/en/users/{id_}/trash", headers=HTMX).status_code == 200
    assert editor.get("/en/room").status_code == 401
    assert owner.post(f"/en/users/{id_}/restore", headers=HTMX).status_code == 200
    assert editor.get("/en/room").status_code == 401


def test_another_name_or_address_signs_nobody_out(at_work, write, execute):
    owner, editor = at_work("owner"), at_work("editor")
    assert write(owner, "editor@shop.test", "name", "Edith").status_code == 200
    assert write(owner, "editor@shop.test", "email", "EDITH@shop.test").status_code == 200
    assert editor.get("/en/room").text == "edith@shop.test"


@pytest.mark.parametrize(("field", "typed"), [("role", "editor"), ("active", "0")])
def test_nobody_takes_their_own_rights_away(at_work, execute, write, user, person, field, typed):
    owner = at_work("owner")
    person("owner", email="second@shop.test")
    answer = write(owner, "owner@shop.test", field, typed)
    assert (answer.status_code, 'data-error="yourself"' in answer.text) == (422, True)
    id_, _version = user("owner@shop.test")
    answer = owner.post(f"/en/users/{id_}/trash", headers=HTMX)
    assert (answer.status_code, 'data-error="yourself"' in answer.text) == (422, True)
    assert (value(execute, "owner@shop.test", "role"), owner.get("/en/room").status_code) == ("owner", 200)


def test_two_owners_who_take_each_others_rights_away_at_one_time_are_not_both_right(at_work, execute, user):
    first, second = at_work("owner"), at_work("owner", "second@shop.test")
    forms = [
        (first, *user("second@shop.test")),
        (second, *user("owner@shop.test")),
    ]

    def demote(one):
        browser, id_, version = one
        return browser.post(f"/en/users/{id_}/role", data={"value": "editor", "version": version}, headers=HTMX)

    with ThreadPoolExecutor(2) as both:
        answers = [answer.status_code for answer in both.map(demote, forms)]
    assert sorted(answers)[0] == 200
    assert execute("SELECT count(*) FROM user_account WHERE role = 'owner' AND active") == [(1,)]


def test_undo_brings_a_role_back_and_ends_sessions_too(at_work, execute, write, client):
    owner, _translator = at_work("owner"), at_work("translator")
    assert write(owner, "translator@shop.test", "locales", "nl, de").status_code == 200
    assert write(owner, "translator@shop.test", "role", "editor").status_code == 200
    assert value(execute, "translator@shop.test", "locales") == ""
    client.sign_in("translator@shop.test")
    assert owner.post("/en/undo", data={}, headers=HTMX).status_code == 200
    assert (value(execute, "translator@shop.test", "role"), value(execute, "translator@shop.test", "locales")) == (
        "translator",
        "nl,de",
    )
    assert client.get("/en/room").status_code == 401


def test_undo_does_not_do_what_is_refused_by_hand(at_work, execute, write):
    first = at_work("owner")
    second = at_work("owner", "second@shop.test")
    execute("UPDATE user_account SET role = 'editor' WHERE email = 'second@shop.test'")
    assert write(first, "second@shop.test", "role", "owner").status_code == 200
    second.sign_in("second@shop.test")
    assert write(second, "owner@shop.test", "role", "reader").status_code == 200
    # What made the second one an owner cannot be taken back by anybody: they are the last.
    ((act,),) = execute("SELECT max(act_id) FROM act_change WHERE field = 'role' AND new = '\"owner\"'")
    answer = second.post("/en/undo", data={"act": str(act)}, headers=HTMX)
    assert (answer.status_code, value(execute, "second@shop.test", "role")) == (409, "owner")


def test_an_owner_who_is_none_any_more_undoes_nothing_of_the_users(at_work, execute, write):
    first = at_work("owner")
    second = at_work("owner", "second@shop.test")
    assert write(second, "owner@shop.test", "name", "Olga").status_code == 200
    assert write(first, "second@shop.test", "role", "editor").status_code == 200
    second.sign_in("second@shop.test")
    answer = second.post("/en/undo", data={}, headers=HTMX)
    assert (answer.status_code, "Olga" in answer.text) == (409, False)
    assert value(execute, "owner@shop.test", "name") == "Olga"


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("email", "no address", "email_invalid"),
        ("email", "a@b c", "email_invalid"),
        ("email", "", "required"),
        ("email", "owner@shop.test", "taken"),
        ("name", " ", "required"),
        ("role", "queen", "not_an_option"),
        ("locales", "nl, xx", "locale_unknown"),
        ("locales", "nl", "locales_role"),
    ],
)
def test_what_cannot_be_kept_of_a_user_is_refused_with_a_sentence(at_work, person, write, field, typed, code):
    owner, email = at_work("owner"), person("editor")
    answer = write(owner, email, field, typed)
    assert (answer.status_code, f'data-error="{code}"' in answer.text) == (422, True)


def test_the_languages_of_a_translator_are_kept_in_one_order_and_limit_what_they_write(at_work, execute, write):
    owner, translator = at_work("owner"), at_work("translator")
    assert write(owner, "translator@shop.test", "locales", "DE ,nl,, nl").status_code == 200
    assert value(execute, "translator@shop.test", "locales") == "nl,de"
    assert translator.get("/en/products/1/name/edit").status_code == 403
    assert write(owner, "translator@shop.test", "locales", "").status_code == 200
    assert value(execute, "translator@shop.test", "locales") == ""


def test_no_act_holds_a_secret(app, at_work, person, write, execute):
    owner = at_work("owner")
    owner.post("/en/users", data={"name": "N", "email": "n@shop.test", "role": "reader"}, headers=HTMX)
    with app.app_context():
        registration.set_password("n@shop.test", PASSWORD)
    told = "".join(f"{old}{new}" for old, new in execute("SELECT old, new FROM act_change"))
    assert not re.search(r"argon2|lantern", told)


def test_without_script_the_same_forms_work(at_work, person, user, execute):
    owner, email = at_work("owner"), person("editor")
    id_, version = user(email)
    page = owner.get(f"/en/desk/users/{id_}").text
    assert f'action="/en/users/{id_}/role"' in page
    answer = owner.post(f"/en/users/{id_}/role", data={"value": "reader", "version": version})
    assert (answer.status_code, value(execute, email, "role")) == (303, "reader")
    answer = owner.post(f"/en/users/{id_}/active", data={"value": "0", "version": user(email)[1]})
    assert (answer.status_code, bool(value(execute, email, "active"))) == (303, False)
