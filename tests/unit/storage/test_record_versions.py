"""Versions: a record that anybody changed, by whatever way, has another version than before."""

from __future__ import annotations

import pytest

from webapp.catalogue.models import Product
from webapp.storage import versions
from webapp.storage.acts import Actor, Intent, carry_out

SOMEBODY = Intent(Actor(3, "Ed"), "grid")


def _version(outside, table="product"):
    return outside.one(f"SELECT version FROM {table} WHERE id = 1")


@pytest.mark.parametrize("table", ["product", "supplier", "category"])
def test_an_update_from_outside_renews_the_version(shop, outside, table):
    assert table in versions.tables()
    seen = [_version(outside, table)]
    for _ in range(3):
        outside.run(f"UPDATE {table} SET trashed_at = NULL WHERE id = 1")
        seen.append(_version(outside, table))
    assert len(set(seen)) == 4
    assert all(len(version) == 16 for version in seen)


def test_an_update_of_many_rows_gives_each_a_version_of_its_own(shop, outside):
    before = {version for (version,) in outside.run("SELECT version FROM product")}
    outside.run("UPDATE product SET price = price + 1")
    after = [version for (version,) in outside.run("SELECT version FROM product")]
    assert len(set(after)) == len(after) == len(before)
    assert not before & set(after)


def test_an_update_that_brings_its_own_version_keeps_it(shop, outside):
    outside.run("UPDATE product SET price = 1, version = 'mine' WHERE id = 1")
    assert _version(outside) == "mine"


def test_the_version_that_an_act_gives_is_the_one_that_is_stored(shop, outside):
    def work(session):
        product = session.get(Product, 1)
        product.stock += 1
        session.flush()
        return product.version

    given, _act = carry_out(SOMEBODY, work)
    assert _version(outside) == given


def test_a_change_of_a_text_renews_the_version_of_its_record(shop, outside):
    before = _version(outside)
    carry_out(SOMEBODY, lambda session: session.get(Product, 1).rename("Anders", "nl"))
    assert _version(outside) != before


def test_an_act_that_changes_nothing_leaves_the_version(shop, outside):
    before = _version(outside)

    def work(session):
        product = session.get(Product, 1)
        product.stock = product.stock

    carry_out(SOMEBODY, work)
    assert _version(outside) == before
