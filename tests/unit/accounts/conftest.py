"""The accounts of a real shop, on SQLite and, where one answers, on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from webapp import access, create_app
from webapp.access import Right
from webapp.accounts import registration
from webapp.accounts.registration import NewUser
from webapp.config import Settings
from webapp.extensions import db
from webapp.storage import records, schema
from webapp.storage.engines import engines

SERVER = "postgresql://postgres@127.0.0.1"
TABLES = ("signed_in", "credential", "user_account", "failed_attempt")
PASSWORD = "lantern velvet 7 "


class Browser(FlaskClient):
    """Says where its forms come from, as a browser does."""

    def open(self, *args: Any, **values: Any) -> Any:
        headers = {"Origin": values.get("base_url", "http://localhost")} | dict(values.pop("headers", {}))
        return super().open(*args, headers=headers, **values)

    def sign_in(self, email: str, password: str = PASSWORD, **values: Any) -> Any:
        data = {"email": email, "password": password} | values.pop("data", {})
        return self.post("/en/sign-in", data=data, **values)

    @property
    def session_id(self) -> str | None:
        cookie = self.get_cookie("etalage")
        return cookie.value if cookie else None


class Clock:
    """Stands still until it is told how much time has passed."""

    def __init__(self) -> None:
        self.now = datetime(2030, 5, 17, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def made_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    environ = {"ETALAGE_DATA": str(tmp_path_factory.mktemp("data"))}
    name = f"etalage_accounts_{os.getpid()}"
    if request.param == "postgresql":
        try:
            _on_server(f"CREATE DATABASE {name}")
        except psycopg.OperationalError as error:
            pytest.skip(f"no PostgreSQL at {SERVER}: {error}")
        environ["ETALAGE_DATABASE_URL"] = f"{SERVER}/{name}"
    app = create_app(Settings.read(environ))
    app.test_client_class = Browser
    app.add_url_rule("/<locale>/room", "room", access.needs(Right.LOOK)(_room), methods=["GET", "POST"])
    app.add_url_rule("/<locale>/hall", "hall", access.open_to_all(_hall))
    app.add_url_rule("/<locale>/street", "street", access.public(lambda: "street"))
    with app.app_context():
        schema.prepare()
    yield app
    with app.app_context():
        db.engine.dispose()
    if request.param == "postgresql":
        _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def _room() -> str:
    visitor = access.visitor()
    assert visitor
    return visitor.email


def _hall() -> str:
    visitor = access.visitor()
    return visitor.email if visitor else "somebody"


def _on_server(statement: str) -> None:
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=3) as connection:
        connection.execute(statement)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(made_app: Flask, clock: Clock) -> Iterator[Flask]:
    """The shop without users; no app context is open, as for a server."""
    made_app.extensions["etalage.clock"] = clock
    yield made_app
    made_app.extensions["etalage.clock"] = records.now
    made_app.extensions["etalage.seen"].stop()
    made_app.extensions.pop("etalage.plain_cookie", None)
    (made_app.extensions["etalage.settings"].data / "demo-password").unlink(missing_ok=True)
    with made_app.app_context(), engines().writing.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"DELETE FROM {table}"))


@pytest.fixture
def client(app: Flask) -> Browser:
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def data(app: Flask) -> Path:
    found: Path = app.extensions["etalage.settings"].data
    return found


@pytest.fixture
def person(app: Flask) -> Callable[..., str]:
    """Makes somebody of a role and returns their e-mail address."""

    def make(role: str = "editor", password: str = PASSWORD, email: str | None = None) -> str:
        email = email or f"{role}@shop.test"
        with app.app_context():
            registration.add_user(NewUser(email, role.title(), role), password)
        return email

    return make


@pytest.fixture
def execute(app: Flask) -> Callable[..., list[Any]]:
    """Runs SQL on a connection of its own, as a database shell would."""

    def run(sql: str, **values: Any) -> list[Any]:
        with app.app_context(), engines().writing.begin() as connection:
            result = connection.execute(text(sql), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    return run
