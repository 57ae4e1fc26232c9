"""Real shops for unit tests: a fresh database of each kind, with the demo in it, and clients that act like a browser."""

from __future__ import annotations

import os
import shutil
import uuid
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app, request
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.unit.race.redis_server import Redis
from webapp import create_app
from webapp.access import Visitor
from webapp.catalogue.demo import shop as catalogue
from webapp.config import Settings
from webapp.extensions import db
from webapp.hypermedia import templates
from webapp.hypermedia.compiling import Compiled
from webapp.journal.demo import stories
from webapp.storage import schema
from webapp.storage.records import Record
from webapp.storage.transactions import snapshot

LONG = bool(os.environ.get("LONG"))
# The same examples at each run, so that a change breaks a test and not the day; `make test LONG=1` looks for new ones.
hypothesis.register_profile("steady", derandomize=not LONG)
hypothesis.load_profile("steady")
POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1/postgres")
DATABASES = ("sqlite", "postgresql")
PEOPLE = {
    "reader": Visitor(1, "Rae", "reader@etalage.test", "reader"),
    "translator": Visitor(2, "Tia", "translator@etalage.test", "translator", ("nl", "de")),
    "editor": Visitor(3, "Ed", "editor@etalage.test", "editor"),
    "other": Visitor(4, "Ana", "ana@etalage.test", "editor"),
    "owner": Visitor(5, "Ola", "owner@etalage.test", "owner"),
}


