"""What the tests of storage share: somebody who changes the database from outside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.unit.storage.outside import Outside


@pytest.fixture
def outside(shop: Flask) -> Iterator[Outside]:
    """A second connection to the database of `shop`."""
    connection = Outside(shop)
    yield connection
    connection.close()


@pytest.fixture
def sqlite_outside(sqlite_shop: Flask) -> Iterator[Outside]:
    """A second connection to the database of `sqlite_shop`."""
    connection = Outside(sqlite_shop)
    yield connection
    connection.close()
