"""The index that would help: named where the plan is plain, and not a word where it is not."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from webapp.insight.indexes import missing_index
from webapp.insight.normalising import digest, normalised
from webapp.insight.plans import plan_of
from webapp.storage.engines import engines
from webapp.storage.transactions import snapshot

LARGE = 5_000
MARK = {"sqlite": "?", "postgresql": "%(v)s"}


@pytest.fixture
def tables(shop):
    """`parcel` is large, `carrier` small; both have no index but their keys, and `parcel` one on its label."""
    with engines().writing.begin() as connection:
        connection.execute(text("CREATE TABLE carrier (id INTEGER PRIMARY KEY, name VARCHAR(40))"))
        connection.execute(
            text(
                "CREATE TABLE parcel (id INTEGER PRIMARY KEY, city VARCHAR(40), weight INTEGER,"
                " label VARCHAR(40), carrier_id INTEGER)"
            )
        )
        connection.execute(text("CREATE INDEX ix_parcel_label ON parcel (label)"))
        rows = [{"n": n, "city": f"C{n % 2000}", "w": n % 1500, "l": f"L{n}"} for n in range(LARGE)]
        connection.execute(text("INSERT INTO parcel VALUES (:n, :city, :w, :l, :n)"), rows)
        connection.execute(text("INSERT INTO carrier VALUES (1, 'One')"))
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE parcel"))
    yield
    with engines().writing.begin() as connection:
        connection.execute(text("DROP TABLE parcel"))
        connection.execute(text("DROP TABLE carrier"))


def advised(sql: str) -> str:
    with snapshot() as connection:
        spelled = sql.replace("?", MARK[connection.dialect.name])
        plan = plan_of(connection, spelled)
        assert plan is not None, spelled
        assert plan.lines
        return str(missing_index(connection, spelled, plan) or "")


NAMED = {
    "SELECT id FROM parcel WHERE city = ?": "ix_parcel_city ON parcel (city)",
    "SELECT p.id FROM parcel AS p WHERE p.city = ? AND p.weight > ?": "ix_parcel_city_weight ON parcel (city, weight)",
    "SELECT p.id FROM parcel p WHERE p.weight > ? AND p.city = ?": "ix_parcel_city_weight ON parcel (city, weight)",
    "UPDATE parcel SET weight = 1 WHERE city = ?": "ix_parcel_city ON parcel (city)",
    "DELETE FROM parcel WHERE city = ?": "ix_parcel_city ON parcel (city)",
}
SILENT = {
    "by its key": "SELECT city FROM parcel WHERE id = ?",
    "by its index": "SELECT city FROM parcel WHERE label = ?",
    "a small table": "SELECT id FROM carrier WHERE name = ?",
    "nothing is compared": "SELECT id, city FROM parcel",
    "either of two": "SELECT id FROM parcel WHERE city = ? OR weight = ?",
    "a function": "SELECT id FROM parcel WHERE lower(city) = ?",
    "not a column": "SELECT p.id FROM parcel p WHERE p.weight + 1 = ?",
    "all but one": "SELECT id FROM parcel WHERE NOT city = ?",
}


@pytest.mark.parametrize("sql", NAMED)
def test_an_index_is_named_where_the_plan_is_plain(tables, sql):
    assert advised(sql) == f"CREATE INDEX {NAMED[sql]}"


@pytest.mark.parametrize("why", SILENT)
def test_nothing_is_said_where_it_is_not(tables, why):
    assert advised(SILENT[why]) == ""


def test_a_sorted_list_wants_an_index_in_its_order(tables):
    assert advised("SELECT id, city FROM parcel ORDER BY city, weight LIMIT 10") == (
        "CREATE INDEX ix_parcel_city_weight ON parcel (city, weight)"
    )
    assert advised("SELECT id, city FROM parcel ORDER BY city, weight DESC LIMIT 10") == ""
    assert advised("SELECT id, city FROM parcel ORDER BY label LIMIT 10") == ""


def test_an_index_that_the_database_makes_for_each_run_is_named(tables):
    with snapshot() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("PostgreSQL makes none")
    joined = "SELECT a.id, b.id FROM parcel AS a JOIN parcel AS b ON b.carrier_id = a.weight WHERE a.label > ?"
    assert advised(joined) == "CREATE INDEX ix_parcel_carrier_id ON parcel (carrier_id)"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT x FROM nowhere",
        "PRAGMA foreign_keys",
        "DROP TABLE product",
        "SELECT FROM FROM",
        "SELECT 1; DELETE FROM act",
    ],
)
def test_what_cannot_be_explained_has_no_plan_and_does_nothing(shop, sql):
    with snapshot() as connection:
        assert plan_of(connection, sql) is None
        assert connection.scalar(text("SELECT count(*) FROM product")) > 0, "the snapshot is still good"


def test_explaining_does_not_run(shop):
    with snapshot() as connection:
        before = connection.scalar(text("SELECT count(*) FROM product"))
        assert plan_of(connection, "DELETE FROM act_change") is not None
        assert plan_of(connection, "DELETE FROM product") is not None
    with snapshot() as connection:
        assert connection.scalar(text("SELECT count(*) FROM product")) == before


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT a FROM b  WHERE c IN (?, ?, ?)\n AND d = 'it''s'", "SELECT a FROM b WHERE c IN (?, …) AND d = ?"),
        ("SELECT a FROM b WHERE c = %(c_1)s::VARCHAR LIMIT 20", "SELECT a FROM b WHERE c = ?::VARCHAR LIMIT ?"),
        ("SELECT t1.a2 FROM t1 WHERE a2 = 3.5", "SELECT t1.a2 FROM t1 WHERE a2 = ?"),
        ("IN (%(a_1)s::INTEGER, %(a_2)s::INTEGER)", "IN (?::INTEGER, …)"),
    ],
)
def test_statements_that_differ_in_values_only_are_one(sql, said):
    assert normalised(sql) == said
    assert digest(sql) == digest(said.replace("…", "?"))