# Rooms and modules whose tests are about the database as much as about what stands on it.
ON_BOTH = {"catalogue", "exchange", "freshness", "history", "search", "storage", "test_concurrent_edits.py"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the tests that know both databases each has the one or the other in a run of many, and both with `make test LONG=1`."""
    if LONG or any("::" in argument for argument in config.args):
        return
    sorted_out: dict[bool, list[pytest.Item]] = {True: [], False: []}
    for item in items:
        sorted_out[_is_for_a_long_run(item)].append(item)
    config.hook.pytest_deselected(items=sorted_out[True])
    items[:] = sorted_out[False]


def _is_for_a_long_run(item: pytest.Item) -> bool:
    database = item.callspec.params.get("database_environ") if hasattr(item, "callspec") else None
    if database is None or ON_BOTH & {*item.path.parts}:
        return False
    other = DATABASES[zlib.crc32(item.nodeid.replace(database, "").encode()) % len(DATABASES)]
    return bool(database != other)


def fill() -> None:
    """The whole demo but its accounts."""
    catalogue.fill()
    stories.fill()


class Postgresql:
    """A PostgreSQL server to make databases on; `reason` says why there is none."""

    def __init__(self) -> None:
        self.reason = ""
        try:
            import psycopg

            self.connection = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=2)
        except Exception as error:
            self.reason = f"no PostgreSQL answers at {POSTGRESQL}: {type(error).__name__}"

    def make(self) -> str:
        name = f"etalage_test_{uuid.uuid4().hex[:12]}"
        self.connection.execute(f"CREATE DATABASE {name}")
        # No test cuts the power of PostgreSQL, and waiting for its disk is half of the time that they take.
        self.connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        return name

    def drop(self, name: str) -> None:
        self.connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        return POSTGRESQL.rsplit("/", 1)[0] + f"/{name}"


class Kept:
    """A filled PostgreSQL database that goes back to what it was: making one for each test would take a second or two."""

    def __init__(self, server: Postgresql, data: Path) -> None:
        import psycopg

        self.server = server
        self.name = server.make()
        app = make_shop(data, ETALAGE_DATABASE_URL=server.url(self.name))
        with app.app_context():
            schema.prepare()
            fill()
        close(app)
        self.connection = psycopg.connect(server.url(self.name), autocommit=True)
        self.tables = [name for (name,) in self.connection.execute(PUBLIC_TABLES)]
        self.connection.execute("CREATE SCHEMA kept")
        for table in self.tables:
            self.connection.execute(f"CREATE TABLE kept.{table} AS TABLE public.{table}")
        self.keys = dict(self.connection.execute(PRIMARY_KEYS).fetchall())
        self.shape = self._shape()
        self.marks = self._marks()

    def reset(self) -> bool:
        """Put back the rows that changed; False where a test changed the shape of the database, so that another is needed."""
        if self._shape() != self.shape:
            return False
        marks = self._marks()
        changed = [table for table in self.tables if marks[table] != self.marks[table]]
        with self.connection.transaction():
            # Neither triggers nor foreign keys have a say in this.
            self.connection.execute("SET LOCAL session_replication_role = replica")
            for table in changed:
                self._put_back(table)
        if changed:
            self.marks = self._marks()
        return True

    def _put_back(self, table: str) -> None:
        """Only what changed, since the index of full text is dear to fill anew."""
        _count, newest = self.marks[table]
        same = " AND ".join(f"now.{column} = k.{column}" for column in self.keys[table])
        self.connection.execute(f"DELETE FROM public.{table} WHERE xmin::text::bigint > {newest or 0}")
        self.connection.execute(
            f"INSERT INTO public.{table} SELECT * FROM kept.{table} k"
            f" WHERE NOT EXISTS (SELECT 1 FROM public.{table} now WHERE {same})"
        )

    def _marks(self) -> dict[str, tuple[int, int | None]]:
        """How many rows a table has, and which transaction wrote the newest: to look at that is cheaper than at the rows."""
        one = "SELECT '{0}', count(*), max(xmin::text::bigint) FROM public.{0}"
        rows = self.connection.execute(" UNION ALL ".join(one.format(table) for table in self.tables))
        return {name: (count, newest) for name, count, newest in rows}

    def close(self) -> None:
        self.connection.close()
        self.server.drop(self.name)

    def _shape(self) -> list[object]:
        return [self.connection.execute(query).fetchall() for query in SHAPE]


PUBLIC_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
PRIMARY_KEYS = (
    "SELECT c.relname, array_agg(a.attname::text) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)"
    " WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace GROUP BY 1"
)
SHAPE = (
    PUBLIC_TABLES,
    "SELECT tgname, tgrelid::regclass::text, tgenabled, pg_get_functiondef(tgfoid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY 1, 2",
    "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, ordinal_position",
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    server = Postgresql()
    yield server
    if not server.reason:
        server.connection.close()


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each test has a shop of its own, and would compile the templates of its pages anew, and Werkzeug its routes (36 of 54 ms)."""
    kept = str(tmp_path_factory.mktemp("compiled"))
    builders: dict[Any, Any] = {}
    compile_builder = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, repr(rule.defaults), append_unknown)
        if key not in builders:
            builders[key] = compile_builder(rule, append_unknown)
        return builders[key]

    def compiled(_settings: Settings, locale: str) -> Compiled:
        return Compiled(kept, locale, current_app.extensions["etalage.templates_digest"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templates, "_compiled", compiled)
        patch.setattr(Rule, "_compile_builder", once)
        yield


def make_shop(data: Path, **environ: str) -> Flask:
    """A shop with its own data folder; `environ` holds further settings."""
    app = create_app(Settings.read({"ETALAGE_DATA": str(data), "ETALAGE_TIMING": "1", **environ}))
    app.config["TESTING"] = False
    return app


def close(app: Flask) -> None:
    # What it measured would be written a minute later, when another test may have the database.
    if writer := app.extensions.get("etalage.insight_writer"):
        writer.stop()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo in it, to be copied."""
    data = tmp_path_factory.mktemp("filled")
    app = make_shop(data)
    with app.app_context():
        schema.prepare()
        fill()
    close(app)
    return data


@pytest.fixture(scope="session")
def kept_postgresql(postgresql: Postgresql, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Kept]]:
    """The one filled database of this session, in a list, so that a test which needs another one can replace it."""
    if postgresql.reason:
        pytest.skip(postgresql.reason)
    kept = [Kept(postgresql, tmp_path_factory.mktemp("filled-pg"))]
    yield kept
    kept[0].close()


@pytest.fixture(params=DATABASES)
def database_environ(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings that name a fresh database with the demo in it, on each kind."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("filled_sqlite"), tmp_path, dirs_exist_ok=True)
        yield {"ETALAGE_DATA": str(tmp_path)}
    else:
        kept: list[Kept] = request.getfixturevalue("kept_postgresql")
        if not kept[0].reset():
            kept[0].close()
            kept[0] = Kept(kept[0].server, tmp_path / "filled")
        yield {"ETALAGE_DATA": str(tmp_path), "ETALAGE_DATABASE_URL": kept[0].server.url(kept[0].name)}


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Redis]:
    """A Redis of the test's own, which it may kill."""
    pytest.importorskip("redis", reason="the extra `redis` is not installed")
    if shutil.which("redis-server") is None:
        pytest.skip("there is no redis-server to start")
    folder = tmp_path / "redis"
    folder.mkdir()
    server = Redis(folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def shop(database_environ: dict[str, str]) -> Iterator[Flask]:
    """A shop with the demo, on SQLite and on PostgreSQL, inside its app context."""
    app = create_app(Settings.read({"ETALAGE_TIMING": "1", **database_environ}))
    with app.app_context():
        yield app
    close(app)


@pytest.fixture
def sqlite_shop(filled_sqlite: Path, tmp_path: Path) -> Iterator[Flask]:
    """A shop with the demo on SQLite only, for what does not concern the database."""
    shutil.copytree(filled_sqlite, tmp_path, dirs_exist_ok=True)
    app = make_shop(tmp_path)
    with app.app_context():
        yield app
    close(app)


def version_seen(model: type[Record], record: int, locale: str = "en") -> str:
    """What a page in one language tells its editors of a record; of one that is not there it tells nothing."""
    with snapshot() as connection, Session(connection) as session:
        found = session.get(model, record)
        return found.version_in(locale) if found else ""


class Browser:
    """A client that sends what a browser sends from a page of ours."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=headers)

    def htmx(self, path: str, here: str = "/en/desk/products") -> Any:
        return self.client.get(path, headers=self._by_htmx(here))

    def post(self, path: str, here: str = "/en/desk/products", script: bool = True, **form: Any) -> Any:
        headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
        headers |= self._by_htmx(here) if script else {"Referer": f"http://localhost{here}"}
        return self.client.post(path, data=form, headers=headers)

    def write(self, path: str, value: str, version: str, key: str = "", face: str = "grid", **more: Any) -> Any:
        return self.post(path, value=value, version=version, next="", key=key, face=face, **more)

    def _by_htmx(self, here: str) -> dict[str, str]:
        return {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": f"http://localhost{here}"}


@pytest.fixture
def signed_in() -> Callable[[Flask, str | None], Browser]:
    """`signed_in(app, "editor")`: a client that the app takes for that person. The accounts' own tests sign in for real."""

    def make(app: Flask, role: str | None) -> Browser:
        app.extensions["etalage.load_visitor"] = lambda: request.environ.get("etalage.visitor")
        client = app.test_client()
        client.environ_base["etalage.visitor"] = PEOPLE[role] if role else None
        return Browser(client)

    return make
