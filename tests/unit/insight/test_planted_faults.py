"""A slow statement, a statement per row and a missing index are found and named, and nobody is blamed where there is none."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from flask import Response
from sqlalchemy import text

from tests.unit.insight.conftest import serving
from webapp import access
from webapp.storage.engines import engines
from webapp.storage.transactions import snapshot

SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500000) SELECT count(*) AS planted FROM n"
PER_ROW = text("SELECT city AS planted_row FROM parcel WHERE id = :id")
UNINDEXED = text("SELECT id FROM parcel WHERE city = :city AND weight > :weight")
PARCELS = 20_000


@pytest.fixture
def parcels(shop):
    """A table that is large enough to want an index, and has none."""
    with engines().writing.begin() as connection:
        connection.execute(text("CREATE TABLE parcel (id INTEGER PRIMARY KEY, city VARCHAR(40), weight INTEGER)"))
        rows = [{"id": n, "city": f"City {n % 700}", "weight": n % 90} for n in range(1, PARCELS + 1)]
        connection.execute(text("INSERT INTO parcel VALUES (:id, :city, :weight)"), rows)
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE parcel"))
    yield
    with engines().writing.begin() as connection:
        connection.execute(text("DROP TABLE parcel"))


@pytest.fixture
def planted(shop, parcels):
    """Routes as somebody in a hurry writes them."""

    def slow() -> Response:
        with snapshot() as connection:
            return Response(str(connection.scalar(text(SLOW))))

    def per_row() -> Response:
        with snapshot() as connection:
            return Response("".join(str(connection.scalar(PER_ROW, {"id": number})) for number in range(1, 13)))

    def unindexed() -> Response:
        with snapshot() as connection:
            return Response(str(connection.scalars(UNINDEXED, {"city": "City 5", "weight": 3}).all()))

    for view in (slow, per_row, unindexed):
        shop.add_url_rule(f"/planted-{view.__name__}", f"planted_{view.__name__}", access.public(view))
    return shop


def section(page: str, name: str) -> str:
    """The words of one part of the board."""
    found = re.search(rf'<section [^>]*aria-labelledby="insight-{name}".*?</section>', page, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", found[0])) if found else ""


def statements(page: str, name: str, containing: str) -> str:
    """The entry of a list of statements that has these words in it."""
    found = re.search(rf'<section [^>]*aria-labelledby="insight-{name}".*?</section>', page, re.DOTALL)[0]
    entries = [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<li\b.*?</li>", found, re.DOTALL)]
    return next((entry for entry in entries if containing in entry), "")


def test_a_slow_statement_is_found_with_its_route_its_plan_and_the_line_that_sent_it(planted):
    with serving(planted) as served:
        assert "planted" not in served.board()
        served.get("/planted-slow")
        entry = statements(served.board(), "slowest", "count(*) AS planted")
    assert "/planted-slow" in entry
    assert "slow" in entry.split("/planted-slow")[1][:20], "it took longer than the setting, and the page must say so"
    assert re.search(r"test_planted_faults\.py:\d+", entry)
    assert re.search(r"SCAN n|CTE Scan", entry)


def test_a_statement_per_row_is_found_with_its_number_and_the_line_that_sent_it(planted):
    with serving(planted) as served:
        assert "again and again." in section(served.board(), "repeated")
        served.get("/planted-per_row")
        page = served.board()
    entry = statements(page, "repeated", "planted_row")
    assert entry.strip().startswith("12 times")
    line = int(re.search(r"test_planted_faults\.py:(\d+)", entry)[1])
    assert "connection.scalar(PER_ROW" in Path(__file__).read_text().splitlines()[line - 1]


def test_a_missing_index_is_named_and_no_longer_once_it_is_there(planted):
    wanted = "CREATE INDEX ix_parcel_city_weight ON parcel (city, weight)"
    with serving(planted) as served:
        served.get("/en/products")
        assert "This index would help" not in served.board()
        for _ in range(5):
            served.get("/planted-unindexed")
        assert wanted in statements(served.board(), "slowest", "FROM parcel")
        with engines().writing.begin() as connection:
            connection.execute(text(wanted))
        page, everything = served.board("?route=GET+planted_unindexed"), served.board()
    assert "FROM parcel" in section(page, "slowest")
    assert "City 5" not in page, "what a statement was asked with is nobody's business"
    assert "This index would help" not in page + everything


def test_the_pages_of_the_shop_send_no_statement_per_row_and_miss_no_index(shop):
    with serving(shop) as served:
        for path in ("/en/", "/nl/products?sort=-price", "/de/journal", "/en/search?q=tea", "/ar/products?category=x"):
            try:
                served.get(path)
            except OSError:
                assert path.startswith("/ar")
        page = served.board()
    assert "again and again." in section(page, "repeated")
    assert "This index would help" not in page
