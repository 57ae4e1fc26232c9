"""A shop with so many products that a plan or a count which depends on their number shows."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.unit.conftest import close, make_shop

MANY = 8_000


@pytest.fixture(scope="session")
def filled_many(filled_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo and many bulk products, made once for all workers."""
    from webapp.catalogue.demo import bulk

    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "many"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        data = shared / "shop"
        if not data.exists():
            beside = shared / "beside"
            shutil.copytree(filled_sqlite, beside)
            app = make_shop(beside)
            with app.app_context():
                bulk.add(MANY)
            close(app)
            beside.rename(data)
    return data


@pytest.fixture(scope="module")
def many(filled_many: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A shop with many products, for one module."""
    data = tmp_path_factory.mktemp("many") / "shop"
    shutil.copytree(filled_many, data)
    app = make_shop(data)
    yield app
    close(app)
