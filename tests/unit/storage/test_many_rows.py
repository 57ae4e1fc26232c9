"""Many rows in one act: written by as many statements as few, each guarded by its version and noted by itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select, text

from webapp.catalogue.models import Product
from webapp.storage import scopes
from webapp.storage.acts import Act, Actor, Intent, carry_out
from webapp.storage.changes import Change
from webapp.storage.records import all_locked
from webapp.storage.statements import recorded
from webapp.storage.transactions import Busy, snapshot

ED = Intent(Actor(3, "Ed"), "paste")


def _done(ids, work, texts: bool = False) -> list[str]:
    """The statements of an act that does something to each of some products."""

    def all_of_them(session):
        for product in all_locked(session, Product, ids, texts).values():
            work(product)

    with recorded() as found:
        carry_out(ED, all_of_them)
    return [" ".join(sql.split()[:3]) for sql in found.statements]


def _changes() -> list[Any]:
    with snapshot() as connection:
        mine = select(Change.__table__).join(Act, Act.id == Change.act_id).where(Act.way == "paste")
        return list(connection.execute(mine.order_by(Change.id)))


def _restock(product: Product) -> None:
    product.stock = 500 + product.id


def _rename(product: Product) -> None:
    product.rename(f"Number {product.id}", "en")


def _summarise(product: Product, locale: str = "nl") -> None:
    product.assign("summary", locale, f"Kort {product.id}")


def _summarise_source(product: Product) -> None:
    _summarise(product, "en")


def test_each_row_is_changed_and_noted_with_its_own_values_and_versions(shop, outside):
    before = {id_: rest for id_, *rest in outside.run("SELECT id, stock, version FROM product WHERE id < 6")}
    _done(range(1, 6), _restock)
    after = {id_: rest for id_, *rest in outside.run("SELECT id, stock, version FROM product WHERE id < 6")}
    changes = {change.record_id: change for change in _changes()}
    assert len({version for _stock, version in after.values()}) == len(changes) == 5
    for id_, (stock, version) in after.items():
        change = changes[id_]
        assert stock == json.loads(change.new) == 500 + id_
        assert json.loads(change.old) == before[id_][0]
        assert (change.version_before, change.version_after) == (before[id_][1], version)


@pytest.mark.parametrize("work", [_restock, _rename, _summarise_source])
def test_many_take_as_many_statements_as_few(shop, work):
    texts = work is not _restock
    assert _done(range(1, 4), work, texts) == _done(range(4, 42), work, texts)


def test_first_texts_are_added_together_and_renew_their_language_alone(shop, outside):
    outside.run("DELETE FROM product_text WHERE locale = 'nl' AND product_id IN (1, 2, 3)")
    before = outside.tokens()
    found = _done((1, 2, 3), _summarise, texts=True)
    assert found.count("INSERT INTO product_text") == 1
    rows = outside.run("SELECT product_id, summary, version FROM product_text WHERE locale = 'nl' AND product_id < 4")
    assert {(id_, summary) for id_, summary, _version in rows} == {(id_, f"Kort {id_}") for id_ in (1, 2, 3)}
    assert {(c.version_before, c.version_after) for c in _changes()} == {(None, version) for *_of, version in rows}
    after = outside.tokens()
    renewed = {name for name in after if before.get(name) != after[name]}
    assert {scopes.of("product", "nl", id_) for id_ in (1, 2, 3)} <= renewed
    assert not any(name.endswith("@de") for name in renewed)


def test_a_record_and_its_texts_are_changed_in_one_act(shop, outside):
    outside.run("DELETE FROM product_text WHERE locale = 'nl' AND product_id = 2")

    def work(product):
        _restock(product)
        _summarise(product)

    _done((1, 2), work, texts=True)
    assert [row[0] for row in outside.run("SELECT stock FROM product WHERE id < 3 ORDER BY id")] == [501, 502]
    assert outside.one("SELECT count(*) FROM product_text WHERE locale = 'nl' AND summary IN ('Kort 1', 'Kort 2')") == 2
    assert len(_changes()) == 4


def test_one_row_that_moved_in_between_keeps_all_from_being_overwritten(shop, outside):
    before = outside.run("SELECT id, stock, version FROM product ORDER BY id")
    moved = text("UPDATE product SET version = 'moved' WHERE id = 3")

    def work(session):
        for product in all_locked(session, Product, range(1, 6), False).values():
            _restock(product)
        session.connection().execute(moved)

    with pytest.raises(Busy):
        carry_out(ED, work)
    assert outside.run("SELECT id, stock, version FROM product ORDER BY id") == before
    assert not _changes()


def test_all_kinds_of_values_come_back_as_they_were(shop, outside):
    """Also none at all, and what a driver has to write in its own way: truth, moments, quotation marks."""
    from webapp.storage.clock import now

    moment = now()

    def work(product):
        product.published, product.trashed_at = product.id == 1, moment if product.id == 2 else None
        product.pack = [None, 'a "box"', "{1,2}", "NULL", "\\"][product.id % 5]

    _done(range(1, 6), work)
    with snapshot() as connection:
        rows = connection.execute(select(Product.id, Product.published, Product.trashed_at, Product.pack)).all()
    found = {row.id: row[1:] for row in rows if row.id < 6}
    assert [found[id_][0] for id_ in range(1, 6)] == [True, False, False, False, False]
    assert [found[id_][1] for id_ in range(1, 6)] == [None, moment, None, None, None]
    assert [found[id_][2] for id_ in range(1, 6)] == ['a "box"', "{1,2}", "NULL", "\\", None]
