"""What walks all pages, or looks for one by a word, goes by the indexes: on 120,000 products a wrong turn costs seconds."""

from __future__ import annotations

import pytest

from tests.unit.listening import listening
from webapp.hypermedia.locales import languages, settings_timezone
from webapp.hypermedia.showing import shown
from webapp.journal.queries import contents as lists
from webapp.journal.queries.contents import Contents
from webapp.journal.queries.newest import newest, newest_by_year
from webapp.storage.spoken import beside, spoken
from webapp.storage.transactions import snapshot


def plan(work):
    """The steps of the last statement that `work(connection)` runs, as SQLite means to take them."""
    with listening() as ran, snapshot() as connection:
        work(connection)
        sql, parameters = ran[-1]
        steps = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return [step[3] for step in steps.fetchall()]


@pytest.mark.parametrize("name", ["products", "categories", "posts"])
def test_a_part_of_the_sitemap_is_read_by_ids(sqlite_shop, name):
    one = next(one for one in shown() if one.name == name)
    noun = one.model.__tablename__
    assert plan(lambda connection: spoken(connection, one.model, one.condition, range(10, 20))) == [
        f"SEARCH {noun} USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        f"SEARCH {noun}_listing USING INDEX sqlite_autoindex_{noun}_listing_1 ({noun}_id=?)",
    ]


@pytest.mark.parametrize("name", ["products", "categories", "posts"])
def test_what_is_near_a_word_is_found_beside_it(sqlite_shop, name):
    one = next(one for one in shown() if one.name == name)
    codes = [spoken.code for spoken in languages()]
    steps = plan(lambda connection: beside(connection, one.model, one.condition, codes, "a-pot-that-pours"))
    assert not [step for step in steps if step.startswith("SCAN") and one.model.__tablename__ in step]


@pytest.mark.parametrize(
    "ask",
    [
        lambda connection, zone: newest(connection, Contents(), zone),
        lambda connection, zone: newest(connection, Contents(year=2026), zone),
        newest_by_year,
        lambda connection, zone: lists.contents_ids(connection, "nl", Contents(), zone),
        lambda connection, zone: lists.contents_ids(connection, "nl", Contents(year=2026), zone),
    ],
)
def test_the_newest_stories_are_found_at_the_end_of_the_index_of_times(sqlite_shop, ask):
    steps = plan(lambda connection: ask(connection, settings_timezone()))
    posts = {step.split(" (")[0] for step in steps if " post_listing " in step}
    assert posts == {"SEARCH post_listing USING COVERING INDEX ix_post_listing_told"}
    assert not [step for step in steps if "TEMP B-TREE" in step]
