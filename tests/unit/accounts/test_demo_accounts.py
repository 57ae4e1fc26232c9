"""The four accounts of a demo."""

from __future__ import annotations

import re
import stat

import pytest

from webapp.accounts import create_demo_accounts
from webapp.accounts.passwords import Unacceptable

ROLES = ("owner", "editor", "translator", "reader")


@pytest.fixture
def demo(app):
    def make(password=None):
        with app.app_context():
            return create_demo_accounts(password)

    return make


def test_each_can_sign_in_with_the_one_password(app, demo, execute):
    password = demo()
    assert re.fullmatch(r"[a-z]+-[a-z]+-[a-z]+-\d\d", password)
    for role in ROLES:
        assert app.test_client().sign_in(f"{role}@etalage.test", password).status_code == 303
    assert sorted(execute("SELECT role, locales FROM user_account")) == [
        ("editor", ""),
        ("owner", ""),
        ("reader", ""),
        ("translator", "nl,de"),
    ]


def test_the_password_is_kept_for_the_owner_of_the_file_only(demo, data):
    password = demo()
    assert (data / "demo-password").read_text() == password
    assert stat.S_IMODE((data / "demo-password").stat().st_mode) == 0o600
    assert [path.name for path in data.glob("demo-password*")] == ["demo-password"]


def test_a_second_time_changes_nothing(demo, execute):
    first = demo()
    before = execute("SELECT * FROM user_account ORDER BY id"), execute("SELECT * FROM credential ORDER BY user_id")
    assert demo() == first
    assert before == (
        execute("SELECT * FROM user_account ORDER BY id"),
        execute("SELECT * FROM credential ORDER BY user_id"),
    )


def test_a_missing_account_is_made_with_the_kept_password(client, demo, execute):
    password = demo()
    execute("DELETE FROM user_account WHERE role = 'editor'")
    demo()
    assert client.sign_in("editor@etalage.test", password).status_code == 303


def test_a_given_password_is_the_one(client, demo):
    assert demo("walnut ribbon 3") == "walnut ribbon 3"
    assert client.sign_in("reader@etalage.test", "walnut ribbon 3").status_code == 303


def test_a_later_given_password_moves_all_but_those_who_chose_their_own(app, client, demo):
    first = demo()
    client.sign_in("owner@etalage.test", first)
    own = {"old": first, "new": "my own lantern", "again": "my own lantern"}
    assert client.post("/en/password", data=own).status_code == 303
    assert demo("walnut ribbon 3") == "walnut ribbon 3"
    assert app.test_client().sign_in("owner@etalage.test", "my own lantern").status_code == 303
    assert app.test_client().sign_in("editor@etalage.test", "walnut ribbon 3").status_code == 303
    assert app.test_client().sign_in("editor@etalage.test", first).status_code == 422


def test_a_common_password_is_refused_and_nothing_made(demo, data, execute):
    with pytest.raises(Unacceptable):
        demo("password1")
    assert execute("SELECT * FROM user_account") == []
    assert not (data / "demo-password").exists()


def test_the_sign_in_page_is_filled_in(client, demo):
    password = demo()
    page = client.get("/en/sign-in").text
    assert 'name="email" value="owner@etalage.test"' in page
    assert f'name="password" type="password" value="{password}"' in page
    assert all(f'href="/en/sign-in?as={role}"' in page for role in ROLES)


def test_another_account_can_be_chosen(client, demo):
    demo()
    page = client.get("/en/sign-in?as=editor&next=/en/room").text
    assert 'name="email" value="editor@etalage.test"' in page
    assert 'href="/en/sign-in?as=editor&amp;next=/en/room" aria-current="true"' in page
    assert 'name="email" value="owner@etalage.test"' in client.get("/en/sign-in?as=nobody").text


def test_in_the_dialog_they_are_buttons_that_fill_in_the_form(client, demo):
    demo()
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert 'hx-get="/en/sign-in?as=editor' in client.get("/en/room", headers=htmx).text
    filled = client.get("/en/sign-in?as=editor", headers=htmx).text
    assert '<hx-partial hx-target="#sign-in-dialog-form"' in filled
    assert 'value="editor@etalage.test"' in filled


def test_a_shop_that_is_no_demo_fills_in_nothing(client, person):
    person("owner", email="owner@etalage.test")
    page = client.get("/en/sign-in?as=editor").text
    assert 'name="email" value=""' in page
    assert 'type="password" value=""' in page
    assert "etalage.test" not in page
