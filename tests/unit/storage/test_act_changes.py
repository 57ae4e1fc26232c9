"""Acts: whoever changes a record leaves who, when, which way, which field, from what to what, and nothing else."""

from __future__ import annotations

import json
from itertools import pairwise
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select, text, update

from tests.unit.storage.outside import only_postgresql
from webapp.catalogue.models import Product, ProductText, Supplier
from webapp.storage import acts
from webapp.storage.acts import Act, Actor, Intent, Repeated, carry_out
from webapp.storage.changes import Change, changes_of, last_change, since
from webapp.storage.noting import Unrecorded
from webapp.storage.records import model_of
from webapp.storage.transactions import snapshot, write

ED = Actor(3, "Ed")
GRID = Intent(ED, "grid")


def _act(work, intent: Intent = GRID, **more: Any) -> int | None:
    return carry_out(intent, work, **more)[1]


def _product(session, id_: int = 1) -> Product:
    return session.get_one(Product, id_)


def _changes(act: int | None) -> list[Any]:
    with snapshot() as connection:
        return list(connection.execute(select(Change.__table__).where(Change.act_id == act).order_by(Change.id)))


def _acts() -> int:
    with snapshot() as connection:
        return connection.scalar(text("SELECT count(*) FROM act")) or 0


def _set(field: str, value: Any):
    def work(session):
        setattr(_product(session), field, value)

    return work


def test_a_changed_field_is_one_change_with_both_values_and_both_versions(shop, outside):
    version, stock = outside.run("SELECT version, stock FROM product WHERE id = 1")[0]
    (change,) = _changes(_act(_set("stock", 999)))
    assert (change.noun, change.record_id, change.field, change.locale) == ("product", 1, "stock", None)
    assert (json.loads(change.old), json.loads(change.new)) == (stock, 999)
    assert change.version_before == version
    assert change.version_after == outside.one("SELECT version FROM product WHERE id = 1") != version


def test_the_act_says_who_when_and_by_which_way(shop):
    intent = Intent(ED, "paste", key="key-of-a-request")
    number = _act(_set("stock", 999), intent)
    with snapshot() as connection:
        act = connection.execute(select(Act.__table__).where(Act.id == number)).one()
        now = connection.scalar(text("SELECT CURRENT_TIMESTAMP"))
    assert (act.actor_id, act.actor, act.way, act.key, act.undoes) == (3, "Ed", "paste", "key-of-a-request", None)
    assert act.at is not None
    assert now is not None


def test_several_fields_of_one_record_share_their_versions(shop):
    def work(session):
        product = _product(session)
        product.stock, product.pack = 999, "in a box"

    changes = _changes(_act(work))
    assert {change.field for change in changes} == {"stock", "pack"}
    assert len({(change.version_before, change.version_after) for change in changes}) == 1


def test_a_text_is_a_change_of_its_record_in_its_language(shop, outside):
    old, version = outside.run("SELECT name, version FROM product_text WHERE product_id = 1 AND locale = 'nl'")[0]
    (change,) = _changes(_act(lambda session: _product(session).rename("Théière", "nl")))
    assert (change.noun, change.record_id, change.field, change.locale) == ("product", 1, "name", "nl")
    assert (json.loads(change.old), json.loads(change.new)) == (old, "Théière")
    assert "Théière" in change.new, "people read this in the database too"
    assert change.version_before == version
    assert change.version_after == outside.one(
        "SELECT version FROM product_text WHERE product_id = 1 AND locale = 'nl'"
    )


def test_a_record_and_its_texts_have_each_their_own_versions_in_one_act(shop, outside):
    def work(session):
        product = _product(session)
        product.stock = 999
        product.rename("Théière", "nl")
        product.assign("summary", "nl", "Kort")
        product.rename("Anders", "de")

    steps = {(c.locale, c.version_before, c.version_after) for c in _changes(_act(work))}
    texts = dict(outside.run("SELECT locale, version FROM product_text WHERE product_id = 1"))
    assert {(locale, after) for locale, _before, after in steps} == {
        (None, outside.one("SELECT version FROM product WHERE id = 1")),
        ("nl", texts["nl"]),
        ("de", texts["de"]),
    }
    assert len(steps) == len({before for _locale, before, _after in steps}) == 3


