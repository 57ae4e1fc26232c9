"""Each route has declared who may use it, and what it answers in HTML depends on what htmx says."""

from __future__ import annotations

from webapp.access import policy_of


def test_each_route_has_declared_its_policy(sqlite_shop):
    assert not [name for name, view in sqlite_shop.view_functions.items() if policy_of(view) is None]


def test_a_route_without_a_policy_is_refused_to_everybody(sqlite_shop, signed_in):
    sqlite_shop.add_url_rule("/<locale>/nobodys", "nobodys", lambda: "open")
    assert signed_in(sqlite_shop, "owner").get("/en/nobodys").status_code == 403


def test_a_route_that_declares_no_session_cannot_read_one(sqlite_shop, signed_in):
    from webapp import access

    sqlite_shop.add_url_rule("/<locale>/curious", "curious", access.public(lambda: str(access.visitor())))
    assert signed_in(sqlite_shop, "owner").get("/en/curious").status_code == 500


def test_every_write_is_a_post(sqlite_shop):
    assert {method for rule in sqlite_shop.url_map.iter_rules() for method in rule.methods} <= {
        "GET",
        "HEAD",
        "OPTIONS",
        "POST",
    }
