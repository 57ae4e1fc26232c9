"""Prepared statements: what they read and write is what Core would, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from webapp.catalogue.models import Product
from webapp.journal.models import Post
from webapp.storage.acts import Act
from webapp.storage.engines import engines
from webapp.storage.prepared import Prepared
from webapp.storage.statements import recorded
from webapp.storage.transactions import snapshot

ACT, PRODUCT = Act.__table__, Product.__table__
SOME = (
    select(Product.id, Product.published, func.count().over().label("count"))
    .where(Product.id.in_(bindparam("ids", expanding=True)), Product.stock >= bindparam("least", -(10**6)))
    .order_by(Product.id)
)


@pytest.mark.parametrize("ids", [[], [1], [3, 2], [1, 2, 3], [2, 2, 1], [*range(1, 41)], [10**6]])
def test_rows_are_what_core_reads_however_long_a_list_is(shop, ids):
    prepared = Prepared(SOME)
    with snapshot() as connection:
        expected = connection.execute(SOME, {"ids": ids}).all()
        for _time in range(2):
            assert [tuple(row) for row in prepared.all(connection, ids=ids)] == [tuple(row) for row in expected]
            assert [(row.id, row.count) for row in prepared.all(connection, ids=ids)] == [
                (row.id, row.count) for row in expected
            ]


def test_a_value_that_is_not_given_is_as_by_default(shop):
    prepared = Prepared(SOME)
    with snapshot() as connection:
        assert len(prepared.all(connection, ids=[1, 2])) == 2
        prepared = Prepared(SOME)
        assert prepared.all(connection, ids=[1, 2], least=10**6) == []


def test_moments_and_truths_come_and_go_as_their_types_have_them(shop):
    moment = datetime(2000, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    later = Prepared(select(Post.published_at, Post.published).where(Post.published_at > bindparam("moment")).limit(1))
    found = later.first(None, moment=moment)
    assert found.published_at.tzinfo is not None
    assert found.published is True
    assert later.first(None, moment=found.published_at.replace(year=9999)) is None


def test_it_writes_and_says_how_many_rows(shop):
    made = Prepared(insert(ACT).returning(ACT.c.id, ACT.c.at))
    stocked = Prepared(update(PRODUCT).where(PRODUCT.c.id == bindparam("record"), PRODUCT.c.sku == bindparam("seen")))
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    with engines().writing.begin() as connection:
        act = made.first(connection, at=moment, actor="Ed", way="grid", key=None)
        assert (act.at, connection.scalar(select(ACT.c.actor).where(ACT.c.id == act.id))) == (moment, "Ed")
        assert stocked.run(connection, {"stock": 77, "record": 1, "seen": "TEA-POT"}) == 1
        assert stocked.run(connection, {"stock": 78, "record": 1, "seen": "another"}) == 0
        assert connection.scalar(select(PRODUCT.c.stock).where(PRODUCT.c.id == 1)) == 77


def test_what_the_database_refuses_is_raised_as_through_core(shop):
    made = Prepared(insert(ACT))
    values = {"at": datetime.now(UTC), "actor": "Ed", "way": "grid", "key": "abcdefgh"}
    with engines().writing.connect() as connection:
        made.run(connection, values)
        with pytest.raises(IntegrityError):
            made.run(connection, values)


def test_several_sets_of_values_are_one_statement(shop):
    made = Prepared(insert(ACT))
    values = [{"at": datetime.now(UTC), "actor": name, "way": "grid"} for name in ("Ed", "Ana", "Ola")]
    with recorded() as recorder, engines().writing.begin() as connection:
        assert made.run(connection, *values) == 3
        assert len(recorder.statements) == 1
        latest = select(ACT.c.actor).order_by(ACT.c.id.desc()).limit(3)
        assert set(connection.scalars(latest)) == {"Ed", "Ana", "Ola"}


def test_it_is_counted_as_any_other_statement(shop):
    prepared = Prepared(SOME)
    with recorded() as recorder:
        prepared.all(None, ids=[1])
        prepared.all(None, ids=[2])
    (sql,) = recorder.times
    assert (recorder.times[sql], len(recorder.took)) == (2, 2)
