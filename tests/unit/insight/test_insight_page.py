"""The owner's page: what it says, for whom, of which time and route, and what it says where there is nothing to say."""

from __future__ import annotations

import re

import pytest

from tests.unit.conftest import close, make_shop
from webapp.hypermedia.locales import language
from webapp.insight.charts import HEIGHT, nice, stacked, steps
from webapp.insight.savings import saved
from webapp.insight.tallies import RouteTally
from webapp.insight.units import Units
from webapp.storage import schema

BOARD = "/en/desk/insight"


@pytest.fixture
def owner(sqlite_shop, signed_in):
    return signed_in(sqlite_shop, "owner")


@pytest.fixture
def visited(sqlite_shop, signed_in, owner):
    visitor = signed_in(sqlite_shop, None)
    for path in ("/en/", "/en/products", "/en/products", "/en/products?sort=price", "/nl/nothing"):
        visitor.get(path)
    return signed_in(sqlite_shop, "owner")


def test_a_new_shop_is_told_what_will_be_here(owner):
    page = owner.get(BOARD)
    assert page.status_code == 200
    assert "Nothing was measured yet" in page.text
    assert "svg role" not in page.text


def test_each_route_is_there_with_its_counts_and_percentiles(visited):
    page = visited.get(BOARD).text
    row = re.search(r"<tr><th scope=\"row\"><a [^>]*><code[^>]*>/products</code></a></th>(.*?)</tr>", page, re.DOTALL)[
        1
    ]
    cells = re.findall(r'data-label="([^"]+)">([^<]+)<', row)
    assert dict(cells)["Requests"] == "3"
    assert re.fullmatch(r"[\d.]+ (μs|ms|sec)", dict(cells)["p95"])
    assert "Addresses that lead nowhere" in page


def test_one_route_by_itself(visited):
    page = visited.get(f"{BOARD}?route=GET+catalogue.products").text
    headline = re.search(r'<dl class="headline">.*?</dl>', page, re.DOTALL)[0]
    assert re.search(r"<dt>Requests</dt><dd>3</dd>", headline)
    assert "All routes" in page


@pytest.mark.parametrize(
    "query", ["period=year", "route=nothing", "route=GET+no.such", "route=BREW+journal.home", "period="]
)
def test_what_there_is_not_is_not_found(owner, query):
    assert owner.get(f"{BOARD}?{query}").status_code == 404


@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_charts_are_pictures_with_a_name_and_their_numbers_in_a_table(visited, period):
    page = visited.get(f"{BOARD}?period={period}").text
    for picture in re.findall(r"<svg role=\"img\".*?</svg>", page, re.DOTALL):
        assert re.search(r"<title>[^<]+</title><desc>[^<]+</desc>", picture)
        assert re.search(r'aria-label="[^"]{20,}"', picture)
    assert len(re.findall(r"<svg role=\"img\"", page)) == page.count("The numbers of this chart") == 2
    assert page.count('<div class="plot" dir="ltr">') == 2
    assert not re.search(r"\sstyle=|<script(?! src)", re.search(r'<section id="insight".*', page, re.DOTALL)[0])


def test_htmx_gets_the_board_alone(visited):
    answer = visited.htmx(f"{BOARD}?period=week", here=BOARD)
    assert answer.text.lstrip().startswith('<section id="insight"')
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_fragments_say_what_would_make_them_outdated(visited):
    page = visited.get(BOARD).text
    entries = re.search(r'<ol class="entries".*?</ol>', page, re.DOTALL)[0]
    listed = next(one for one in re.findall(r"<li>.*?</li>", entries, re.DOTALL) if "catalogue/product/list" in one)
    assert ">product</code>" in listed
    assert re.search(r"found \d+ times?", listed)
    assert re.search(r"rendered .* ago, in ", listed)


def test_the_page_of_each_language_and_right_to_left(visited):
    for locale in ("nl", "de", "fr", "es", "ar"):
        page = visited.get(f"/{locale}/desk/insight")
        assert page.status_code == 200
        assert ("rtl" in page.text[:200]) == (locale == "ar")


def test_a_shop_that_does_not_measure_says_so_and_measures_nothing(tmp_path, signed_in):
    app = make_shop(tmp_path, ETALAGE_INSIGHT="0")
    with app.app_context():
        schema.prepare()
        owner = signed_in(app, "owner")
        owner.get("/en/products")
        assert "Nothing is measured" in owner.get(BOARD).text
        assert "etalage_request_seconds" not in owner.get("/metrics").text
        assert type(app.extensions["etalage.listener"]).__name__ == "Nobody"
        assert app.extensions["etalage.meter"] is None
    close(app)


def test_what_was_saved_follows_from_the_formula_on_the_page(sqlite_shop):
    settings = sqlite_shop.extensions["etalage.settings"]
    route = RouteTally(count=1_110, rendered=10, priced=10, priced_cpu_s=0.05, found=100, found_cpu_s=0.05)
    route.front, route.front_s, route.warmed, route.warmed_cpu_s = 1_000, 0.03, 20, 0.06
    found = saved([route, RouteTally(found=50, found_cpu_s=0.01)], settings)
    cpu = (100 * 0.005 - 0.05) + (1_000 * 0.005 - 0.03) - 0.06
    assert found.hits == 1_150
    assert found.cpu_s == pytest.approx(cpu)
    assert found.wh == pytest.approx(cpu * 3.5 * 1.56 / 3600)
    assert found.grams == pytest.approx(found.wh / 1000 * 445)


def test_a_cache_that_costs_more_than_it_saves_saves_nothing(sqlite_shop):
    settings = sqlite_shop.extensions["etalage.settings"]
    dear = RouteTally(rendered=1, priced=1, priced_cpu_s=0.001, found=10, found_cpu_s=0.5)
    assert saved([dear], settings).cpu_s == 0


def test_bars_stand_on_each_other_and_fit(sqlite_shop):
    chart = stacked([[1, 0, 4], [1, 2, 0]])
    assert chart.top == 5
    assert chart.shapes[0].count("z") == 2
    assert f"M1 {HEIGHT:.2f}v-20.00" in chart.shapes[0]
    assert "M1 80.00v-20.00" in chart.shapes[1]
    assert stacked([[0, 0]]).shapes == [""]


def test_levels_are_broken_where_nothing_was_measured():
    chart = steps([[0.001, None, 0.01, 0.1]])
    assert (chart.low, chart.top) == (pytest.approx(0.001), pytest.approx(0.1))
    assert chart.shapes == ["M0 100.00H10M20 50.00H30V0.00H40"]
    assert steps([[None, None]]).shapes == [""]


@pytest.mark.parametrize(("value", "edge"), [(0, 1), (0.0007, 0.001), (1, 1), (3, 5), (7393, 10_000), (20, 20)])
def test_edges_are_round_numbers(value, edge):
    assert nice(value) == pytest.approx(edge)


@pytest.mark.parametrize(
    ("locale", "seconds", "said"),
    [
        ("en", 0.0000004, "0.4 μs"), ("en", 0.000123456, "123 μs"), ("en", 0.0099996, "10 ms"), ("en", 0.99999, "1 sec"),
        ("nl", 0.001234, "1,23 ms"), ("de", 12.5, "12,5 Sek."), ("en", None, "–"), ("en", 0.0, "0 μs"),
    ],
)  # fmt: skip
def test_durations_have_three_digits_in_the_language_of_the_page(sqlite_shop, locale, seconds, said):
    assert Units(language(locale)).duration(seconds) == said
