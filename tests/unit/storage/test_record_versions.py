"""Versions: a record or a text that anybody changed, by whatever way, has another version than before."""

from __future__ import annotations

import pytest
from sqlalchemy import and_, bindparam, select

from webapp.catalogue.models import Product, ProductText, Supplier
from webapp.storage import versions
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.transactions import snapshot, write

SOMEBODY = Intent(Actor(3, "Ed"), "grid")


def _version(outside, table="product"):
    return outside.one(f"SELECT version FROM {table} WHERE id = 1")


def _texts(outside, table="product_text", record="product_id"):
    """locale -> version of the texts of one record"""
    return dict(outside.run(f"SELECT locale, version FROM {table} WHERE {record} = 1"))


@pytest.mark.parametrize("table", ["product", "supplier", "category"])
def test_an_update_from_outside_renews_the_version(shop, outside, table):
    assert table in versions.tables()
    seen = [_version(outside, table)]
    for _ in range(3):
        outside.run(f"UPDATE {table} SET trashed_at = NULL WHERE id = 1")
        seen.append(_version(outside, table))
    assert len(set(seen)) == 4
    assert all(len(version) == 12 for version in seen)


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


@pytest.mark.parametrize("field", ["name", "slug", "summary"])
def test_a_change_of_a_text_renews_its_own_version_and_no_other(shop, outside, field):
    record, texts = _version(outside), _texts(outside)
    carry_out(SOMEBODY, lambda session: session.get(Product, 1).assign(field, "nl", "anders"))
    after = _texts(outside)
    assert {locale for locale in after if after[locale] != texts[locale]} == {"nl"}
    assert _version(outside) == record


def test_a_change_of_a_record_leaves_the_versions_of_its_texts(shop, outside):
    texts = _texts(outside)
    carry_out(SOMEBODY, lambda session: session.get(Product, 1).reprice(1))
    assert _texts(outside) == texts


def test_the_first_text_in_a_language_has_a_version_and_leaves_its_record_as_it_is(shop, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = 'nl'")
    record, texts = _version(outside), _texts(outside)
    carry_out(SOMEBODY, lambda session: session.get(Product, 1).rename("Kom", "nl"))
    after = _texts(outside)
    assert len(after.pop("nl")) == 12
    assert (after, _version(outside)) == (texts, record)


@pytest.mark.parametrize(("table", "record"), [("product_text", "product_id"), ("category_text", "category_id")])
def test_an_update_from_outside_renews_the_version_of_a_text(shop, outside, table, record):
    assert table in versions.tables()
    seen = [_texts(outside, table, record)["nl"]]
    others = {locale: version for locale, version in _texts(outside, table, record).items() if locale != "nl"}
    for _ in range(3):
        outside.run(f"UPDATE {table} SET summary = summary WHERE {record} = 1 AND locale = 'nl'")
        seen.append(_texts(outside, table, record)["nl"])
    assert len(set(seen)) == 4
    assert {locale: _texts(outside, table, record)[locale] for locale in others} == others


def test_texts_that_come_from_outside_have_each_a_version_of_its_own(shop, outside):
    """Without one, whoever saw that there was no text could not be told from who saw this one."""
    outside.run("DELETE FROM product_text WHERE locale = 'nl'")
    copied = "INSERT INTO product_text (product_id, locale, name) SELECT product_id, 'nl', name FROM product_text"
    outside.run(f"{copied} WHERE locale = 'en'")
    given = [version for (version,) in outside.run("SELECT version FROM product_text WHERE locale = 'nl'")]
    assert len(set(given)) == len(given) > 10
    assert {len(version) for version in given} == {12}


def test_what_a_page_tells_its_editors_is_the_same_from_sql_and_from_the_record(shop, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = 'ar'")
    own = and_(ProductText.product_id == Product.id, ProductText.locale == bindparam("locale"))
    told = select(versions.seen_sql(Product.version, ProductText.version)).outerjoin(ProductText, own)
    for locale in ("en", "nl", "ar"):
        with snapshot() as connection:
            seen = connection.scalar(told.where(Product.id == 1), {"locale": locale})
        assert seen == write(lambda session, locale=locale: session.get(Product, 1).version_in(locale))
        assert seen == f"{_version(outside)}.{_texts(outside).get(locale, '')}"
        assert versions.seen_of(seen, False) == _version(outside)
        assert versions.seen_of(seen, True) == _texts(outside).get(locale, "")


def test_a_record_without_texts_tells_its_own_version(shop, outside):
    assert write(lambda session: session.get(Supplier, 1).version_in("nl")) == f"{_version(outside, 'supplier')}."


def test_an_act_that_changes_nothing_leaves_the_version(shop, outside):
    before = _version(outside)

    def work(session):
        product = session.get(Product, 1)
        product.stock = product.stock

    carry_out(SOMEBODY, work)
    assert _version(outside) == before


@pytest.mark.parametrize("told", ["", ".", "0123456789abcdef", ".0123456789abcdef"])
def test_what_no_page_ever_told_is_the_version_of_nothing(told):
    assert versions.seen_of(told, True) is versions.seen_of(told, False) is None
