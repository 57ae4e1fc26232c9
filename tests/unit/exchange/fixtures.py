"""What tests of imports need: a shop with an empty catalogue, on each database, and the command run in it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from webapp import create_app
from webapp.catalogue import exchange as catalogue_exchange
from webapp.catalogue.models import Category, Product, Supplier
from webapp.config import Settings
from webapp.exchange.commands import import_
from webapp.extensions import Base
from webapp.storage import schema
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.engines import engines
from webapp.storage.records import Record
from webapp.storage.transactions import snapshot, write

POSTGRESQL = "postgresql://postgres@127.0.0.1"
DATA = Path(__file__).parents[4] / "shared" / "data"
SOMEBODY = Intent(Actor(None, "somebody"), "grid")
KINDS: dict[str, Any] = {"product": Product, "supplier": Supplier, "category": Category}


@dataclass(frozen=True)
class Result:
    status: int
    lines: list[str]
    errors: list[str]

    @property
    def summary(self) -> str:
        return self.lines[-1]


class Importing:
    """A shop, the files that a test writes, and what became of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, *files: Path, dry: bool = False) -> Result:
        done = CliRunner().invoke(import_, [*map(str, files), *(["--dry-run"] if dry else [])])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Result(done.exit_code, done.stdout.splitlines(), done.stderr.splitlines())

    def edit(self, sku: str, field: str, value: Any) -> None:
        carry_out(SOMEBODY, lambda session: self._found(session, sku).assign(field, "en", value))

    def trash(self, noun: str, name: str) -> None:
        carry_out(SOMEBODY, lambda session: self._found(session, name, noun).trash())

    def rename(self, supplier: str, name: str) -> None:
        carry_out(SOMEBODY, lambda session: self._found(session, supplier, "supplier").assign("name", "en", name))

    def add(self, record: Record) -> None:
        carry_out(SOMEBODY, lambda session: session.add(record))

    def value(self, sku: str, field: str) -> Any:
        return write(lambda session: self._found(session, sku).value(field, "en"))

    def _found(self, session: Any, name: str, noun: str = "product") -> Record:
        column = {"product": Product.sku, "supplier": Supplier.name}[noun]
        found: Record = session.scalars(select(KINDS[noun]).where(column == name)).one()
        return found

    def session(self) -> Session:
        """For looking only."""
        return Session(engines().reading)

    def one(self, sql: str) -> Any:
        with snapshot() as connection:
            return connection.execute(text(sql)).scalar_one()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with snapshot() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]

    def everything(self) -> dict[str, Sequence[Any]]:
        """All rows of all tables."""
        with snapshot() as connection:
            return {t.name: sorted(map(str, connection.execute(select(t)))) for t in Base.metadata.sorted_tables}


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def importing_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    environment = {"ETALAGE_DATA": str(tmp_path_factory.mktemp("exchange")), "ETALAGE_CACHE": "off"}
    name = f"etalage_exchange_{secrets.token_hex(6)}"
    if request.param == "postgresql":
        _on_server(f"CREATE DATABASE {name}")
        environment["ETALAGE_DATABASE_URL"] = f"{POSTGRESQL}/{name}"
    app = create_app(Settings.read(environment))
    catalogue_exchange.register()
    with app.app_context():
        schema.prepare()
    yield app
    with app.app_context():
        engines().writing.dispose()
    if request.param == "postgresql":
        _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(statement: str) -> None:
    try:
        with psycopg.connect(f"{POSTGRESQL}/postgres", autocommit=True, connect_timeout=2) as connection:
            connection.execute(statement)  # type: ignore[call-overload]
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL answers on 127.0.0.1")


@pytest.fixture
def importing(importing_app: Flask, tmp_path: Path) -> Iterator[Importing]:
    with importing_app.app_context(), force_locale("en"):
        write(_empty)
        yield Importing(tmp_path)


def _empty(session: Any) -> None:
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in ("locale", "cache_scope"):
            session.execute(delete(table))


def real(*names: str) -> list[Path]:
    """Files of the shared data; the test is skipped where they are not there."""
    if not DATA.is_dir():
        pytest.skip(f"the real files are not at {DATA}")
    return [DATA / name for name in names]
