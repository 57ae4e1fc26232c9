"""Query plans: each index is used by the very statements that it is there for, and lists are not sorted by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Index, UniqueConstraint, text, update

from tests.unit.listening import Heard, listening
from tests.unit.storage.outside import only_postgresql
from webapp import accounts, exchange  # noqa: F401 - they map their tables
from webapp.accounts import attempts
from webapp.accounts import queries as people
from webapp.accounts.models import User
from webapp.catalogue.grid import CATEGORIES, PRODUCTS, SUPPLIERS
from webapp.catalogue.models import Category, Product, Supplier
from webapp.catalogue.queries import categories, products, shelves
from webapp.catalogue.queries.shelves import SORTS, Shelf
from webapp.extensions import Base
from webapp.grid import undo
from webapp.grid.figures import figures
from webapp.grid.lists import ListKey
from webapp.grid.rows import PER_PAGE, page_of_rows
from webapp.history import names as history_names
from webapp.history import queries as history
from webapp.history.filters import Filter
from webapp.hypermedia.locales import language, languages
from webapp.search import queries as found
from webapp.storage import addresses, limits, listings, locales, steps
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.changes import changes_of, last_change, since
from webapp.storage.engines import engines
from webapp.storage.fulltext import Terms
from webapp.storage.records import InUse
from webapp.storage.transactions import snapshot, write

ED = Actor(3, "Ed")
TERMS = Terms.read("wibble")


def _reads(work: Callable[[Connection], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with snapshot() as connection:
            return work(connection)

    return run


def _shelf(sort: str = "name", category: str = "", q: str = "") -> Callable[[], Any]:
    shelf = Shelf(category, q, sort)
    return _reads(lambda connection: shelves.shelf_ids(connection, "en", shelf))


def _desk(table: Any, sort: str = "", q: str = "") -> Callable[[], Any]:
    key = ListKey(table.plural, q=q, sort=sort)
    return _reads(lambda connection: page_of_rows(connection, table, key, language("nl"), ()))


def _history(**asked: str) -> Callable[[], Any]:
    return _reads(lambda connection: history.page_of_acts(connection, Filter(**asked), None))


def _acts(work: Callable[[Any], Any], key: str | None = None) -> Callable[[], Any]:
    def run() -> None:
        with suppress(InUse, ValueError):
            carry_out(Intent(ED, "grid", key), work)

    return run


def _trash(model: Any, without_products: bool = False) -> Callable[[], Any]:
    """A record that products refer to is refused before anything else is asked."""

    def work(session: Any) -> None:
        if without_products:
            session.execute(update(Product).values(category_id=None))
        session.get(model, 1).trash()
        raise ValueError("enough")

    return _acts(work)


def _named(model: Any) -> Callable[[Any], None]:
    """Its first name gives a new record an address, which has to be free."""

    def work(session: Any) -> None:
        record = model(sku="NEW") if model is Product else model()
        session.add(record)
        record.rename("Entirely new", "en")
        raise ValueError("enough")

    return work


def _limits() -> Any:
    with snapshot() as connection:
        from webapp.accounts.models import FailedAttempt

        return limits.wait(connection, FailedAttempt, attempts.WINDOW, attempts.of("a@b.test", "x"))


def _following() -> None:
    """What a start does: it asks for the languages in their order."""
    with engines().writing.begin() as connection:
        locales.follow(connection, tuple(spoken.code for spoken in languages()))


def _forgetting() -> None:
    """What a trigger does with a record that is deleted; it is not a statement of ours, so it is tried as one."""
    declaration = next(one for one in listings.declarations() if one.owner == "product")
    with engines().writing.begin() as connection:
        connection.exec_driver_sql(addresses.forgotten_sql(declaration, "= 999999"))


@dataclass(frozen=True)
class Use:
    """What an index is there for; where it sorts, nothing may sort by hand."""

    run: Callable[[], Any]
    sorts: bool = False


# index -> its uses. A new index needs an entry that says what it serves.
USES: dict[str, list[Use]] = {
    "ix_product_shelf_price": [
        Use(_shelf("price"), sorts=True),
        Use(_shelf("-price"), sorts=True),
    ],
    "ix_product_price": [Use(_desk(PRODUCTS, "price"), sorts=True), Use(_desk(PRODUCTS, "-price"), sorts=True)],
    "ix_product_stock": [Use(_desk(PRODUCTS, "stock"), sorts=True), Use(_desk(PRODUCTS, "-stock"), sorts=True)],
    "uq_product_sku": [Use(_desk(PRODUCTS, "sku"), sorts=True), Use(_desk(PRODUCTS, "-sku"), sorts=True)],
    "ix_product_listing_name": [
        Use(_shelf("name"), sorts=True),
        Use(_shelf("-name"), sorts=True),
        Use(_shelf("name", category="kitchen"), sorts=True),
        Use(_shelf("name", q="bowl"), sorts=True),
        Use(_shelf("price", q="bowl")),
        Use(_desk(PRODUCTS), sorts=True),
        Use(_desk(PRODUCTS, "-name"), sorts=True),
        Use(_desk(PRODUCTS, q="bowl"), sorts=True),
    ],
    "ix_product_listing_fallen": [Use(_reads(lambda connection: found.PRODUCTS.texts(connection, "nl", "en", TERMS)))],
    "ix_product_sku_key": [Use(_reads(lambda connection: found.by_sku(connection, "bulk-00001")))],
    "ix_product_listing_slug": [Use(_reads(lambda connection: products.product_by_slug(connection, "en", "x")))],
    "ix_product_category_id": [
        Use(_shelf("price", category="kitchen")),
        Use(_shelf("new", category="kitchen")),
        Use(_trash(Category)),
    ],
    "ix_product_supplier_id": [Use(_trash(Supplier))],
    "ix_category_parent_id": [Use(_shelf("price", category="kitchen")), Use(_trash(Category, without_products=True))],
    "ix_category_listing_name": [Use(_desk(CATEGORIES), sorts=True), Use(_desk(CATEGORIES, "-name"), sorts=True)],
    "ix_category_listing_slug": [
        Use(_reads(lambda connection: categories.category_head(connection, "en", "en", "kitchen"))),
        Use(_reads(lambda connection: categories.category_slugs(connection, "en", "kitchen"))),
        Use(_shelf("price", category="kitchen")),
    ],
    "uq_supplier_name": [Use(_desk(SUPPLIERS), sorts=True), Use(_desk(SUPPLIERS, "-name"), sorts=True)],
    "uq_product_text_slug_locale": [Use(_acts(_named(Product)))],
    "uq_category_text_slug_locale": [Use(_acts(_named(Category)))],
    "uq_locale_position": [Use(_following, sorts=True)],
    "ix_old_address_record": [Use(_forgetting)],
    "uq_act_key": [Use(_acts(lambda session: None, key="some-request"))],
    "ix_act_undoes": [Use(lambda: _undo(1))],
    "ix_act_actor": [
        Use(_reads(lambda connection: steps.next_step(connection, 3, steps.UNDO)), sorts=True),
        Use(_reads(lambda connection: steps.next_step(connection, 3, steps.REDO)), sorts=True),
        Use(_history(person="3")),
        Use(_reads(history_names.people)),
    ],
    "ix_act_way": [Use(_history(way="import"))],
    "ix_act_at": [Use(_history(day="2026-11-30"), sorts=True)],
    "ix_act_change_act": [
        Use(lambda: write(lambda session: changes_of(session, 1)), sorts=True),
        Use(_reads(lambda connection: history.changes_of_act(connection, 1, 0, None)), sorts=True),
    ],
    "ix_act_change_noun": [Use(_history(table="products"))],
    "ix_act_change_record": [
        Use(lambda: _since("price"), sorts=True),
        Use(lambda: _since("name"), sorts=True),
        Use(_reads(lambda connection: history.changes_of_record(connection, "product", 1, 99, None)), sorts=True),
        Use(
            _reads(lambda connection: history.changes_of_field(connection, "product", 1, "price", None, 99)), sorts=True
        ),
        Use(lambda: write(lambda session: last_change(session, session.get_one(Product, 1), "price")), sorts=True),
    ],
    "ix_signed_in_user_id": [Use(lambda: write(lambda session: accounts.sessions.end_all(session, 1)))],
    "ix_failed_attempt_at": [Use(_limits, sorts=True), Use(lambda: attempts.note("a@b.test", "x"))],
    "ix_failed_attempt_account": [Use(_limits, sorts=True)],
    "ix_failed_attempt_address": [Use(_limits, sorts=True)],
    "uq_user_account_email": [Use(_reads(lambda connection: people.known(connection, User.email == "a@b.test")))],
}


def _since(field: str) -> None:
    write(lambda session: since(session, session.get_one(Product, 1), field, "nl", "seen.then"))


def _undo(act: int) -> None:
    with suppress(steps.TakenBack):
        undo.take_back(Intent(ED, "undo"), act, anybodys=True)


def _indexes() -> dict[str, tuple[str, list[str]]]:
    """name -> (table, columns) of each index and each rule of uniqueness but the primary keys."""
    found: dict[str, tuple[str, list[str]]] = {}
    for table in Base.metadata.tables.values():
        if table.name.startswith(
            ("product", "category", "supplier", "act", "signed", "failed", "user", "locale", "old")
        ):
            found |= {str(one.name): (table.name, [c.name for c in one.columns]) for one in _ruled(table)}
    return found


def _ruled(table: Any) -> list[Index | UniqueConstraint]:
    return [*table.indexes, *(one for one in table.constraints if isinstance(one, UniqueConstraint))]


def test_each_index_says_what_it_serves(many: Flask):
    with many.app_context():
        assert set(USES) == set(_indexes()), "say in USES which statement the new index serves"


def test_no_index_is_the_beginning_of_another(many: Flask):
    """The longer one would serve the same."""
    columns = [(t.name, [c.name for c in i.columns], bool(i.dialect_options["sqlite"]["where"] is not None))
               for t in Base.metadata.tables.values() for i in t.indexes]  # fmt: skip
    longer = [(t.name, [c.name for c in one.columns]) for t in Base.metadata.tables.values() for one in _ruled(t)]
    longer += [(t.name, [c.name for c in t.primary_key.columns]) for t in Base.metadata.tables.values()]
    for table, own, part in columns:
        for other, theirs in longer:
            assert part or other != table or theirs == own or theirs[: len(own)] != own, f"{table} {own} in {theirs}"


def _heard(run: Callable[[], Any]) -> Heard:
    """The statements that `run` sends, with their values."""
    with listening() as heard:
        run()
    return heard


def _plans(run: Callable[[], Any]) -> list[list[str]]:
    """The plan of each statement, step by step."""
    heard = [
        (sql, values)
        for sql, values in _heard(run)
        if sql.lstrip()[:6].upper() in ("SELECT", "WITH R", "UPDATE", "DELETE", "INSERT")
    ]
    with snapshot() as connection:
        return [[row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", v)] for sql, v in heard]


def _sqlite_name(name: str) -> str:
    """SQLite gives the index of a rule of uniqueness a name of its own."""
    table, columns = _indexes()[name]
    if not name.startswith("uq_"):
        return name
    with snapshot() as connection:
        for row in connection.exec_driver_sql(f"PRAGMA index_list({table})").all():
            if [c[2] for c in connection.exec_driver_sql(f"PRAGMA index_info({row[1]})")] == columns and row[3] == "u":
                return str(row[1])
    raise LookupError(name)


CASES = [pytest.param(name, use, id=f"{name}-{n}") for name, uses in USES.items() for n, use in enumerate(uses)]


@pytest.mark.parametrize(("name", "use"), CASES)
def test_an_index_is_used_by_what_it_serves(many: Flask, name: str, use: Use):
    with many.test_request_context("/en/", method="POST"):
        index, plans = _sqlite_name(name), _plans(use.run)
    using = [plan for plan in plans if any(re.search(rf"\bINDEX {index}\b", step) for step in plan)]
    assert using, f"{index} is in none of {plans}"
    if use.sorts:
        assert not [step for plan in using for step in plan if "TEMP B-TREE FOR ORDER BY" in step], using


@pytest.mark.parametrize("sort", SORTS)
def test_a_shelf_of_the_whole_shop_is_sorted_by_an_index(many: Flask, sort: str):
    with many.app_context():
        (plan,) = _plans(_shelf(sort))
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


@pytest.mark.parametrize("category", ["", "kitchen"])
def test_no_product_is_read_to_count_a_list(many: Flask, category: str):
    work = _reads(lambda connection: shelves.shelf_count(connection, "en", Shelf(category)))
    with many.app_context():
        assert not [step for plan in _plans(work) for step in plan if re.search(r"\bproduct\b|SCAN tally", step)]


@pytest.mark.parametrize("table", [PRODUCTS, SUPPLIERS, CATEGORIES], ids=lambda table: table.plural)
def test_no_record_is_read_for_the_figures_of_a_plain_list(many: Flask, table: Any):
    def work(connection: Connection) -> Any:
        return figures(connection, table, ListKey(table.plural), language("en"))

    with many.app_context():
        (plan,) = _plans(_reads(work))
    assert [step.split(" USING ")[0] for step in plan] == ["SEARCH tally"]


@pytest.mark.parametrize("category", ["", "kitchen"])
@pytest.mark.parametrize("sort", SORTS)
def test_a_page_that_is_read_from_the_end_is_the_same(many: Flask, sort: str, category: str):
    with many.app_context(), snapshot() as connection:
        count = shelves.shelf_count(connection, "en", Shelf(category))
        last = -(-count // shelves.PER_PAGE)
        for page in (1, 2, last // 2, last // 2 + 1, last // 2 + 2, last - 1, last):
            shelf = Shelf(category, sort=sort, page=page)
            assert shelves.shelf_ids(connection, "en", shelf, count) == shelves.shelf_ids(connection, "en", shelf)


@pytest.mark.parametrize("sort", ["name", "-name", "price", "-stock", "sku"])
def test_a_page_of_the_desk_that_is_read_from_the_end_is_the_same(many: Flask, sort: str):
    with many.app_context(), snapshot() as connection:
        spoken = language("en")
        count, _totals = figures(connection, PRODUCTS, ListKey("products"), spoken)
        last = -(-count // PER_PAGE)
        for page in (last // 2, last // 2 + 1, last // 2 + 2, last):
            key = ListKey("products", sort=sort, page=page)
            read = partial(page_of_rows, connection, PRODUCTS, key, spoken, ())
            assert read(count) == read()


def test_a_large_category_is_met_in_the_order_of_all_and_a_small_one_is_sorted(many: Flask):
    with many.app_context():
        for count, index in ((20_000, "ix_product_shelf_price"), (20, "ix_product_category_id")):
            shelf = Shelf("kitchen", sort="price")
            work = _reads(lambda connection, n=count, s=shelf: shelves.shelf_ids(connection, "en", s, n))
            assert any(index in step for plan in _plans(work) for step in plan)


def test_no_page_reads_all_products(many: Flask):
    """A page of the product finds its rows by key."""
    from webapp.catalogue.fragments import BODY, PRODUCT_LANGUAGES
    from webapp.catalogue.heads import PRODUCT_HEAD

    with many.app_context():
        for placed in (BODY("nl", 1), PRODUCT_HEAD("nl", 1), PRODUCT_LANGUAGES("nl", 1)):
            for plan in _plans(_reads(placed.render)):
                assert not [step for step in plan if re.match(r"SCAN product", step)], (placed.fragment.name, plan)


@only_postgresql
@pytest.mark.parametrize(
    ("index", "run"),
    [
        ("ix_product_shelf_price", _shelf("price")),
        ("ix_product_shelf_price", _shelf("-price")),
        ("ix_product_listing_name", _shelf("name")),
        ("ix_product_listing_name", _shelf("-name")),
        ("ix_product_listing_slug", _reads(lambda connection: products.product_by_slug(connection, "en", "x"))),
        ("ix_product_price", _desk(PRODUCTS, "price")),
        ("ix_product_stock", _desk(PRODUCTS, "-stock")),
        ("uq_product_text_slug_locale", _acts(_named(Product))),
    ],
)
def test_postgresql_can_use_the_same_indexes(shop: Flask, index: str, run: Callable[[], Any]):
    """With 42 products it would read the table; so it is told not to, and not to sort."""
    plans = []
    heard = _heard(run)
    with snapshot() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        connection.execute(text("SET LOCAL enable_sort = off"))
        for sql, values in heard:
            if sql.lstrip().upper().startswith(("SELECT", "WITH")):
                plans.append("\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}", values)))
    using = [plan for plan in plans if re.search(rf"\b{index}\b", plan)]
    assert using, plans
    assert not [plan for plan in using if "Sort Key" in plan], using
