"""Folding: Python, SQLite and PostgreSQL make the same key of the same name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from webapp.storage.folding import LETTERS, TABLE, fold, fold_sql
from webapp.storage.transactions import snapshot

# PostgreSQL keeps no NUL, and neither database a lone surrogate; the fields refuse both.
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
NEAR = st.text(st.sampled_from([*map(chr, LETTERS), *"aAeEIkß ̧́'\\%_", "ſ", "K", "İ"]), max_size=30)


@pytest.fixture(scope="module")
def keys(postgresql, tmp_path_factory):
    """dialect -> the keys that its SQL makes of names."""
    import sqlite3

    import psycopg

    lite = sqlite3.connect(":memory:")
    heavy = None if postgresql.reason else psycopg.connect(postgresql.url("postgres"), autocommit=True)

    def made(dialect: str, names: list[str]) -> list[str]:
        if dialect == "postgresql" and heavy is None:
            pytest.skip(postgresql.reason)
        mark, kind = ("?", "") if dialect == "sqlite" else ("%s", "::text")
        values = ", ".join(f"({n}, {mark}{kind})" for n in range(len(names)))
        columns = "column1 AS id, column2 AS name"
        sql = fold_sql(f"SELECT {columns} FROM (VALUES {values}) named", "id", dialect) + " ORDER BY id"
        rows = (lite if dialect == "sqlite" else heavy).execute(sql, names).fetchall()
        return [row[-1] for row in rows]

    yield made
    lite.close()
    if heavy:
        heavy.close()


BOTH = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])


@BOTH
def test_every_letter_of_the_table_folds_alike_in_sql(keys, dialect):
    letters = [chr(number) for number in LETTERS] + sorted(TABLE)
    assert dict(zip(letters, keys(dialect, letters), strict=True)) == {letter: fold(letter) for letter in letters}


@BOTH
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES | NEAR, min_size=1, max_size=20))
def test_every_name_folds_alike_in_sql(keys, dialect, names):
    assert keys(dialect, names) == [fold(name) for name in names]


@settings(max_examples=200, deadline=None)
@given(name=NAMES | NEAR)
def test_what_is_folded_stays_as_it_is(name):
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Crème Brûlée", "creme brulee"),
        ("Straße", "strasse"),
        ("ŒUF", "oeuf"),
        ("Ångström", "angstrom"),
        ("ŁÓDŹ", "lodz"),
        ("ΩΜΈΓΑ", "ωμεγα"),
        ("Ёлка", "елка"),
        ("وعاء", "وعاء"),
    ],
)
def test_a_name_is_found_without_its_case_and_accents(name, folded):
    assert fold(name) == folded


@pytest.mark.parametrize("name", ["Crème Brûlée", "Ångström", "Ёлка", "ŁÓDŹ", "Çedilla"])
def test_a_name_is_found_however_its_accents_were_typed(keys, name):
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, name)
        assert {fold(typed), *keys("sqlite", [typed]), *keys("postgresql", [typed])} == {fold(name)}


def test_the_key_of_a_row_is_the_folded_name(shop):
    with snapshot() as connection:
        rows = connection.execute(text("SELECT name, name_key FROM product_listing")).all()
    assert rows
    assert all(key == fold(name) for name, key in rows)
