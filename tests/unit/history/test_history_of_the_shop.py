"""`/desk/history`: what is listed for whom, what narrows it, and what it costs where the history is long."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from tests.unit.conftest import PEOPLE
from tests.unit.listening import listening
from tests.unit.storage.outside import only_postgresql
from webapp.extensions import Base
from webapp.history import queries
from webapp.history.filters import Filter, filter_of
from webapp.storage.engines import engines
from webapp.storage.transactions import snapshot

HISTORY = "/en/desk/history"


def acts(html):
    """(who, id) of each act of a list."""
    return re.findall(r'<li class="act" id="act-(\d+)">.*?<bdi class="who">([^<]+)', html, re.DOTALL)


def who(html):
    return [name for _number, name in acts(html) if name not in ("Etalage", "import")]


@pytest.fixture
def three(shop, signed_in, edit):
    """An editor's price, somebody else's stock and the owner's text."""
    edit(signed_in(shop, "editor"), "12")
    edit(signed_in(shop, "other"), "5", "stock", 2)
    edit(signed_in(shop, "owner"), "Bruin", "summary", 1, "products", "nl")
    return signed_in(shop, "reader")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Ola", "Ana", "Ed"]),
        ("person=3", ["Ed"]),
        ("table=products", ["Ola", "Ana", "Ed"]),
        ("table=suppliers", []),
        ("table=products&record=1", ["Ola", "Ed"]),
        ("table=products&record=1&person=5", ["Ola"]),
        ("way=grid&person=4", ["Ana"]),
        ("way=paste", []),
        ("person=0", []),
        ("day=2001-01-01", []),
        ("day=x&way=y&table=z&person=-1&before=q&foo=bar", ["Ola", "Ana", "Ed"]),
    ],
)
def test_what_is_asked_for_is_found_latest_first(three, asked, found):
    assert who(three.get(f"{HISTORY}?{asked}").text) == found


def test_a_day_is_one_of_the_zone_of_the_shop(three):
    today = datetime.now(UTC).date()
    assert who(three.get(f"{HISTORY}?day={today}").text) == ["Ola", "Ana", "Ed"]
    assert who(three.get(f"{HISTORY}?day={today + timedelta(days=2)}").text) == []


def test_a_filter_has_one_address(sqlite_shop):
    assert filter_of(
        {"person": "007", "record": "3", "table": "users", "day": "2026-13-01"}, PEOPLE["editor"]
    ) == Filter(person="7")


def test_an_act_of_many_changes_is_folded_and_unfolds(three):
    page = three.get(f"{HISTORY}?table=products&person=0").text
    number = re.search(r'<a class="more" href="(/en/desk/history/\d+)"', page)[1]
    part = three.htmx(number).text
    assert len(re.findall(r'class="what"', part)) == queries.PER_PAGE
    following = re.search(r'href="([^"]+after=\d+)"', part)[1].replace("&amp;", "&")
    assert "From the beginning" in three.get(following).text


def test_ones_own_acts_can_be_undone_from_there_and_by_the_owner_all(shop, three, signed_in, kept):
    mine = signed_in(shop, "editor").get(HISTORY).text
    assert [name for name, _act in re.findall(r'action="/en/(undo|redo)".*?name="act" value="(\d+)"', mine)] == ["undo"]
    owners = signed_in(shop, "owner").get(HISTORY).text
    assert len(re.findall(r'action="/en/undo"', owners)) >= 3
    editor = signed_in(shop, "editor")
    editor.post("/en/undo", here=HISTORY)
    after = editor.get(HISTORY).text
    assert re.findall(r'action="/en/(undo|redo)"', after) == ["redo"]
    assert "undone later" in after


def test_what_stands_on_no_desk_is_for_the_owner(shop, three, signed_in, kept):
    with engines().writing.begin() as connection:
        act = connection.execute(
            insert(Base.metadata.tables["act"]).returning(Base.metadata.tables["act"].c.id),
            {"at": datetime.now(UTC), "actor": "Ola", "actor_id": 5, "way": "grid"},
        ).scalar_one()
        line = {"act_id": act, "noun": "product", "record_id": 1, "field": "secret", "old": "null", "new": '"whisper"'}
        connection.execute(insert(Base.metadata.tables["act_change"]), line | {"version_after": "x"})
    for path in (HISTORY, "/en/products/1/history", f"{HISTORY}/{act}"):
        seen = [signed_in(shop, role).get(path) for role in ("reader", "editor", "owner")]
        assert ["whisper" in one.text for one in seen] == [False, False, True]
    assert [signed_in(shop, role).get(f"{HISTORY}/{act}").status_code for role in ("editor", "owner")] == [404, 200]


