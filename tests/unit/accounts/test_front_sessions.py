"""Somebody signed in is answered at the front with their own pages: only while their account and session are what they were."""

from __future__ import annotations

import pytest
from flask import request_started
from sqlalchemy import text

from tests.unit.accounts.conftest import PASSWORD
from webapp.accounts import seen
from webapp.storage.engines import engines

LIST = "/en/products"


@pytest.fixture
def entered(app):
    """The paths with which Flask was entered."""
    from flask import request

    paths = []

    def note(_app, **_values):
        paths.append(request.path)

    with request_started.connected_to(note, app):
        yield paths


def kept(client, entered, path=LIST):
    """What the front cache answers, after two answers of Flask."""
    for _time in range(2):
        client.get(path)
    entered.clear()
    response = client.get(path)
    assert (response.status_code, entered) == (200, [])
    return response


def run(app, sql, **values):
    with app.app_context(), engines().writing.begin() as connection:
        connection.execute(text(sql), values)


@pytest.fixture
def browser(app):
    return app.test_client


@pytest.fixture
def user(app, person):
    def make(email, role, name):
        person(role, email=email)
        run(app, "UPDATE user_account SET name = :name WHERE email = :email", name=name, email=email)

    return make


@pytest.fixture
def signed_in(browser, user):
    user("ana@etalage.test", role="editor", name="Ana Alm")
    one = browser()
    assert one.sign_in("ana@etalage.test").status_code == 303
    return one


def test_each_has_pages_of_their_own_and_no_browser_keeps_them(app, browser, user, signed_in, entered):
    user("ben@etalage.test", role="reader", name="Ben Berg")
    other, nobody = browser(), browser()
    other.sign_in("ben@etalage.test")
    pages = {name: kept(one, entered) for name, one in (("Ana", signed_in), ("Ben", other), ("", nobody))}
    assert "Ana Alm" in pages["Ana"].text
    assert "Ben" not in pages["Ana"].text
    assert "Ben Berg" in pages["Ben"].text
    assert "Ana" not in pages["Ben"].text
    assert "Ana" not in pages[""].text
    assert "Ben" not in pages[""].text
    for name in ("Ana", "Ben"):
        assert pages[name].headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in pages[name].headers
        assert "statements" in pages[name].headers["Server-Timing"]
    tag = pages[""].headers["ETag"]
    assert signed_in.get(LIST, headers={"If-None-Match": tag}).status_code == 200


def test_another_session_of_the_same_person_is_not_answered_by_it(browser, signed_in, entered):
    kept(signed_in, entered)
    again = browser()
    again.sign_in("ana@etalage.test")
    entered.clear()
    again.get(LIST)
    assert entered == [LIST]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM signed_in",
        "UPDATE user_account SET active = false",
        "UPDATE user_account SET trashed_at = created_at FROM signed_in WHERE user_id = user_account.id",
    ],
)
def test_whose_session_or_account_is_ended_from_outside_is_nobody_in_the_next_answer(app, signed_in, entered, sql):
    assert "Ana Alm" in kept(signed_in, entered).text
    run(app, sql)
    response = signed_in.get(LIST)
    assert "Ana Alm" not in response.text
    assert "Sign in" in response.text


def test_another_role_or_name_is_in_the_next_answer(app, signed_in, entered):
    assert "/en/desk/products" in kept(signed_in, entered).text
    run(app, "UPDATE user_account SET name = 'Ana Berg'")
    assert "Ana Berg" in signed_in.get(LIST).text


def test_signing_out_and_in_again_and_a_new_password(app, browser, signed_in, entered):
    other = browser()
    other.sign_in("ana@etalage.test")
    kept(other, entered)
    kept(signed_in, entered)
    new = "harbour copper 99 "
    data = {"old": PASSWORD, "new": new, "again": new}
    assert signed_in.post("/en/password", data=data).status_code == 303
    assert "Ana Alm" not in other.get(LIST).text
    assert "Ana Alm" in kept(signed_in, entered).text
    signed_in.post("/en/sign-out")
    assert "Ana Alm" not in signed_in.get(LIST).text


def test_a_stolen_cookie_of_an_ended_session_is_worth_nothing(browser, signed_in, entered):
    kept(signed_in, entered)
    thief = browser()
    thief.set_cookie("etalage", signed_in.session_id)
    assert "Ana Alm" in thief.get(LIST).text
    signed_in.post("/en/sign-out")
    assert "Ana Alm" not in thief.get(LIST).text


def test_a_session_is_noted_as_seen_every_few_minutes_and_ends_in_time(app, signed_in, clock, entered):
    kept(signed_in, entered)
    clock.passes(minutes=4, seconds=59)
    signed_in.get(LIST)
    assert entered == []
    clock.passes(seconds=1)
    signed_in.get(LIST)
    assert entered == [LIST]
    with app.app_context():
        seen.writer().flush()
    kept(signed_in, entered)
    clock.passes(hours=2)
    assert "Ana Alm" not in signed_in.get(LIST).text


def test_a_cookie_that_signs_nobody_in_keeps_nothing(app, browser, entered):
    one = browser()
    one.set_cookie("etalage", "A" * 43)
    for _time in range(4):
        one.get(LIST)
    assert entered == [LIST] * 4


def test_a_desk_is_kept_for_each_and_shows_what_was_written_since(app, signed_in, entered):
    desk = "/en/desk/suppliers"
    assert "Kept Potters" not in kept(signed_in, entered, desk).text
    run(app, "INSERT INTO supplier (name, version) VALUES ('Kept Potters', 'v1')")
    assert "Kept Potters" in signed_in.get(desk).text
    assert "Kept Potters" in kept(signed_in, entered, desk).text
    # As many lists as there are words would drive out all others.
    for _time in range(3):
        signed_in.get(f"{desk}?q=pot")
    assert entered == [desk] * 3
