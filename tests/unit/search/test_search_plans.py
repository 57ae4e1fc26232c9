"""What a search costs: as many statements for 20,000 products as for 42, nothing scored, and nothing read to the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from tests.unit.search.conftest import Searcher
from tests.unit.storage.outside import only_postgresql
from webapp.extensions import cache
from webapp.search.fragments import RESULTS
from webapp.search.seeking import Search
from webapp.storage.engines import engines
from webapp.storage.fulltext import CAPPED
from webapp.storage.transactions import snapshot

QUESTIONS = ["teapot", "bo", "box", "oak bowl", '"oak bowl"', "clay b 1", "bulk-000", "wibble", "o", ""]
AS_MANY_AS = 15


@contextmanager
def heard() -> Iterator[list[tuple[str, Any]]]:
    """The statements that run inside, with their values."""
    found: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_rest: Any) -> None:
        found.append((sql, parameters))

    event.listen(engines().reading, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(engines().reading, "before_cursor_execute", hear)


def rendered(q: str, locale: str = "en", **how: Any) -> list[tuple[str, Any]]:
    with heard() as found, snapshot() as connection:
        RESULTS(locale, Search.read(q, **how)).render(connection)
    return found


@pytest.mark.parametrize("locale", ["en", "nl"])
@pytest.mark.parametrize("q", QUESTIONS)
def test_as_few_statements_for_many_products_as_for_some(many: Flask, q: str, locale: str):
    with many.test_request_context(f"/{locale}/search"):
        assert len(rendered(q, locale)) <= AS_MANY_AS


@pytest.mark.parametrize("q", QUESTIONS)
def test_nothing_is_scored_and_nothing_sorted_by_hand(many: Flask, q: str):
    with many.test_request_context("/en/search"):
        statements = [sql for sql, _values in rendered(q) if "fulltext" in sql]
    assert bool(statements) == (q not in ("o", ""))
    for sql in statements:
        assert not re.search(r"rank|bm25|ts_rank", sql), sql
        assert "LIMIT" in sql
        assert re.findall(r"ORDER BY (.*?)\s+LIMIT", sql) == ["fulltext_words.rowid DESC"]


@pytest.mark.parametrize("q", QUESTIONS[:-1])
def test_every_statement_finds_its_rows_by_an_index(many: Flask, q: str):
    with many.test_request_context("/en/search"):
        for sql, values in rendered(q) + rendered(q, "nl"):
            with snapshot() as connection:
                plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            assert not [step for step in plan if re.match(r"SCAN (product|fulltext|post)\b(?!.*INDEX)", step)], (
                sql,
                plan,
            )
            if "MATCH" in sql:
                assert re.match(r"SCAN fulltext_words VIRTUAL TABLE INDEX", plan[0]), plan
                assert not [step for step in plan if "TEMP B-TREE" in step], plan


def test_what_stands_in_for_missing_texts_is_found_among_many(many: Flask):
    """All Dutch names are there, so nothing of the source is read; without some, only they are found."""
    with many.app_context():
        with engines().writing.begin() as connection:
            gone = text("DELETE FROM product_text WHERE locale = 'nl' AND product_id % 400 = 7")
            connection.execute(gone)
        search = Searcher(browser_of(many))
        found = search("brass", "nl")
        shown = int(found.said.split()[0])
        assert 10 <= shown <= 20
        assert all(int(hit.removeprefix("product-")) % 400 == 7 for hit in found.hits)


def browser_of(app: Flask) -> Any:
    from tests.unit.conftest import Browser

    return Browser(app.test_client())


def test_more_than_a_thousand_are_not_counted(many: Flask):
    with many.app_context():
        search = Searcher(browser_of(many))
        found = search("box")
        assert found.said == "More than 1,000 products · 1 story" or found.said.startswith("More than 1,000 products")
        assert search("box", page=50).hits
        assert search.browser.get(search.address("box", page=51)).status_code == 404
        assert CAPPED == 1001


def test_a_warm_search_costs_one_statement(many: Flask):
    with many.app_context():
        browser = browser_of(many)
        cache.clear()
        counts = [
            int(re.search(r'sql;desc="(\d+)', browser.get("/en/search?q=oak").headers["Server-Timing"])[1])
            for _ in range(3)
        ]
        assert counts[0] <= AS_MANY_AS + 2
        assert counts[1:] == [1, 1]


@only_postgresql
@pytest.mark.parametrize("q", ["teapot", "bo", '"oak bowl"', "wibble"])
def test_postgresql_uses_its_indexes_of_words(shop: Flask, q: str):
    """With so few texts it would read the table; so it is told not to."""
    with shop.test_request_context("/nl/search"):
        statements = [(sql, values) for sql, values in rendered(q, "nl") if "FROM fulltext" in sql]
        with snapshot() as connection:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            for sql, values in statements:
                plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}", values))
                assert re.search(r"ix_fulltext_(title_)?words", plan), plan
                assert "Join" not in plan, "a join would read all the matches before the first is told"
    assert len(statements) >= 2