def test_a_field_that_has_no_column_is_called_by_its_word(shop, signed_in):
    browser = signed_in(shop, "owner")
    browser.post("/de/authors", name="Zoë Quist", key="a-new-author-1")
    page = browser.get("/de/desk/history").text
    assert "zoe-quist" in page
    assert ">Webadresse<" in page
    assert ">slug<" not in page


def test_to_htmx_it_is_the_list_alone(three):
    answer = three.htmx(f"{HISTORY}?person=3", HISTORY)
    assert answer.text.lstrip().startswith('<section id="history"')
    assert (answer.headers["Cache-Control"], "HX-Request" in answer.headers["Vary"]) == ("private, no-store", True)


def long_history(count):
    """Acts of three people, as many of each record however many there are; early ones of a rare way and of a rare table."""
    at, first, records = datetime(2026, 1, 1, tzinfo=UTC), 1_000, count // 75
    rows, lines = [], []
    for number in range(count):
        rare, moment = number == 7, at + timedelta(minutes=number)
        who = {"actor_id": 100 + number % 3, "actor": f"P{number % 3}"}
        rows.append({"id": first + number, "at": moment, "way": "paste" if number == 5 else "grid"} | who)
        what = {"noun": "author" if rare else "product", "field": "name" if rare else "stock"}
        line = {
            "act_id": first + number,
            "record_id": 1 + number % records,
            "old": "1",
            "new": "2",
            "version_after": "x",
        }
        lines.append(line | what)
    with engines().writing.begin() as connection:
        connection.execute(insert(Base.metadata.tables["act"]), rows)
        connection.execute(insert(Base.metadata.tables["act_change"]), lines)


QUESTIONS = [
    Filter(), Filter(before="1500"), Filter(person="101"), Filter(way="paste"), Filter(table="authors"),
    Filter(table="products", record="7"), Filter(day="2026-01-02"), Filter(person="101", table="authors"),
    Filter(way="paste", table="products"), Filter(person="102", way="grid", day="2026-01-01"),
]  # fmt: skip


def work_of(asked):
    """How many instructions SQLite's machine ran, in thousands."""
    ticks = 0

    def tick():
        nonlocal ticks
        ticks += 1
        return 0

    with snapshot() as connection:
        raw = connection.connection.driver_connection
        raw.set_progress_handler(tick, 1000)
        try:
            page = queries.page_of_acts(connection, asked, (("product", "stock"), ("author", "name")))
            queries.first_changes(connection, [act.id for act in page.acts] or [0], None)
        finally:
            raw.set_progress_handler(None, 0)
    return ticks, page


def test_no_question_costs_more_the_longer_the_history_is(sqlite_shop):
    long_history(3_000)
    few = {asked: work_of(asked)[0] for asked in QUESTIONS}
    with engines().writing.begin() as connection:
        for table in ("act_change", "act"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {'act_' if table == 'act_change' else ''}id >= 1000")
    long_history(100_000)
    many = {asked: work_of(asked) for asked in QUESTIONS}
    assert not {asked: (few[asked], n) for asked, (n, _page) in many.items() if n > 2 * few[asked] + 60}
    assert [act.id for act in many[Filter(way="paste")][1].acts] == [1005]
    assert next(iter(many[Filter(table="authors")][1].acts)).id == 1007
    assert [act.id for act in many[Filter(person="101", table="authors")][1].acts] == [1007]


@only_postgresql
def test_where_the_first_changes_of_an_act_end_is_looked_for_once(shop):
    """The act that filled the shop has more than a thousand changes."""
    with snapshot() as connection:
        with listening() as heard:
            found = queries.first_changes(connection, [1], (("product", "name"), ("product", "price")))
        ((sql, values),) = heard
        plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values).scalar_one()[0]["Plan"]
    assert len(found) == queries.SHOWN
    asked = [node for node in nodes(plan) if node.get("Parent Relationship") == "SubPlan"]
    assert [node["Actual Loops"] for node in asked] == [1]


def nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)
