"""Northwind as its authors exported it: 29 suppliers, 8 categories, 77 products."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.unit.exchange import fixtures
from tests.unit.exchange.fixtures import Importing, real
from webapp.catalogue.exchange.northwind import web_address

importing_app, importing = fixtures.importing_app, fixtures.importing

FILES = ("northwind/products.csv", "northwind/suppliers.csv", "northwind/categories.csv")


def test_all_of_it_goes_in_once(importing: Importing) -> None:
    files = real(*FILES)
    done = importing.run(*files)
    assert (done.status, done.errors) == (0, [])
    assert done.summary == "114 created, 0 updated, 0 unchanged, 0 refused"
    assert importing.run(*files).summary == "0 created, 0 updated, 114 unchanged, 0 refused"
    assert importing.one("SELECT count(*) FROM act") == 1


def test_a_product_has_what_its_row_says(importing: Importing) -> None:
    importing.run(*real(*FILES))
    columns = "p.price, p.stock, p.reorder_level, p.pack, p.published, p.discontinued, t.name, t.slug, t.locale, s.name"
    rows = importing.rows(
        f"SELECT p.sku, {columns} FROM product p JOIN product_text t ON t.product_id = p.id"
        " JOIN supplier s ON s.id = p.supplier_id WHERE p.sku IN ('NW-1', 'NW-29') ORDER BY p.sku"
    )
    chai = ("10 boxes x 20 bags", True, False, "Chai", "chai", "en", "Exotic Liquids")
    sausage = ("50 bags x 30 sausgs.", False, True, "Thüringer Rostbratwurst", "thuringer-rostbratwurst", "en")
    assert rows == [
        ("NW-1", 1800, 39, 10, *chai),
        ("NW-29", 12379, 0, 0, *sausage, "Plutzer Lebensmittelgroßmärkte AG"),
    ]


def test_null_is_empty_and_only_real_addresses_are_websites(importing: Importing) -> None:
    done = importing.run(*real("northwind/suppliers.csv"))
    assert importing.rows("SELECT region, postal_code, website FROM supplier WHERE name = 'Exotic Liquids'") == [
        (None, "EC1 4SD", None)
    ]
    assert importing.one("SELECT count(*) FROM supplier WHERE website LIKE 'http://www.microsoft.com/%'") == 3
    assert importing.one("SELECT count(*) FROM supplier WHERE website IS NOT NULL") == 3
    left_out = "  left out: the home page of New Orleans Cajun Delights, #CAJUN.HTM#, is no address"
    assert left_out in done.lines


@pytest.mark.parametrize("order", list(permutations(FILES)), ids=lambda order: ">".join(name[10:13] for name in order))
def test_separate_runs_in_any_order_end_the_same(importing: Importing, order: tuple[str, ...]) -> None:
    for name in order:
        assert importing.run(*real(name)).status == 0
    importing.run(*real("northwind/products.csv"))
    assert importing.one("SELECT count(*) FROM product WHERE supplier_id IS NOT NULL AND category_id IS NOT NULL") == 77
    assert importing.run(*real(*FILES)).summary == "0 created, 0 updated, 114 unchanged, 0 refused"


def test_the_other_tables_of_northwind_are_refused(importing: Importing) -> None:
    others = [f"northwind/{name}.csv" for name in ("customers", "employees", "order_details", "orders", "shippers")]
    done = importing.run(*real(*others))
    assert done.summary == "0 created, 0 updated, 0 unchanged, 5 refused"
    assert all("Northwind suppliers, Northwind categories, Northwind products, Shopify" in e for e in done.errors)


def test_a_product_is_listed_in_every_language_under_its_source_name(importing: Importing) -> None:
    importing.run(*real(*FILES))
    named = "SELECT count(*) FROM product_listing WHERE name = 'Chai' AND name_locale = 'en'"
    assert importing.one(named) == importing.one("SELECT count(*) FROM locale")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("#CAJUN.HTM#", None),
        (
            "Plutzer (on the World Wide Web)#http://www.microsoft.com/plutzer.htm#",
            "http://www.microsoft.com/plutzer.htm",
        ),
        ("https://example.org/#tea", "https://example.org/#tea"),
        ("javascript:alert(1)", None),
        ("http://localhost", None),
        ("http://[", None),
        ("ftp://example.org", None),
    ],
)
def test_a_web_address_is_found_in_what_access_writes(text: str, address: str | None) -> None:
    assert web_address(text) == address
