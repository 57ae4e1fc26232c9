"""What the tests of freshness share: somebody who changes the database from outside, and a Redis of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.storage.outside import Outside


@pytest.fixture
def outside(request: pytest.FixtureRequest) -> Iterator[Outside]:
    """A second connection to the database of `shop`, or of `sqlite_shop` where the test asks for that."""
    name = "sqlite_shop" if "sqlite_shop" in request.fixturenames else "shop"
    app: Flask = request.getfixturevalue(name)
    connection = Outside(app)
    yield connection
    connection.close()


class Apart:
    """A client whose requests share nothing with the test: inside the test's own app context Flask would give them its `g`."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, *args: Any, **values: Any) -> Any:
        return Context().run(self.client.get, *args, **values)

    def post(self, *args: Any, **values: Any) -> Any:
        return Context().run(self.client.post, *args, **values)


@pytest.fixture
def signed_in(signed_in: Callable[..., Any]) -> Callable[..., Any]:
    def make(app: Flask, role: str | None) -> Any:
        browser = signed_in(app, role)
        browser.client = Apart(browser.client)
        return browser

    return make
