"""Texts need a store to be kept in, but no database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from webapp import create_app
from webapp.config import Settings

# A loaded machine is no failure.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="module", autouse=True)
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    app = create_app(Settings.read({"ETALAGE_DATA": str(tmp_path_factory.mktemp("data"))}))
    with app.test_request_context():
        yield
