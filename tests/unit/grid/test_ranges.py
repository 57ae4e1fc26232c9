"""What a range needs of the server: sums over all rows that match, and values as they are copied; on both databases."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select, update

from webapp.catalogue.demo import bulk
from webapp.catalogue.models import Product, ProductText
from webapp.grid import ranges
from webapp.storage.transactions import snapshot, write

DESK = "/en/desk/products"


@pytest.fixture
def full(shop, signed_in):
    """142 products, and what an editor is told of them."""
    bulk.add(100)
    return signed_in(shop, "editor")


def figures(answer):
    """name -> text, as the bar shows them."""
    assert answer.status_code == 200, answer.text
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", answer.text))


def stored(*columns):
    with snapshot() as connection:
        return connection.execute(select(*columns)).one()


def test_sums_are_over_all_rows_and_written_as_the_cells_are(full):
    total, least, greatest = stored(func.sum(Product.price), func.min(Product.price), func.max(Product.price))
    told = figures(full.htmx(f"{DESK}/summary?fields=name+price"))
    assert told[""] == "All 142 rows"
    assert told["Sum"] == f"€{total / 100:,.2f}"
    assert told["Average"] == f"€{total / 142 / 100:,.2f}"
    assert (told["Least"], told["Greatest"]) == (f"€{least / 100:,.2f}", f"€{greatest / 100:,.2f}")


def test_each_column_of_numbers_has_its_own_sum(full):
    told = figures(full.htmx(f"{DESK}/summary?fields=price+stock+pack"))
    assert set(told) == {"", "Price", "Stock"}
    assert told["Price"].startswith("Sum €")
    assert told["Stock"].startswith(f"Sum {stored(func.sum(Product.stock))[0]:,} · Average ")


def test_the_filter_and_the_trash_count_only_their_own(full):
    told = figures(full.htmx(f"{DESK}/summary?fields=stock&q=teapot"))
    with snapshot() as connection:
        named = select(ProductText.product_id).where(ProductText.locale == "en", ProductText.name.ilike("%teapot%"))
        total = connection.scalar(select(func.sum(Product.stock)).where(Product.id.in_(named)))
    assert told["Sum"] == f"{total:,}"
    assert "Sum" not in figures(full.htmx(f"{DESK}/summary?fields=stock&trash=1"))


def test_no_more_is_asked_however_many_columns(full):
    counts = [
        re.search(r'desc="(\d+) statements"', full.get(f"{DESK}/summary?fields={fields}").headers["Server-Timing"])[1]
        for fields in ("name", "price", "price+stock+reorder_level")
    ]
    assert len(set(counts)) == 1


def test_values_are_as_one_types_them_in_the_order_asked_for(full):
    ids = [row.id for row in _products("WRI-INK", "TAB-BOA")]
    rows = full.get(f"{DESK}/values?fields=sku+price+published+category_id+state&ids={ids[1]}+{ids[0]}").json
    assert rows == [
        ["TAB-BOA", "39.00", "Yes", "Tableware", "In stock"],
        ["WRI-INK", "13.50", "Yes", "Writing", "In stock"],
    ]
    assert full.get(f"/de/desk/products/values?fields=price&ids={ids[0]}").json == [["13,50"]]


def _products(*skus):
    with snapshot() as connection:
        rows = connection.execute(select(Product.id, Product.sku).where(Product.sku.in_(skus))).all()
    return sorted(rows, key=lambda row: skus.index(row.sku))


def test_a_long_text_is_copied_whole_with_its_lines(full):
    (ink,) = _products("WRI-INK")
    text = "First.\n\n" + "x" * 300 + '\n"quoted"\tand tabbed <b>'
    mine = (ProductText.product_id == ink.id, ProductText.locale == "en")
    write(lambda session: session.execute(update(ProductText).where(*mine).values(description=text)))
    assert full.get(f"{DESK}/values?fields=description&ids={ink.id}").json == [[text]]


def test_all_that_match_come_in_the_order_of_the_list(full):
    rows = full.get(f"{DESK}/values?fields=price&sort=-price").json
    prices = [float(price) for (price,) in rows]
    assert len(prices) == 142
    assert prices == sorted(prices, reverse=True)


def test_what_is_too_much_for_a_clipboard_is_refused_with_what_to_do(full, monkeypatch):
    monkeypatch.setattr(ranges, "MOST_ROWS", 100)
    refused = full.htmx(f"{DESK}/values?fields=price")
    assert refused.status_code == 413
    assert "export the table" in refused.text


@pytest.mark.parametrize("ids", ["x", "1+-2", "1e3", "９", "99999999999", "1" * 300])
def test_what_are_no_records_are_refused_or_not_there(full, ids):
    assert full.get(f"{DESK}/values?fields=price&ids={ids}").status_code == 422


def test_unknown_fields_and_records_are_left_out(full):
    assert full.get(f"{DESK}/values?fields=price+password&ids=2147483647").json == []
    (ink,) = _products("WRI-INK")
    assert full.get(f"{DESK}/values?fields=password+price&ids={ink.id}").json == [["13.50"]]


def test_a_visitor_is_told_nothing(shop):
    for path in ("summary", "values"):
        assert shop.test_client().get(f"{DESK}/{path}?fields=price").status_code == 401
