"""What was measured: counted in bounded memory, written together, added up over processes, dropped after thirty days."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from sqlalchemy import event, func, select

from webapp.freshness.gathering import Figures
from webapp.freshness.needs import Need
from webapp.hypermedia.measuring import Taken
from webapp.insight.counting import HOUR_S, STATEMENTS
from webapp.insight.kept import ENTRIES
from webapp.insight.measures import FRONT, TOO_MANY, Measures
from webapp.insight.models import FragmentHour, RouteDay, RouteHour, StatementDay
from webapp.insight.periods import PERIODS
from webapp.insight.queries import measured
from webapp.insight.writing import Writer
from webapp.storage.engines import engines
from webapp.storage.statements import REPEATED, Recorder
from webapp.storage.transactions import snapshot

HOUR = 490_000


class Clock:
    def __init__(self) -> None:
        self.at = float(HOUR * HOUR_S)

    def __call__(self) -> float:
        return self.at

    def passes(self, hours: int) -> None:
        self.at += hours * HOUR_S


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def process(shop, clock):
    """`process()`: one that serves the shop, with its measures and its writer, beside the one of the test."""
    return lambda: (made := Measures(0.1, clock), Writer(engines().writing, made))


def taken(endpoint="catalogue.products", status=200, seconds=0.002, sql=(), hits=0, asked=0) -> Taken:
    recorder = Recorder()
    for one, took in sql:
        recorder.note(one, took)
    return Taken(endpoint, "GET", status, seconds, seconds, 1_000, recorder, Figures(asked, hits, 0.0))


def read(measures, name="day"):
    period = PERIODS[name]
    from zoneinfo import ZoneInfo

    with snapshot() as connection:
        return measured(connection, measures, period, period.first(measures.hour, ZoneInfo("UTC")))


def rows(model):
    with snapshot() as connection:
        return connection.scalar(select(func.count()).select_from(model))


def test_what_is_in_memory_and_what_is_written_are_one_reading(process):
    measures, writer = process()
    measures.answered(taken(sql=[("SELECT 1", 0.001)], asked=2, hits=2))
    before = read(measures)
    writer.flush()
    measures.answered(taken(status=500))
    after = read(measures)
    assert before.routes["GET catalogue.products"].count == 1
    assert (after.routes["GET catalogue.products"].count, after.routes["GET catalogue.products"].errors) == (2, 1)
    assert next(iter(after.statements.values())).tally.count == 1


def test_writing_twice_changes_no_total(process):
    measures, writer = process()
    measures.answered(taken(sql=[("SELECT 1", 0.001)]))
    writer.flush()
    writer.flush()
    assert rows(RouteHour) == rows(RouteDay) == rows(StatementDay) == 1
    assert read(Measures(0.1, measures.now)).routes["GET catalogue.products"].count == 1


def test_processes_add_up(process):
    (one, writes_one), (other, writes_other) = process(), process()
    for measures in (one, other, other):
        measures.answered(taken())
    writes_one.flush()
    writes_other.flush()
    for measures in (one, other):
        assert read(measures).routes["GET catalogue.products"].count == 3


@pytest.mark.parametrize("name", ["day", "week", "month"])
def test_every_period_counts_each_request_once_over_hours_and_restarts(process, clock, name):
    measures, writer = process()
    for _ in range(5):
        measures.answered(taken())
        writer.flush()
        clock.passes(hours=1)
        measures.answered(taken())
    restarted, _writer = process()
    writer.flush()
    restarted.answered(taken())
    found = read(restarted, name)
    assert found.routes["GET catalogue.products"].count == 11
    assert sum(tally.count for tally in found.slots.values()) == 11
    assert max(slot for slot, _route in found.slots) == PERIODS[name].slots - 1


def test_a_past_hour_leaves_memory_once_it_is_written(process, clock):
    measures, writer = process()
    measures.answered(taken())
    clock.passes(hours=2)
    writer.flush()
    assert measures.routes == {}
    assert measures.past_routes["GET catalogue.products"].count == 1


def test_what_is_older_than_thirty_days_is_dropped(process, clock):
    measures, writer = process()
    measures.answered(taken(sql=[("SELECT 1", 0.001)]))
    measures.gathered([NEED], ["key"], {"key": "x"}, {"key": 0.001})
    writer.flush()
    clock.passes(hours=32 * 24)
    measures.answered(taken("journal.home"))
    writer.flush()
    assert [rows(model) for model in (RouteHour, RouteDay, StatementDay, FragmentHour)] == [1, 1, 0, 0]


def test_a_database_that_cannot_be_written_loses_nothing(process, clock):
    measures, writer = process()
    measures.answered(taken())

    def refuse(*_args: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    event.listen(engines().writing, "before_cursor_execute", refuse)
    writer.flush()
    event.remove(engines().writing, "before_cursor_execute", refuse)
    clock.passes(hours=1)
    writer.flush()
    assert rows(RouteHour) == 1


def test_the_page_writes_nothing(shop, signed_in):
    browser, before = signed_in(shop, "owner"), rows(RouteHour)
    for _ in range(3):
        assert browser.get("/en/desk/insight").status_code == 200
    assert rows(RouteHour) == before == 0


NEED = Need("catalogue/product/list", "en", (1,), ("product",), lambda _connection: "")


def test_memory_is_bounded_whatever_is_asked(clock):
    measures = Measures(10, clock)
    for number in range(STATEMENTS * 3):
        measures.answered(taken(sql=[(f"SELECT {number}", 0.0001 * (number % 7))]))
        assert len(measures._waiting) <= TOO_MANY
    measures.settle()
    assert 0 < len(measures.statements) <= STATEMENTS
    for number in range(ENTRIES + 500):
        need = Need("a", "en", (number,), (), lambda _connection: "")
        measures.gathered([need], [f"k{number}"], {f"k{number}": "x"}, {f"k{number}": 0.001})
    measures.settle()
    assert len(measures.kept) == ENTRIES
    assert len(measures.kept._keys) == ENTRIES
    for _ in range(FRONT * 4):
        measures.answered_at_the_front("journal.home", 200, 0.00003)
    assert len(measures._front) <= FRONT + 1
    for _ in range(300):
        measures.answered(taken(None, 404))
        clock.passes(hours=1)
    measures.settle()
    assert len(measures.routes) < 100


def test_the_slowest_are_kept_where_there_are_too_many(clock):
    measures = Measures(0.1, clock)
    measures.answered(taken(sql=[("SELECT slow", 5.0)]))
    for number in range(STATEMENTS * 3):
        measures.answered(taken(sql=[(f"SELECT {number}", 0.0001)]))
    measures.settle()
    assert any(sql == "SELECT slow" for _day, _route, sql in measures.statements)


def test_a_fragment_that_was_rendered_anew_takes_the_place_of_the_old_one(clock):
    measures = Measures(0.1, clock)
    measures.gathered([NEED], ["old"], {"old": "xx"}, {"old": 0.01})
    measures.pages_found(["old", "never heard of"])
    measures.gathered([NEED], ["new"], {"new": "xxx"}, {"new": 0.02})
    measures.gathered([NEED], ["new"], {"new": "xxx"}, {})
    measures.settle()
    (entry,) = measures.kept
    assert (entry.key, entry.size, entry.hits, entry.render_s) == ("new", 3, 1, 0.02)
    (tally,) = measures.fragments.values()
    assert (tally.hits, tally.renders) == (2, 2)
    assert tally.saved_s == pytest.approx(0.01 + 0.02)


def test_a_statement_counts_as_repeated_only_from_a_number_on(clock):
    measures = Measures(0.1, clock)
    measures.answered(taken(sql=[("SELECT few", 0.0)] * (REPEATED - 1) + [("SELECT many", 0.0)] * (REPEATED + 2)))
    measures.settle()
    most = {sql: tally.most for (_day, _route, sql), tally in measures.statements.items()}
    assert most == {"SELECT few": 0, "SELECT many": REPEATED + 2}


def test_what_the_shop_asks_for_itself_is_no_request_but_has_its_price(clock):
    measures = Measures(0.1, clock)
    for _ in range(3):
        measures.answered(replace(taken(seconds=0.004, asked=3, hits=1), warming=True))
    measures.settle()
    (tally,) = measures.routes.values()
    assert (tally.count, tally.rendered, tally.warmed, tally.priced) == (0, 0, 3, 2)
    assert tally.saved_cpu_s == pytest.approx(-0.012)


def test_the_first_rendering_of_a_route_is_no_price(clock):
    measures = Measures(0.1, clock)
    for seconds in (0.5, 0.004, 0.002):
        measures.answered(taken(seconds=seconds, asked=3, hits=1))
    for _ in range(10):
        measures.answered(taken(seconds=0.001, asked=3, hits=3))
    measures.settle()
    (tally,) = measures.routes.values()
    assert (tally.rendered, tally.priced, tally.found) == (3, 2, 10)
    assert tally.saved_cpu_s == pytest.approx(10 * 0.003 - 10 * 0.001)
