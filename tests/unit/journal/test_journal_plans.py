"""Query plans of the journal: no page of it sorts all posts, and none looks at each text to count them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import Connection, func, select

from tests.unit.listening import listening
from webapp.journal.demo import bulk
from webapp.journal.models import Post
from webapp.journal.queries import contents, newest, posts
from webapp.journal.queries.contents import Contents
from webapp.storage import clock
from webapp.storage.transactions import snapshot

UTC = ZoneInfo("UTC")


@pytest.fixture
def told(sqlite_shop: Flask) -> Flask:
    bulk.add(500)
    return sqlite_shop


def _steps(work: Callable[[Connection], Any]) -> list[str]:
    """Each step of the plan of each statement, and after it its statement."""
    with listening() as heard, snapshot() as connection:
        work(connection)
    with snapshot() as connection:
        return [r[3] for sql, values in heard for r in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]


READS: dict[str, Callable[[Connection], Any]] = {
    "a page": lambda connection: contents.contents_ids(connection, "en", Contents(), UTC),
    "a page of an author": lambda connection: contents.contents_ids(
        connection, "en", Contents(author="yusuf-haddad"), UTC
    ),
    "neighbours": lambda connection: posts.neighbours(connection, "en", 100),
    "newest of an author": lambda connection: newest.newest(connection, Contents(author="yusuf-haddad"), UTC),
}


@pytest.mark.parametrize("name", READS)
def test_what_is_shown_in_order_is_found_in_order(told, name):
    steps = _steps(READS[name])
    assert not [step for step in steps if "TEMP B-TREE" in step or step.startswith("SCAN post")], steps


@pytest.mark.parametrize("contents_", [Contents(), Contents(year=2026)], ids=["all", "a year"])
def test_posts_are_counted_from_the_index_of_what_is_told(told, contents_):
    steps = _steps(lambda connection: contents.contents_count(connection, "en", contents_, UTC))
    assert [step for step in steps if "INDEX ix_post_listing_told" in step], steps


def test_the_years_are_counted_in_one_go(told):
    with snapshot() as connection:
        counted = contents.years(connection, "en", UTC)
        each = [(y, contents.contents_count(connection, "en", Contents(year=y), UTC)) for y, _count in counted]
        whole = contents.contents_count(connection, "en", Contents(), UTC)
    assert counted == each == sorted(each, reverse=True)
    assert len(counted) > 1
    assert sum(count for _year, count in counted) == whole


def test_neighbours_lead_through_the_whole_journal_once(told):
    with snapshot() as connection:
        pages = range(1, 60)
        order = [one for page in pages for one in contents.contents_ids(connection, "en", Contents(page=page), UTC)]
        for newer, here, older in zip([None, *order], order, [*order[1:], None], strict=False):
            found = posts.neighbours(connection, "en", here)
            assert [one and one.id for one in found] == [older, newer]


def test_a_story_that_is_still_to_come_stands_before_all_that_are_out(told):
    with snapshot() as connection:
        first = contents.contents_ids(connection, "en", Contents(), UTC)[0]
        planned = connection.scalar(
            select(func.max(Post.id)).where(Post.published_at > clock.now() + timedelta(days=1))
        )
        older, newer = posts.neighbours(connection, "en", planned)
    assert (older and older.id, newer) == (first, None)
