"""How often one may fail, and how long one then waits."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from webapp.accounts import attempts, passwords
from webapp.accounts.models import FailedAttempt
from webapp.storage.engines import engines


def fail(client, email="editor@shop.test", times=1, address="192.0.2.1", **values):
    return [
        client.sign_in(email, "wrong lantern", environ_overrides={"REMOTE_ADDR": address}, **values).status_code
        for _ in range(times)
    ]


def test_the_eleventh_failure_of_an_account_is_turned_away(client, person):
    person()
    assert {code for n in range(10) for code in fail(client, address=f"192.0.2.{n}")} == {422}
    assert fail(client, address="198.51.100.1") == [429]


def test_even_the_right_password_waits_and_then_works(client, person, clock):
    email = person()
    fail(client, times=10)
    response = client.sign_in(email)
    assert response.status_code == 429
    assert 'data-error="too_many_attempts"' in response.text
    wait = int(response.headers["Retry-After"])
    assert wait == 300
    clock.passes(seconds=wait - 1)
    assert client.sign_in(email).status_code == 429
    clock.passes(seconds=1)
    assert client.sign_in(email).status_code == 303


def test_the_wait_is_until_one_attempt_leaves_the_window(client, person, clock):
    email = person()
    fail(client)
    clock.passes(seconds=100)
    fail(client, times=9)
    assert client.sign_in(email).headers["Retry-After"] == "200"


def test_whoever_keeps_trying_does_not_prolong_the_wait(client, person, clock):
    email = person()
    fail(client, times=10)
    clock.passes(minutes=4)
    assert fail(client, times=5) == [429] * 5
    clock.passes(minutes=1)
    assert client.sign_in(email).status_code == 303


def test_nothing_is_verified_for_whoever_is_turned_away(client, person, monkeypatch):
    person()
    fail(client, times=10)
    monkeypatch.setattr(passwords, "matches", lambda *_: pytest.fail("argon2 ran"))
    assert fail(client) == [429]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"])
def test_an_address_is_not_taken_from_a_header(client, header):
    codes = [fail(client, f"{n}@shop.test", headers={header: f"203.0.113.{n}"})[0] for n in range(11)]
    assert codes == [422] * 10 + [429]


def test_one_block_of_addresses_is_counted_together(client):
    codes = [fail(client, f"{n}@shop.test", address=f"2001:db8:1:1::{n + 1}")[0] for n in range(11)]
    assert codes == [422] * 10 + [429]
    assert fail(client, "x@shop.test", address="2001:db8:1:2::1") == [422]


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("2001:db8:1:1:a:b:c:d", "2001:db8:1:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "unknown"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_blocks(address, block):
    assert attempts.block(address) == block


def test_another_account_from_another_address_is_free(client, person):
    email = person("reader")
    fail(client, times=10)
    assert client.sign_in(email, environ_overrides={"REMOTE_ADDR": "198.51.100.1"}).status_code == 303


def test_a_thousand_failures_in_all_stop_everybody(app, client, person, clock):
    email = person()
    rows = [{"at": clock.now, "account": str(n), "address": str(n)} for n in range(1000)]
    with app.app_context(), engines().writing.begin() as connection:
        connection.execute(insert(FailedAttempt), rows[1:])
    assert client.sign_in(email).status_code == 303
    with app.app_context(), engines().writing.begin() as connection:
        connection.execute(insert(FailedAttempt), rows[:1])
    assert client.sign_in(email).status_code == 429
    clock.passes(minutes=5)
    assert client.sign_in(email).status_code == 303


def test_a_later_failure_removes_what_counts_no_longer(client, clock, execute):
    fail(client, times=3)
    clock.passes(minutes=5)
    fail(client)
    assert execute("SELECT count(*) FROM failed_attempt") == [(1,)]


def test_what_was_typed_is_not_kept(client, execute):
    fail(client, "my secret password")
    ((account,),) = execute("SELECT account FROM failed_attempt")
    assert account == attempts.account("my secret password")
    assert "secret" not in account
