"""Two categories under each other are no tree; whoever put them there, every page still ends."""

from __future__ import annotations

import pytest

from tests.unit.storage.outside import Outside
from webapp.catalogue.models import Category
from webapp.catalogue.queries import categories, shelves
from webapp.catalogue.queries.shelves import Shelf
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.transactions import snapshot

ED = Intent(Actor(3, "Ed"), "grid")


@pytest.fixture
def circle(shop):
    """Three categories, of which two stand under each other."""
    outside = Outside(shop)
    first, second, third = (row[0] for row in outside.run("SELECT id FROM category ORDER BY id LIMIT 3"))
    outside.run("UPDATE category SET parent_id = ? WHERE id = ?", second, first)
    outside.run("UPDATE category SET parent_id = ? WHERE id = ?", first, second)
    if outside.dialect == "postgresql":
        # Should a query not end, the test does.
        outside.run(f"ALTER DATABASE {outside.one('SELECT current_database()')} SET statement_timeout = '5s'")
        shop.extensions["etalage.engines"].reading.dispose()
    yield first, second, third
    outside.close()


def test_a_circle_from_outside_keeps_no_list_from_ending(shop, circle):
    with snapshot() as connection:
        slug = categories.category_slugs(connection, "en", _slug(connection, circle[0]))["en"]
        # SQLite would read for ever; PostgreSQL is told to give up.
        if connection.dialect.name == "sqlite":
            steps = [0]
            connection.connection.dbapi_connection.set_progress_handler(lambda: _stop_after(steps), 10_000)
        assert shelves.shelf_count(connection, "en", Shelf(category=slug)) >= 0


def _stop_after(steps: list[int]) -> int:
    steps[0] += 1
    return int(steps[0] > 1000)


def _slug(connection, category: int) -> str:
    from sqlalchemy import text

    found = text("SELECT slug FROM category_listing WHERE category_id = :id AND locale = 'en'")
    return str(connection.scalar(found, {"id": category}))


def test_a_category_can_be_moved_under_a_circle_and_the_verb_ends(shop, circle):
    first, _second, third = circle
    carry_out(ED, lambda session: session.get_one(Category, third).move(first))


def test_a_category_cannot_be_moved_under_itself(shop):
    with pytest.raises(ValueError, match="circle"):
        carry_out(ED, lambda session: session.get_one(Category, 1).move(1))


def test_a_category_of_a_circle_can_be_taken_out_of_it(shop, circle):
    first, second, _third = circle
    carry_out(ED, lambda session: session.get_one(Category, first).move(None))
    with pytest.raises(ValueError, match="circle"):
        carry_out(ED, lambda session: session.get_one(Category, first).move(second))
