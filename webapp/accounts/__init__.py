"""Who somebody is and what they sign in with: sessions, passwords, the sign-in page, the demo's accounts."""

from flask import Flask

from webapp.accounts import clock, routes, seen
from webapp.accounts.demo import create_demo_accounts
from webapp.accounts.sessions import load_visitor

__all__ = ["create_demo_accounts", "init_app", "load_visitor"]


def init_app(app: Flask) -> None:
    clock.init_app(app)
    seen.init_app(app)
    routes.init_app(app)
