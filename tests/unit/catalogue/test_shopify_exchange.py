"""Shopify's own sample exports: 20 handles each, one of them with options."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.unit.exchange import fixtures
from tests.unit.exchange.fixtures import Importing, real
from webapp.catalogue.exchange.shopify import markdown
from webapp.exchange.drafts import Bad

importing_app, importing = fixtures.importing_app, fixtures.importing

APPAREL, HOME = "shopify/apparel.csv", "shopify/home-and-garden.csv"
COLUMNS = ["Handle", "Title", "Body (HTML)", "Vendor", "Type", "Published", "Status", "Option1 Name", "Option1 Value"]
COLUMNS += ["Option2 Name", "Option2 Value", "Variant SKU", "Variant Price", "Variant Inventory Qty", "Image Src"]


def export(*rows: dict[str, str]) -> str:
    """An export with these cells, by column; the rest is empty."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def first(**cells: str) -> dict[str, str]:
    row = {"Handle": "shirt", "Title": "Shirt", "Published": "true", "Variant Price": "10"}
    return row | {name.replace("_", " "): value for name, value in cells.items()}


def test_both_exports_go_in_once(importing: Importing) -> None:
    files = real(APPAREL, HOME)
    done = importing.run(*files)
    assert (done.status, done.errors) == (0, [])
    # 43 products, 4 suppliers, 2 categories; the apparel has no types.
    assert done.summary == "49 created, 0 updated, 0 unchanged, 0 refused"
    assert importing.rows("SELECT count(*) FROM product") == [(43,)]
    assert len([line for line in done.lines if "picture, not fetched" in line]) == 41
    assert importing.run(*files).summary == "0 created, 0 updated, 49 unchanged, 0 refused"


def test_a_family_becomes_a_product_for_each_option(importing: Importing) -> None:
    importing.run(*real(HOME))
    rows = importing.rows(
        "SELECT p.sku, t.name, p.price, p.stock, p.published, s.name, c.name, t.description FROM product p"
        " JOIN product_text t ON t.product_id = p.id JOIN supplier s ON s.id = p.supplier_id"
        " JOIN category_text c ON c.category_id = p.category_id WHERE t.name LIKE 'C%' ORDER BY p.price"
    )
    body = "Classic blown clay pot for plants"
    assert rows == [
        ("clay-plant-pot-regular", "Clay Plant Pot (Size: Regular)", 999, 1, True, "Company 123", "Outdoor", body),
        ("clay-plant-pot-large", "Clay Plant Pot (Size: Large)", 1599, 3, True, "Company 123", "Outdoor", body),
        ("copper-light", "Copper Light", 5999, 2, True, "Company 123", "Indoor", "Stylish copper bedside light"),
        (
            "cream-sofa",
            "Cream Sofa",
            50000,
            4,
            True,
            "Company 123",
            "Indoor",
            "Comfortable cream sofa with wooden base",
        ),
    ]


def test_rows_with_only_a_picture_are_no_products(importing: Importing) -> None:
    pictures = [{"Handle": "shirt", "Image Src": f"https://example.org/{n}.jpg"} for n in (1, 2)]
    done = importing.run(importing.file("p.csv", export(first(), *pictures)))
    assert done.summary == "1 created, 0 updated, 0 unchanged, 0 refused"
    assert "  picture, not fetched: shirt https://example.org/2.jpg" in done.lines


def test_two_options_and_given_skus(importing: Importing) -> None:
    rows = [
        first(Option1_Name="Size", Option1_Value="S", Option2_Name="Colour", Option2_Value="Red", Variant_SKU="A-1"),
        {"Handle": "shirt", "Option1 Value": "M", "Option2 Value": "Red", "Variant Price": "11"},
        {"Handle": "shirt", "Option1 Value": "L", "Option2 Value": "Red", "Variant SKU": "A-1"},
    ]
    file = importing.file("p.csv", export(*rows))
    done = importing.run(file)
    assert done.errors == [f"{file}, row 4, column Variant SKU: Another product has this already."]
    names = importing.rows(
        "SELECT p.sku, t.name FROM product p JOIN product_text t ON t.product_id = p.id ORDER BY p.id"
    )
    assert names == [("A-1", "Shirt (Size: S, Colour: Red)"), ("shirt-m-red", "Shirt (Size: M, Colour: Red)")]


