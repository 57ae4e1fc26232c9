"""`etalage user add` and `etalage user password`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from webapp.accounts.commands import user


@pytest.fixture
def run(app):
    def invoke(*arguments, stdin="walnut ribbon 3\n"):
        with app.app_context():
            return CliRunner().invoke(user, list(arguments), input=stdin)

    return invoke


ADD = ("add", "New@Shop.test", "--name", "Nina", "--role", "translator", "--locales", "nl,de")


def test_somebody_added_can_sign_in(run, client, execute):
    done = run(*ADD)
    assert (done.exit_code, done.stderr) == (0, "")
    assert execute("SELECT email, name, role, locales FROM user_account") == [
        ("new@shop.test", "Nina", "translator", "nl,de")
    ]
    assert client.sign_in("new@shop.test", "walnut ribbon 3").status_code == 303


def test_it_is_an_act_by_command_without_any_password(run, execute):
    ((before,),) = execute("SELECT coalesce(max(id), 0) FROM act")
    run(*ADD)
    assert execute("SELECT actor, actor_id, way FROM act WHERE id > :before", before=before) == [
        ("command", None, "command")
    ]
    fields = execute("SELECT field FROM act_change WHERE act_id > :before", before=before)
    assert {field for (field,) in fields} >= {"created", "email", "role"}
    assert not any("password" in field for (field,) in fields)


@pytest.mark.parametrize("stdin", ["walnut ribbon 3 \n", "walnut\tribbon\0x", "walnut ribbon 3 "])
def test_a_piped_password_counts_to_its_last_space(run, client, stdin):
    run(*ADD, stdin=stdin)
    assert client.sign_in("new@shop.test", stdin.removesuffix("\n")).status_code == 303
    assert client.sign_in("new@shop.test", stdin.strip() + "x").status_code == 422


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (ADD, "short\n"),
        (ADD, "password1\n"),
        (ADD, "x" * 300),
        (ADD, ""),
        (("add", "no-address", "--name", "N", "--role", "owner"), "walnut ribbon 3"),
        (("add", "a b@c.d", "--name", "N", "--role", "owner"), "walnut ribbon 3"),
        (("add", "a\0@c.d", "--name", "N", "--role", "owner"), "walnut ribbon 3"),
        (("add", "a@" + "c" * 260, "--name", "N", "--role", "owner"), "walnut ribbon 3"),
        (("add", "a@c.d", "--name", " ", "--role", "owner"), "walnut ribbon 3"),
        (("add", "a@c.d", "--name", "N\nM", "--role", "owner"), "walnut ribbon 3"),
        (("add", "a@c.d", "--name", "N", "--role", "owner", "--locales", "nl"), "walnut ribbon 3"),
        (("add", "a@c.d", "--name", "N", "--role", "translator", "--locales", "xx"), "walnut ribbon 3"),
        (("password", "nobody@shop.test"), "walnut ribbon 3"),
        (("password", "nul\0@shop.test"), "walnut ribbon 3"),
    ],
)
def test_a_refusal_is_one_sentence_and_status_1(run, execute, arguments, stdin):
    done = run(*arguments, stdin=stdin)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.rstrip().endswith(".")
    assert execute("SELECT * FROM user_account") == []


def test_an_address_is_taken_once(run, execute):
    run(*ADD)
    done = run("add", "NEW@shop.test", "--name", "N", "--role", "owner")
    assert (done.exit_code, done.stderr) == (1, "There is a user with this e-mail address.\n")
    assert execute("SELECT count(*) FROM user_account") == [(1,)]


@pytest.mark.parametrize("arguments", [("add",), ("add", "a@b.c"), ("add", "a@b.c", "--name", "N", "--role", "king")])
def test_wrong_usage_is_status_2(run, arguments):
    assert run(*arguments).exit_code == 2


def test_another_password_signs_out_everywhere(run, client, app):
    run(*ADD)
    client.sign_in("new@shop.test", "walnut ribbon 3")
    assert run("password", "new@shop.test", stdin="saffron river 8\n").exit_code == 0
    assert client.get("/en/room").status_code == 401
    assert app.test_client().sign_in("new@shop.test", "walnut ribbon 3").status_code == 422
    assert app.test_client().sign_in("new@shop.test", "saffron river 8").status_code == 303


def test_somebody_without_a_password_gets_one(run, client, person, execute):
    email = person()
    execute("DELETE FROM credential")
    assert client.sign_in(email).status_code == 422
    assert run("password", email, stdin="saffron river 8\n").exit_code == 0
    assert client.sign_in(email, "saffron river 8").status_code == 303