def test_the_first_text_in_a_language_tells_its_name_and_its_address(shop, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = 'nl'")
    changes = _changes(_act(lambda session: _product(session).rename("Kommetje", "nl")))
    assert {c.field: (json.loads(c.old), json.loads(c.new)) for c in changes} == {
        "name": (None, "Kommetje"),
        "slug": (None, "kommetje"),
    }
    assert {(c.version_before, c.locale) for c in changes} == {(None, "nl")}


def test_a_new_record_is_a_change_that_says_so_and_one_for_each_field(shop):
    def work(session):
        session.add(Supplier(name="Northwind", city="London", region=None))

    changes = _changes(_act(work))
    assert {c.field: json.loads(c.new) for c in changes} == {"created": True, "name": "Northwind", "city": "London"}
    assert {json.loads(c.old) for c in changes} == {None}
    assert {c.version_before for c in changes} == {None}


def test_the_versions_of_a_record_are_a_chain(shop, outside):
    for stock in range(900, 910):
        _act(_set("stock", stock))
    _act(lambda session: _product(session).trash())
    _act(lambda session: _product(session).restore())
    with snapshot() as connection:
        of_product = select(Change.version_before, Change.version_after).where(Change.record_id == 1)
        of_product = of_product.where(Change.noun == "product", Change.locale.is_(None))
        rows = connection.execute(of_product.order_by(Change.id)).all()
    steps = list(dict.fromkeys(tuple(row) for row in rows))
    assert len(steps) == 13
    assert all(one[1] == next_[0] for one, next_ in pairwise(steps))
    assert steps[-1][1] == outside.one("SELECT version FROM product WHERE id = 1")


def test_two_flushes_of_one_act_are_two_steps_of_the_chain(shop):
    def work(session):
        product = _product(session)
        product.stock = 998
        session.flush()
        product.stock = 999

    first, second = _changes(_act(work))
    assert first.version_after == second.version_before != second.version_after


def test_a_write_that_changes_nothing_leaves_no_act(shop, outside):
    before, stock = _acts(), outside.one("SELECT stock FROM product WHERE id = 1")
    assert _act(_set("stock", stock)) is None
    assert _act(lambda session: None) is None
    assert _acts() == before


def test_a_value_that_went_and_came_back_leaves_no_change(shop, outside):
    stock = outside.one("SELECT stock FROM product WHERE id = 1")

    def work(session):
        _product(session).stock = 12345
        _product(session).stock = stock

    assert _act(work) is None


@pytest.mark.parametrize("change", ["field", "text", "new", "deleted"])
def test_a_record_that_is_changed_outside_an_act_is_refused(shop, outside, change):
    def work(session):
        if change == "field":
            _product(session).stock = 999
        elif change == "text":
            _product(session).texts["en"].summary = "Quiet"
        elif change == "new":
            session.add(Supplier(name="Quiet"))
        else:
            session.delete(_product(session))

    before = outside.run("SELECT * FROM product ORDER BY id"), outside.run("SELECT * FROM product_text ORDER BY 1, 2")
    with pytest.raises(Unrecorded):
        write(work)
    assert outside.one("SELECT count(*) FROM supplier WHERE name = 'Quiet'") == 0
    after = outside.run("SELECT * FROM product ORDER BY id"), outside.run("SELECT * FROM product_text ORDER BY 1, 2")
    assert after == before


def test_an_act_that_raises_leaves_neither_act_nor_change_nor_value(shop, outside):
    before = _acts(), outside.one("SELECT count(*) FROM act_change"), outside.run("SELECT * FROM product ORDER BY id")

    def work(session):
        _product(session).stock = 999
        session.flush()
        raise RuntimeError("after the act was written")

    with pytest.raises(RuntimeError):
        carry_out(GRID, work)
    assert (
        _acts(),
        outside.one("SELECT count(*) FROM act_change"),
        outside.run("SELECT * FROM product ORDER BY id"),
    ) == before


def test_a_part_that_fails_by_itself_leaves_nothing_while_the_rest_is_kept(shop):
    def failing(session):
        with acts.savepoint(session):
            _product(session, 1).stock = 998
            session.flush()
            raise RuntimeError

    def work(session):
        with pytest.raises(RuntimeError):
            failing(session)
        _product(session, 2).stock = 999

    (change,) = _changes(_act(work))
    assert (change.record_id, change.new) == (2, "999")


def test_an_act_may_go_on_in_another_transaction(shop):
    first = _act(_set("stock", 998))
    assert _act(_set("stock", 999), continued=first) == first
    assert [change.new for change in _changes(first)] == ["998", "999"]


def test_a_request_that_is_repeated_does_nothing_and_names_the_first_act(shop, outside):
    intent = Intent(ED, "grid", key="same-request")
    act = _act(_set("stock", 998), intent)
    with pytest.raises(Repeated) as repeated:
        _act(_set("stock", 999), intent)
    assert repeated.value.act_id == act
    assert outside.one("SELECT stock FROM product WHERE id = 1") == 998


def test_a_request_that_changed_nothing_may_be_sent_again(shop, outside):
    intent = Intent(ED, "grid", key="same-request")
    assert _act(_set("stock", outside.one("SELECT stock FROM product WHERE id = 1")), intent) is None
    assert _act(_set("stock", 999), intent) is not None


@only_postgresql
def test_of_two_equal_requests_at_the_same_moment_one_is_repeated(shop):
    both_asked, outcomes = Barrier(2, timeout=10), []

    def request(record: int) -> None:
        def work(session):
            both_asked.wait()
            _product(session, record).stock = 999

        with shop.app_context():
            try:
                outcomes.append(_act(work, Intent(ED, "grid", key="same-request")))
            except Exception as error:
                outcomes.append(error)

    threads = [Thread(target=request, args=(record,)) for record in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    (done,) = [outcome for outcome in outcomes if isinstance(outcome, int)]
    (repeated,) = [outcome for outcome in outcomes if isinstance(outcome, Repeated)]
    assert repeated.act_id == done


def _seen(locale: str = "nl") -> str:
    return write(lambda session: _product(session).version_in(locale))


def _since(seen: str, field: str = "price", locale: str = "nl") -> list[Any] | None:
    def work(session):
        found = since(session, _product(session), field, locale, seen)
        return None if found is None else [(change.field, change.locale, change.new) for change in found]

    return write(work)


def test_since_a_state_tells_what_changed_of_the_record_oldest_first(shop):
    seen = _seen()
    assert _since(seen) == []
    _act(_set("stock", 998))
    _act(_set("pack", "in a box"))
    _act(lambda session: _product(session).rename("Anders", "nl"))
    assert _since(seen) == [("stock", None, "998"), ("pack", None, '"in a box"')]


def test_since_a_state_tells_what_changed_of_the_text_in_one_language(shop):
    seen = {locale: _seen(locale) for locale in ("nl", "de", "fr")}
    _act(_set("stock", 998))
    _act(lambda session: _product(session).rename("Anders", "nl"))
    _act(lambda session: _product(session).assign("summary", "nl", "Kort"))
    _act(lambda session: _product(session).rename("Sonst", "de"))
    assert _since(seen["nl"], "name", "nl") == [("name", "nl", '"Anders"'), ("summary", "nl", '"Kort"')]
    assert _since(seen["de"], "summary", "de") == [("name", "de", '"Sonst"')]
    assert _since(seen["fr"], "summary", "fr") == []


def test_since_there_was_no_text_tells_all_of_the_first_one(shop, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = 'nl'")
    seen = _seen()
    assert _since(seen, "name") == []
    _act(lambda session: _product(session).rename("Kommetje", "nl"))
    assert sorted(_since(seen, "name") or []) == [("name", "nl", '"Kommetje"'), ("slug", "nl", '"kommetje"')]


@pytest.mark.parametrize("known", ["none", "one"])
def test_since_a_text_came_or_went_from_outside_is_unknown(shop, outside, known):
    there = "product_id = 1 AND locale = 'nl'"
    outside.run(f"DELETE FROM product_text WHERE {there}")
    if known == "one":
        _act(lambda session: _product(session).rename("Kommetje", "nl"))
    seen = _seen()
    if known == "one":
        outside.run(f"DELETE FROM product_text WHERE {there}")
    else:
        outside.run("INSERT INTO product_text (product_id, locale, name) VALUES (1, 'nl', 'Kom')")
    assert _since(seen, "name") is None
    assert _since(seen, "price") == []


def test_since_a_text_had_no_version_yet_tells_its_first_change(shop, outside):
    """As those from before texts had versions."""
    if outside.dialect == "sqlite":
        outside.run("DROP TRIGGER etalage_version_product_text_update")
    else:
        outside.run("SET session_replication_role = replica")
    outside.run("UPDATE product_text SET version = '' WHERE product_id = 1 AND locale = 'nl'")
    seen = _seen()
    assert seen.endswith(".")
    _act(lambda session: _product(session).rename("Anders", "nl"))
    assert _since(seen, "name") == [("name", "nl", '"Anders"')]
    assert _since(_seen(), "name") == []


def test_since_a_state_tells_all_fields_of_each_step(shop):
    seen = _seen()

    def work(session):
        product = _product(session)
        product.stock, product.pack = 999, "in a box"

    _act(work)
    assert {field for field, _locale, _new in _since(seen) or []} == {"stock", "pack"}


@pytest.mark.parametrize("seen", ["0123456789abcdef", "0123456789abcdef.0123456789abcdef", "", ".", "é.é", "1.2.3"])
@pytest.mark.parametrize("field", ["price", "name"])
def test_since_a_state_that_was_never_ours_is_unknown(shop, seen, field):
    assert _since(seen, field) is None


def test_since_a_state_before_a_change_from_outside_is_unknown(shop, outside):
    seen = _seen()
    _act(_set("stock", 998))
    outside.run("UPDATE product SET price = 1 WHERE id = 1")
    assert _since(seen) is None
    after = _seen()
    _act(_set("stock", 999))
    assert _since(seen) is None
    assert _since(after) == [("stock", None, "999")]


def test_since_a_state_before_a_text_was_changed_from_outside_is_unknown_for_that_text_alone(shop, outside):
    seen, german = _seen("nl"), _seen("de")
    outside.run("UPDATE product_text SET summary = 'Buiten' WHERE product_id = 1 AND locale = 'nl'")
    assert _since(seen, "name", "nl") is None
    assert _since(seen, "price", "nl") == _since(german, "name", "de") == []
    after = _seen("nl")
    _act(lambda session: _product(session).rename("Anders", "nl"))
    assert _since(seen, "name", "nl") is None
    assert _since(after, "name", "nl") == [("name", "nl", '"Anders"')]


def test_since_a_state_of_long_ago_is_unknown(shop, monkeypatch):
    monkeypatch.setattr("webapp.storage.changes.LOOKED_BACK", 3)
    seen = _seen()
    for stock in range(900, 904):
        _act(_set("stock", stock))
    assert _since(seen) is None


def test_many_changes_of_other_parts_do_not_hide_those_of_one(shop, monkeypatch):
    monkeypatch.setattr("webapp.storage.changes.LOOKED_BACK", 3)
    seen = _seen()
    _act(lambda session: _product(session).rename("Anders", "nl"))
    for stock in range(900, 904):
        _act(_set("stock", stock))
    assert _since(seen, "name") == [("name", "nl", '"Anders"')]


def test_the_last_change_of_a_field_is_found(shop):
    for stock in (998, 999):
        _act(_set("stock", stock))
    _act(_set("pack", "in a box"))
    last = write(lambda session: last_change(session, _product(session), "stock").new)
    assert last == "999"


def test_what_an_act_changed_is_told_newest_first(shop):
    act = _act(_set("stock", 998))
    _act(_set("pack", "in a box"), continued=act)
    assert write(lambda session: [change.field for change in changes_of(session, act)]) == ["pack", "stock"]


def test_a_statement_that_goes_around_the_session_renews_the_version_so_that_nobody_merges_blindly(shop):
    seen = _seen()
    write(lambda session: session.execute(update(Product).where(Product.id == 1).values(stock=1)))
    write(lambda session: session.execute(update(ProductText).where(ProductText.product_id == 1).values(summary="x")))
    assert _since(seen, "price") is None
    assert _since(seen, "name") is None


def test_a_noun_names_its_model_and_any_other_word_is_none():
    assert model_of("product") is Product
    with pytest.raises(LookupError):
        model_of("spoon")
