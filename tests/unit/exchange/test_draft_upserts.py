"""Twice is once; what somebody edited is kept; what is refused leaves no trace; a rehearsal writes nothing."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from tests.unit.exchange.fixtures import Importing
from webapp.catalogue.models import Product, Supplier
from webapp.exchange import imports
from webapp.exchange.drafts import LONGEST_KEY, kept_key
from webapp.exchange.reports import Report

SUPPLIERS = "supplierID,companyName,city,region,homePage\n"
PRODUCTS = "productID,productName,supplierID,categoryID,unitPrice,unitsInStock,discontinued\n"
CHAI = "1,Chai,7,,18.00,39,0\n"
UNCHANGED = "0 created, 0 updated, 1 unchanged, 0 refused"


def _products(importing: Importing, rows: str, name: str = "products.csv") -> str:
    return importing.run(importing.file(name, PRODUCTS + rows)).summary


def test_a_change_in_the_file_changes_the_record(importing: Importing) -> None:
    assert _products(importing, CHAI) == "1 created, 0 updated, 0 unchanged, 0 refused"
    done = importing.run(importing.file("products.csv", PRODUCTS + "1,Chai,7,,19.50,40,0\n"))
    assert done.summary == "0 created, 1 updated, 0 unchanged, 0 refused"
    assert "  updated: NW-1 price 18.00 -> 19.50" in done.lines
    assert (importing.value("NW-1", "price"), importing.value("NW-1", "stock")) == (1950, 40)


def test_an_edited_field_is_kept_and_listed_whatever_the_file_says(importing: Importing) -> None:
    _products(importing, CHAI)
    importing.edit("NW-1", "price", 2500)
    for price in ("18.00", "19.00", "19.00"):
        done = importing.run(importing.file("products.csv", PRODUCTS + f"1,Chai,7,,{price},39,0\n"))
        assert (done.status, done.summary) == (0, UNCHANGED)
        assert "  kept: NW-1 price, edited since" in done.lines
    assert importing.value("NW-1", "price") == 2500


def test_the_other_fields_of_an_edited_record_still_follow_the_file(importing: Importing) -> None:
    _products(importing, CHAI)
    importing.edit("NW-1", "price", 2500)
    assert _products(importing, "1,Chai,7,,19.00,12,0\n") == "0 created, 1 updated, 0 unchanged, 0 refused"
    assert (importing.value("NW-1", "price"), importing.value("NW-1", "stock")) == (2500, 12)


def test_an_edited_text_is_kept(importing: Importing) -> None:
    _products(importing, CHAI)
    importing.edit("NW-1", "name", "Masala Chai")
    assert _products(importing, "1,Chai Tea,7,,18.00,39,0\n") == UNCHANGED
    assert importing.value("NW-1", "name") == "Masala Chai"


def test_empty_and_unmapped_columns_change_nothing(importing: Importing) -> None:
    _products(importing, CHAI)
    assert _products(importing, "1,NULL,NULL,,,NULL,\n") == UNCHANGED
    file = importing.file("narrow.csv", "productID,productName,colour\n1,Chai,red\n")
    assert importing.run(file).summary == UNCHANGED
    assert (importing.value("NW-1", "price"), importing.value("NW-1", "published")) == (1800, True)


def test_what_was_emptied_by_hand_stays_empty(importing: Importing) -> None:
    file = importing.file("suppliers.csv", SUPPLIERS + "7,Exotic,London,NULL,\n")
    importing.run(file)
    importing.run(importing.file("products.csv", PRODUCTS + CHAI))
    importing.edit("NW-1", "supplier_id", None)
    assert _products(importing, CHAI) == UNCHANGED
    assert importing.value("NW-1", "supplier_id") is None


def test_a_missing_reference_is_listed_and_completed_later(importing: Importing) -> None:
    products = importing.file("products.csv", PRODUCTS + CHAI)
    done = importing.run(products)
    assert "  without supplier: product NW-1, “7” was not imported yet" in done.lines
    assert importing.run(products).summary == UNCHANGED
    importing.run(importing.file("suppliers.csv", SUPPLIERS + "7,Exotic,London,NULL,\n"))
    assert importing.run(products).summary == "0 created, 1 updated, 0 unchanged, 0 refused"
    assert importing.value("NW-1", "supplier_id") == importing.one("SELECT id FROM supplier")
    assert importing.run(products).summary == UNCHANGED


def test_files_of_one_run_are_read_in_the_order_that_they_need(importing: Importing) -> None:
    products = importing.file("a.csv", PRODUCTS + CHAI)
    suppliers = importing.file("b.csv", SUPPLIERS + "7,Exotic,London,NULL,\n")
    for dry in (True, False):
        done = importing.run(products, suppliers, products, dry=dry)
        assert done.summary == "2 created, 0 updated, 0 unchanged, 0 refused"
        assert not [line for line in done.lines if "without" in line]


def test_the_trash_stays_the_trash(importing: Importing) -> None:
    _products(importing, CHAI)
    importing.trash("product", "NW-1")
    done = importing.run(importing.file("products.csv", PRODUCTS + "1,Chai,,,99,1,0\n"))
    assert done.summary == UNCHANGED
    assert "  kept: NW-1, it is in the trash" in done.lines
    assert importing.one("SELECT count(*) FROM product WHERE trashed_at IS NOT NULL AND price = 1800") == 1


def test_nothing_refers_into_the_trash(importing: Importing) -> None:
    suppliers = importing.file("suppliers.csv", SUPPLIERS + "7,Exotic,London,NULL,\n")
    importing.run(suppliers)
    importing.trash("supplier", "Exotic")
    done = importing.run(suppliers, importing.file("products.csv", PRODUCTS + CHAI))
    assert done.summary == "1 created, 0 updated, 1 unchanged, 0 refused"
    assert "  without supplier: product NW-1, “7” is in the trash" in done.lines
    assert importing.value("NW-1", "supplier_id") is None


def test_a_record_of_the_same_name_is_taken_up_and_only_completed(importing: Importing) -> None:
    importing.add(Supplier(name="Exotic", city="Leeds"))
    done = importing.run(importing.file("suppliers.csv", SUPPLIERS + "7,Exotic,London,Yorkshire,\n"))
    assert done.summary == "0 created, 1 updated, 0 unchanged, 0 refused"
    assert "  kept: Exotic city, written here before" in done.lines
    assert importing.rows("SELECT name, city, region FROM supplier") == [("Exotic", "Leeds", "Yorkshire")]


def test_two_of_one_name_in_a_file_are_not_one(importing: Importing) -> None:
    file = importing.file("suppliers.csv", SUPPLIERS + "7,Exotic,London,,\n8,Exotic,Paris,,\n9,Other,,,\n")
    done = importing.run(file)
    assert done.summary == "2 created, 0 updated, 0 unchanged, 1 refused"
    assert done.errors == [f"{file}, row 3, column companyName: Another supplier has this already."]


def test_a_sku_that_is_taken_refuses_only_its_row(importing: Importing) -> None:
    importing.add(Product(sku="NW-2"))
    file = importing.file("products.csv", PRODUCTS + "1,A,,,1,1,0\n2,B,,,1,1,0\n3,C,,,1,1,0\n")
    done = importing.run(file)
    assert done.summary == "2 created, 0 updated, 0 unchanged, 1 refused"
    assert done.errors == [f"{file}, row 3, column productID: Another product has this already."]
    assert importing.one("SELECT count(*) FROM reference") == 2
    assert importing.one("SELECT count(*) FROM product_text") == 2


def test_a_first_row_that_is_refused_takes_the_act_of_no_other_with_it(importing: Importing) -> None:
    importing.add(Product(sku="NW-1"))
    assert _products(importing, "1,A,,,1,1,0\n2,B,,,1,1,0\n") == "1 created, 0 updated, 0 unchanged, 1 refused"
    acts = importing.rows("SELECT DISTINCT a.way FROM act a JOIN act_change c ON c.act_id = a.id WHERE c.record_id > 0")
    assert ("import",) in acts


def test_a_key_that_says_two_things_is_refused_and_one_said_twice_counts_once(importing: Importing) -> None:
    file = importing.file("products.csv", PRODUCTS + CHAI + CHAI + "1,Chai,7,,20,39,0\n")
    done = importing.run(file)
    assert done.errors == [f"{file}, row 4: NW-1 stands in row 2 of {file} too."]
    assert done.summary == "1 created, 0 updated, 0 unchanged, 1 refused"
    assert importing.value("NW-1", "price") == 1800


BAD = {
    "1,Chai,,,-1,1,0": ("unitPrice", "“-1” is negative."),
    "1,Chai,,,1.999,1,0": ("unitPrice", "“1.999” has more than 2 decimals."),
    "1,Chai,,,abc,1,0": ("unitPrice", "“abc” is not an amount such as 12.50."),
    "1,Chai,,,1,9999999999,0": ("unitsInStock", "It must be from -1000000000 to 1000000000."),
    "1,Chai,,,1,1.5,0": ("unitsInStock", "“1.5” is not a whole number."),
    "1,Chai,,,1,1,perhaps": ("discontinued", "“perhaps” is neither true nor false."),
    "x,Chai,,,1,1,0": ("productID", "“x” is not a whole number."),
    ",Chai,,,1,1,0": ("productID", "“” is not a whole number."),
    f"1,{'x' * 201},,,1,1,0": ("productName", "At most 200 characters; this has 201."),
    "1,Ch\x07ai,,,1,1,0": ("productName", "It has a character that cannot be shown."),
}


@pytest.mark.parametrize(("row", "column", "reason"), [(row, *why) for row, why in BAD.items()], ids=range(len(BAD)))
def test_a_bad_value_is_listed_with_row_column_and_reason(
    importing: Importing, row: str, column: str, reason: str
) -> None:
    file = importing.file("products.csv", f"{PRODUCTS}{row}\n2,Chang,,,1,1,0\n")
    done = importing.run(file)
    assert (done.status, done.errors) == (1, [f"{file}, row 2, column {column}: {reason}"])
    assert importing.rows("SELECT sku FROM product") == [("NW-2",)]


def test_a_new_product_without_a_name_is_refused(importing: Importing) -> None:
    file = importing.file("products.csv", PRODUCTS + "1,NULL,,,1,1,0\n")
    assert importing.run(file).errors == [f"{file}, row 2: It has no name, which a new record needs."]


def test_many_batches_are_one_act_and_nothing_is_none(importing: Importing) -> None:
    rows = "".join(f"{n},Tea {n},,,1,1,0\n" for n in range(1, 251))
    assert _products(importing, rows) == "250 created, 0 updated, 0 unchanged, 0 refused"
    assert importing.rows("SELECT way, actor FROM act") == [("import", "import")]
    assert importing.one("SELECT count(*) FROM act_change WHERE field = 'created'") == 250
    assert importing.one("SELECT count(DISTINCT slug) FROM product_text") == 250
    assert _products(importing, rows) == "0 created, 0 updated, 250 unchanged, 0 refused"
    assert importing.one("SELECT count(*) FROM act") == 1


def test_a_rehearsal_says_what_would_change_and_writes_nothing(importing: Importing) -> None:
    _products(importing, CHAI)
    before = importing.everything()
    files = (
        importing.file("products.csv", PRODUCTS + "1,Chai,7,,20,39,0\n2,Chang,7,,1,1,0\n3,Bad,7,,-1,1,0\n"),
        importing.file("suppliers.csv", SUPPLIERS + "7,Exotic,London,NULL,\n"),
    )
    rehearsed = importing.run(*files, dry=True)
    assert importing.everything() == before
    assert "  would update: NW-1 price 18.00 -> 20.00" in rehearsed.lines
    assert "  would create: product NW-2" in rehearsed.lines
    assert rehearsed.status == 1
    done = importing.run(*files)
    assert rehearsed.summary == done.summary == "2 created, 1 updated, 0 unchanged, 1 refused"


def test_a_reference_to_a_record_that_is_gone_makes_it_anew(importing: Importing) -> None:
    _products(importing, CHAI)
    imports.carry_out(
        imports.INTENT, lambda session: [session.delete(record) for record in session.query(Product).all()]
    )
    assert _products(importing, CHAI) == "1 created, 0 updated, 0 unchanged, 0 refused"
    assert _products(importing, CHAI) == UNCHANGED


def test_what_was_committed_is_told_when_the_database_gives_up(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    once, calls = imports.upsert, []

    def upsert(*arguments):  # type: ignore[no-untyped-def]
        calls.append(arguments)
        if len(calls) > 1:
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        return once(*arguments)

    monkeypatch.setattr(imports, "upsert", upsert)
    file = importing.file("products.csv", PRODUCTS + "".join(f"{n},Tea {n},,,1,1,0\n" for n in range(1, 151)))
    done = importing.run(file)
    assert (done.status, done.summary) == (1, "100 created, 0 updated, 0 unchanged, 0 refused")
    assert done.errors == ["Error: The database is busy; import again to bring in the rest."]
    monkeypatch.undo()
    assert importing.run(file).summary == "50 created, 0 updated, 100 unchanged, 0 refused"


def test_two_imports_at_once_make_everything_once(importing_app: Flask, importing: Importing) -> None:
    rows = "".join(f"{n},Kind {n},What\n" for n in range(1, 251))
    file = importing.file("categories.csv", "categoryID,categoryName,description\n" + rows)
    reports = [Report(), Report()]

    def perform(report: Report) -> None:
        with importing_app.app_context(), force_locale("en"):
            imports.perform([file], report)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(perform, reports))
    assert [report.refused for report in reports] == [False, False]
    assert sum((report.counts for report in reports), Counter()) == {"created": 250, "unchanged": 250}
    assert importing.one("SELECT count(*) FROM category") == importing.one("SELECT count(*) FROM reference") == 250


def test_a_long_key_is_kept_short_and_stays_itself() -> None:
    long, other = "x" * 300 + "a", "x" * 300 + "b"
    assert kept_key("short") == "short"
    assert kept_key(long) != kept_key(other)
    assert len(kept_key(long)) <= LONGEST_KEY


def test_a_reference_holds_what_was_said(importing: Importing) -> None:
    _products(importing, CHAI)
    said = json.loads(importing.one("SELECT imported FROM reference"))
    assert said == {
        "sku": "NW-1",
        "name": "Chai",
        "price": 1800,
        "stock": 39,
        "discontinued": False,
        "published": True,
    }


CELL = st.one_of(
    st.sampled_from(["", "NULL", "1", "0", "-1", "18.00", "x" * 300, "Ω", "true", "=1+1", "\u202e", " "]),
    st.text(st.characters(codec="utf-8", exclude_characters='\0\r\n",'), max_size=20),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELL, min_size=6, max_size=8), max_size=6))
def test_any_cells_are_imported_or_refused(importing: Importing, rows: list[list[str]]) -> None:
    text = PRODUCTS + "".join(",".join(row) + "\n" for row in rows)
    done = importing.run(importing.file("fuzz.csv", text), dry=True)
    assert done.status in (0, 1)
    assert all(error.startswith(str(importing.folder / "fuzz.csv")) for error in done.errors)
