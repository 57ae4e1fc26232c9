"""How long a session lives, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from webapp.storage.statements import recorded


def works(client, session_id):
    fresh = client.application.test_client()
    fresh.set_cookie("etalage", session_id)
    return fresh.get("/en/room").status_code == 200


def test_the_id_is_new_at_sign_in_and_the_old_one_dead(client, person):
    email = person()
    client.sign_in(email)
    first = client.session_id
    client.sign_in(email)
    assert client.session_id != first
    assert not works(client, first)
    assert works(client, client.session_id)


def test_an_id_planted_before_is_worth_nothing(client, person):
    planted = "A" * 43
    client.set_cookie("etalage", planted)
    client.sign_in(person())
    assert client.session_id != planted
    assert not works(client, planted)


def test_a_cookie_replayed_after_sign_out_is_401(client, person):
    client.sign_in(person())
    kept = client.session_id
    client.post("/en/sign-out")
    client.set_cookie("etalage", kept)
    response = client.get("/en/room")
    assert response.status_code == 401
    assert 'data-error="signed_out"' in response.text


def test_two_browsers_have_two_sessions(client, app, person):
    email, other = person(), app.test_client()
    client.sign_in(email)
    other.sign_in(email)
    client.post("/en/sign-out")
    assert other.get("/en/room").status_code == 200


STAFF, READER = ({"hours": 2}, {"hours": 1}, {"hours": 12}), ({"days": 14}, {"days": 9}, {"days": 90})
ROLES = {"owner": STAFF, "editor": STAFF, "translator": STAFF, "reader": READER}


@pytest.mark.parametrize(("role", "idle"), [(role, limits[0]) for role, limits in ROLES.items()])
def test_an_idle_session_ends(client, person, clock, role, idle):
    client.sign_in(person(role))
    clock.passes(**idle)
    clock.passes(seconds=-1)
    assert client.get("/en/room").status_code == 200
    clock.passes(seconds=1)
    assert client.get("/en/room").status_code == 401


@pytest.mark.parametrize(("role", "step", "absolute"), [(role, *limits[1:]) for role, limits in ROLES.items()])
def test_a_session_in_use_ends_too(client, app, person, clock, role, step, absolute):
    client.sign_in(person(role))
    begun = clock.now
    while client.get("/en/room").status_code == 200:
        app.extensions["etalage.seen"].flush()
        clock.passes(**step)
    assert clock.now - begun == timedelta(**absolute)


def test_a_change_of_role_counts_at_once(client, person, clock, execute):
    client.sign_in(person("reader"))
    clock.passes(hours=3)
    assert client.get("/en/room").status_code == 200
    execute("UPDATE user_account SET role = 'owner'")
    assert client.get("/en/room").status_code == 401


@pytest.mark.parametrize("change", ["active = false", "trashed_at = CURRENT_TIMESTAMP"])
def test_whoever_is_deactivated_is_signed_out(client, person, execute, change):
    client.sign_in(person())
    execute(f"UPDATE user_account SET {change}")
    assert client.get("/en/room").status_code == 401


@pytest.mark.parametrize("planted", ["", "x", "A" * 42, "A" * 44, "A" * 42 + "'", "A" * 42 + "é", "A" * 4000])
def test_what_is_no_id_is_not_looked_up(app, planted):
    # Without a jar of its own, which would replace the header.
    client = app.test_client(use_cookies=False)
    with recorded() as recorder:
        response = client.get("/en/hall", headers={"Cookie": f"etalage={planted}"})
    assert response.text == "somebody"
    assert recorder.statements == []


def test_one_statement_finds_the_visitor_and_none_without_a_cookie(client, person):
    with recorded() as recorder:
        assert client.get("/en/hall").text == "somebody"
    assert recorder.statements == []
    email = person()
    client.sign_in(email)
    with recorded() as recorder:
        assert client.get("/en/hall").text == email
    assert len(recorder.statements) == 1


def test_a_public_page_reads_no_session_and_sets_no_cookie(client, person):
    client.sign_in(person())
    with recorded() as recorder:
        response = client.get("/en/street")
    assert recorder.statements == []
    assert "Set-Cookie" not in response.headers
    assert "cookie" not in response.headers.get("Vary", "").lower()


@pytest.mark.parametrize("path", ["/en/", "/en/products"])
def test_the_window_sets_no_cookie_for_a_visitor(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "cookie" not in response.headers.get("Vary", "").lower()


def test_whoever_is_signed_in_gets_pages_that_nobody_keeps(client, person):
    client.sign_in(person())
    assert client.get("/en/hall").headers["Cache-Control"] == "private, no-store"


def test_a_sign_in_sweeps_sessions_that_are_over(client, app, person, clock, execute):
    email = person("reader")
    client.sign_in(email)
    clock.passes(days=15)
    app.test_client().sign_in(email)
    assert execute("SELECT count(*) FROM signed_in") == [(1,)]


@pytest.mark.slow
def test_live_ids_are_those_of_a_model(app, person, clock):
    """Any order of sign-ins, sign-outs, changed passwords and time: an id works where the model says so."""
    email = person()
    passwords = ["first lantern", "second lantern"]

    class Sessions(RuleBasedStateMachine):
        @initialize()
        def begin(self):
            with app.app_context():
                from webapp.accounts.registration import set_password

                set_password(email, passwords[0])
            self.password, self.live, self.dead = passwords[0], {}, set()
            self.clients = [app.test_client() for _ in range(2)]

        @rule(which=st.integers(0, 1))
        def sign_in(self, which):
            client = self.clients[which]
            self.end(client.session_id)
            assert client.sign_in(email, self.password).status_code == 303
            self.live[client.session_id] = [clock.now, clock.now]

        @rule(which=st.integers(0, 1))
        def sign_out(self, which):
            self.end(self.clients[which].session_id)
            self.clients[which].post("/en/sign-out")

        @precondition(lambda self: self.live)
        @rule(which=st.integers(0, 1))
        def change_password(self, which):
            client, new = self.clients[which], passwords[self.password == passwords[0]]
            allowed = self.lives(client.session_id)
            sent = {"old": self.password, "new": new, "again": new}
            status = client.post("/en/password", data=sent).status_code
            assert status == (303 if allowed else 401)
            if allowed:
                for one in list(self.live):
                    self.end(one)
                self.password = new
                self.live[client.session_id] = [clock.now, clock.now]

        @rule(minutes=st.sampled_from([1, 59, 60, 119]))
        def time_passes(self, minutes):
            clock.passes(minutes=minutes)

        @rule()
        def everything_is_as_the_model_says(self):
            for one in [*self.live, *self.dead]:
                expected = self.lives(one)
                assert works(self.clients[0], one) is expected
                if expected and (clock.now - self.live[one][1]).total_seconds() >= 300:
                    self.live[one][1] = clock.now
            app.extensions["etalage.seen"].flush()

        def lives(self, one):
            if one not in self.live:
                return False
            begun, seen = self.live[one]
            return (clock.now - begun).total_seconds() < 12 * 3600 and (clock.now - seen).total_seconds() < 2 * 3600

        def end(self, one):
            if one and self.live.pop(one, None):
                self.dead.add(one)

    run_state_machine_as_test(
        Sessions,
        settings=settings(
            max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
