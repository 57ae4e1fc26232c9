"""Who somebody is and what they sign in with: sessions, passwords, the sign-in page, the demo's accounts."""

from flask import Flask

from webapp.accounts import cookies, routes, seen
from webapp.accounts.demo import create_demo_accounts
from webapp.accounts.grid import USERS
from webapp.accounts.sessions import load_visitor
from webapp.grid import register

__all__ = ["create_demo_accounts", "init_app", "load_visitor"]


def init_app(app: Flask) -> None:
    app.session_interface = cookies.NoOther()
    seen.init_app(app)
    register(USERS)
    routes.init_app(app)