def test_options_that_spell_alike_get_skus_of_their_own(importing: Importing) -> None:
    rows = [first(Option1_Name="Size", Option1_Value="1/2"), {"Handle": "shirt", "Option1 Value": "1 2"}]
    rows.append({"Handle": "shirt", "Option1 Value": "x" * 90})
    file = importing.file("p.csv", export(*rows))
    assert importing.run(file).summary == "3 created, 0 updated, 0 unchanged, 0 refused"
    assert importing.one("SELECT max(length(sku)) FROM product") == 64
    assert importing.run(file).summary == "0 created, 0 updated, 3 unchanged, 0 refused"


def test_a_bad_first_row_refuses_its_family_and_no_other(importing: Importing) -> None:
    bad = first(Published="perhaps", Option1_Name="Size", Option1_Value="S")
    rows = [bad, {"Handle": "shirt", "Option1 Value": "M"}, first(Handle="hat", Title="Hat"), {"Title": "No handle"}]
    file = importing.file("p.csv", export(*rows))
    done = importing.run(file)
    assert done.errors == [
        f"{file}, row 2, column Published: “perhaps” is neither true nor false.",
        f"{file}, row 3, column Handle: Row 2, the first of this handle, was refused.",
        f"{file}, row 5, column Handle: It is empty.",
    ]
    assert importing.rows("SELECT sku FROM product") == [("hat",)]


def test_a_later_row_with_a_price_but_no_option_is_refused(importing: Importing) -> None:
    file = importing.file("p.csv", export(first(), {"Handle": "shirt", "Variant Price": "12"}))
    errors = [f"{file}, row 3, column Option1 Value: It is empty, although the row has a Variant Price."]
    assert importing.run(file).errors == errors


@pytest.mark.parametrize(
    ("cells", "published"), [({}, True), ({"Published": "FALSE"}, False), ({"Status": "draft"}, False)]
)
def test_what_is_hidden_there_is_hidden_here(importing: Importing, cells: dict[str, str], published: bool) -> None:
    importing.run(importing.file("p.csv", export(first(**cells))))
    assert importing.value("shirt", "published") is published


def test_a_vendor_that_was_renamed_here_is_still_the_same(importing: Importing) -> None:
    importing.run(importing.file("p.csv", export(first(Vendor="Acme", Type="Clothes"))))
    imported = json.loads(importing.one("SELECT imported FROM reference WHERE noun = 'supplier'"))
    assert imported == {"name": "Acme"}
    importing.rename("Acme", "Acme and Sons")
    done = importing.run(importing.file("p.csv", export(first(Vendor="Acme"), first(Handle="hat", Vendor="Acme"))))
    assert done.summary == "1 created, 0 updated, 2 unchanged, 0 refused"
    assert "  kept: Acme name, edited since" in done.lines
    assert importing.rows("SELECT name FROM supplier") == [("Acme and Sons",)]


def test_a_body_is_markdown_without_pictures_and_without_script() -> None:
    html = '<h2>Tea</h2><p>5 * 3 &amp; <b>hot</b><img src="https://x.org/a.png"></p><script>alert(1)</script><ul><li>a</li></ul>'
    assert markdown("Body (HTML)", html) == "## Tea\n\n5 \\* 3 & **hot**\n\n- a"
    assert markdown("Body (HTML)", "<p> </p>") == ""


def test_a_body_that_is_nested_without_end_is_refused(importing: Importing) -> None:
    with pytest.raises(Bad):
        markdown("Body (HTML)", "<div>" * 5000 + "x")


def test_a_body_that_is_too_long_is_refused(importing: Importing) -> None:
    row = first()
    row["Body (HTML)"] = "word " * 5000
    file = importing.file("p.csv", export(row))
    expected = "At most 20000 characters; this has 24999."
    assert importing.run(file).errors == [f"{file}, row 2, column Body (HTML): {expected}"]
