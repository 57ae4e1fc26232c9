"""SQL statements per page and per act, held to `tests/budgets/statements.json`: the same in the demo and at 1,000 products.

What changes a number on purpose writes it anew: `WRITE_BUDGETS=1 pytest tests/unit/rules/test_statement_budgets.py`.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.unit.conftest import Browser, close, make_shop, version_seen
from webapp import accounts
from webapp.catalogue.demo import bulk, shop
from webapp.catalogue.models import Product
from webapp.extensions import cache
from webapp.journal.demo import bulk as posts
from webapp.journal.demo import stories
from webapp.storage import schema

BUDGETS = Path(__file__).parents[2] / "budgets" / "statements.json"
PASSWORD = "budget-of-statements"
PAGES = {
    "home": "/en/",
    "products": "/en/products",
    "products by price": "/en/products?sort=price",
    "products of a category": "/nl/products?category=keuken",
    "products found": "/de/products?q=te",
    "a product": "/en/products/stoneware-teapot",
    "journal": "/nl/journal?page=2",
    "a year of the journal": "/en/journal/archive/2026",
    "an author": "/de/journal/authors/yusuf-haddad",
    "a story": "/en/journal/a-pot-that-pours-well",
}
DESKS = {
    "desk of products": "/en/desk/products",
    "desk of products, sorted and filtered": "/nl/desk/products?q=t&sort=-price",
    "desk of suppliers": "/en/desk/suppliers",
    "desk of categories": "/ar/desk/categories",
    "record of a product": "/en/desk/products/1",
    "form for all rows": "/en/desk/products/bulk",
    "form for rows that match": "/nl/desk/products/bulk?q=t",
    "desk of stories": "/en/desk/posts",
    "desk of stories, filtered and sorted": "/de/desk/posts?q=a&sort=title",
    "jobs": "/en/desk/jobs",
    "history": "/en/desk/history",
    "history of a product": "/en/products/1/history",
    "history of a price": "/en/products/1/price/history",
}


def statements(response: Any) -> int:
    assert response.status_code < 400, response.text[:500]
    return int(re.search(r'sql;desc="(\d+) statements"', response.headers["Server-Timing"])[1])


class Measured:
    """The numbers of one shop, asked as a visitor and as an editor who has really signed in."""

    def __init__(self, app: Flask) -> None:
        self.visitor, self.editor, self.owner = (Browser(app.test_client()) for _ in range(3))
        for name, browser in (("editor", self.editor), ("owner", self.owner)):
            form = {"email": f"{name}@etalage.test", "password": PASSWORD, "next": "/en/"}
            assert browser.post("/en/sign-in", script=False, **form).status_code == 303

    def pages(self) -> dict[str, dict[str, int]]:
        found = {}
        for name, path in PAGES.items():
            cache.clear()
            found[name] = {
                "cold": statements(self.visitor.get(path)),
                "warm": statements(self.visitor.get(path)),
                "editor, warm": statements(self.editor.get(path)),
            }
        return found

    def desks(self) -> dict[str, dict[str, int]]:
        found = {}
        for name, path in DESKS.items():
            cache.clear()
            found[name] = {"cold": statements(self.editor.get(path)), "warm": statements(self.editor.get(path))}
        return found

    def insight(self) -> dict[str, int]:
        """What the board reads is as much as there were routes and statements, in as many statements as ever."""
        cache.clear()
        paths = {
            "the board": "/en/desk/insight",
            "a month of one route": "/nl/desk/insight?period=month&route=GET+journal.home",
        }
        return {name: statements(self.owner.get(path)) for name, path in paths.items()}

    def acts(self) -> dict[str, int]:
        new = {"sku": "BUDGET", "name": "Budget", "price": "1", "stock": "1", "category_id": "", "supplier_id": ""}
        return {
            "edit a price": statements(self._write("price", "77.77")),
            "edit a name": statements(self._write("name", "Round teapot")),
            "edit a relation": statements(self._write("supplier_id", "Hallberg & Lund")),
            "edit with an older version": statements(self._write("pack", "2 pieces", self._version(), "reorder_level")),
            "make a product": statements(self.editor.post("/en/products", key="budget-new", **new)),
            "copy a product": statements(self.editor.post("/en/products/copies", rows="3", key="budget-copy")),
            "trash a product": statements(self.editor.post("/en/products/2/trash")),
            "restore a product": statements(self.editor.post("/en/products/2/restore")),
            "undo an edit": statements(self._undone()),
        } | self._blocks()

    def _blocks(self) -> dict[str, int]:
        """A block takes as many statements for many rows as for few, and so does what takes it back."""
        found = {}
        for count in (5, 40):
            rows = " ".join(f"{id_}:{version_seen(Product, id_)}" for id_ in range(2, count + 2))
            form = {"rows": rows, "columns": "stock reorder_level", "apply": "1", "key": f"budget-block-{count}"}
            answer = self.editor.post("/en/products/cells", do="set", value=str(900 + count), **form)
            found[f"write to {count} rows"] = statements(answer)
            found[f"undo what was written to {count} rows"] = statements(self.editor.post("/en/undo"))
        return found

    def _version(self) -> str:
        page = self.editor.get("/en/products/stoneware-teapot").text
        return re.search(r'id="product-1"[^>]*data-version="([\w.]+)"', page)[1]

    def _write(self, field: str, value: str, version: str = "", between: str = "") -> Any:
        version = version or self._version()
        if between:
            self.editor.write(f"/en/products/1/{between}", "9", version)
        return self.editor.write(f"/en/products/1/{field}", value, version)

    def _undone(self) -> Any:
        self._write("price", "66.66")
        return self.editor.post("/en/undo")


def measure(app: Flask) -> dict[str, Any]:
    with app.app_context():
        accounts.create_demo_accounts(PASSWORD)
        measured = Measured(app)
        found = {"pages": measured.pages(), "desks": measured.desks(), "acts": measured.acts()}
        return found | {"insight": measured.insight()}


@pytest.fixture(scope="module", params=[0, 1_000], ids=["42 products", "1,000 products, 100 stories"])
def numbers(request, tmp_path_factory):
    app = make_shop(tmp_path_factory.mktemp("budget"))
    with app.app_context():
        schema.prepare()
        shop.fill()
        stories.fill()
        bulk.add(request.param)
        posts.add(request.param // 10)
    yield measure(app)
    close(app)


def test_each_page_and_act_keeps_to_its_statements(numbers):
    if os.environ.get("WRITE_BUDGETS"):
        BUDGETS.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    assert numbers == json.loads(BUDGETS.read_text(encoding="utf-8")), "WRITE_BUDGETS=1 if that is meant"


def test_many_rows_cost_an_act_as_much_as_few(numbers):
    acts = numbers["acts"]
    assert acts["write to 40 rows"] == acts["write to 5 rows"] <= 12
    assert acts["undo what was written to 40 rows"] == acts["undo what was written to 5 rows"] <= 20


def test_a_warm_list_costs_a_visitor_one_statement(numbers):
    lists = {name: page["warm"] for name, page in numbers["pages"].items() if name in ("home", "products", "journal")}
    assert set(lists.values()) == {1}
