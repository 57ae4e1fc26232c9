"""Bytes of each page, of each answer to an edit, of each script and style, held to `tests/budgets/bytes.json`.

What changes a number on purpose writes it anew: `WRITE_BUDGETS=1 pytest tests/unit/rules/test_byte_budgets.py`.
"""

from __future__ import annotations

import re

import pytest

from tests.bytes import over, sizes
from tests.unit.conftest import Browser, version_seen
from webapp import accounts
from webapp.catalogue.models import Product
from webapp.places import folder

PASSWORD = "budget-of-bytes"
PAGES = {
    "home": "/en/",
    "products": "/en/products",
    "a product": "/en/products/stoneware-teapot",
    "journal": "/en/journal",
    "a story": "/en/journal/a-pot-that-pours-well",
    "search": "/en/search?q=tea",
    "sign-in": "/en/sign-in",
}
DESKS = {
    "desk of products": "/en/desk/products",
    "desk of products, in Arabic": "/ar/desk/products",
    "desk of stories": "/en/desk/posts",
    "record of a product": "/en/desk/products/1",
    "a product, edited in place": "/en/products/stoneware-teapot",
    "moderation": "/en/desk/moderation",
}
KIB = 1024


@pytest.fixture
def editor(sqlite_shop):
    accounts.create_demo_accounts(PASSWORD)
    browser = Browser(sqlite_shop.test_client())
    form = {"email": "editor@etalage.test", "password": PASSWORD, "next": "/en/"}
    assert browser.post("/en/sign-in", script=False, **form).status_code == 303
    return browser


def answers(editor):
    """(what, status, answer) of what an editor of the grid is answered."""

    keys = (f"k7Qm-pX2_vR9tLw{end}" for end in "abcdefgh")

    def write(field, value, version="", **more):
        version = version or version_seen(Product, 1)
        return editor.write(f"/en/products/1/{field}", value, version, key=next(keys), **more)

    old = version_seen(Product, 1)
    yield "saved", 200, write("price", "77.77")
    yield "saved, a name", 200, write("name", "Round teapot")
    yield "refused", 422, write("price", "a lot")
    yield "conflict", 409, write("price", "66.66", old)
    yield "saved on its page", 200, write("price", "55.55", face="page", here="/en/products/round-teapot")
    yield "undone", 200, editor.post("/en/undo")
    yield "to the trash", 200, editor.post("/en/products/2/trash")
    yield "back from the trash", 200, editor.post("/en/products/2/restore")
    new = {"sku": "BUDGET", "name": "Budget", "price": "1", "stock": "1", "category_id": "", "supplier_id": ""}
    yield "made", 201, editor.post("/en/products", key=next(keys), **new)


def test_each_page_keeps_to_its_bytes(sqlite_shop, editor):
    visitor = Browser(sqlite_shop.test_client())
    asked = [(visitor, PAGES), (editor, DESKS)]
    found = {name: sizes(whole(browser.get(path))) for browser, pages in asked for name, path in pages.items()}
    assert not over("pages", found), "WRITE_BUDGETS=1 if that is meant"


def whole(answer):
    assert answer.status_code == 200, answer.text[:500]
    return answer.data


@pytest.fixture
def answered(editor):
    found = {}
    for name, status, answer in answers(editor):
        assert answer.status_code == status, (name, answer.status_code, answer.text[:500])
        found[name] = sizes(answer.data)
    return found


def test_each_answer_to_an_edit_keeps_to_its_bytes(answered):
    assert not over("answers", answered), "WRITE_BUDGETS=1 if that is meant"


def test_a_saved_edit_is_answered_in_a_kibibyte(answered):
    assert answered["saved"]["gzip"] <= KIB
    assert answered["saved, a name"]["gzip"] <= KIB


BUILT = sorted((folder("static") / "built").glob("*"))
HTMX = folder("static") / "vendor" / "htmx.js"


def test_each_script_and_style_keeps_to_its_bytes():
    found = {f"{path.parent.name}/{path.name}": sizes(path.read_bytes(), once=True) for path in [*BUILT, HTMX]}
    assert not over("files", found), "WRITE_BUDGETS=1 if that is meant"


def test_all_script_of_the_desk_is_small():
    scripts = [path.read_bytes() for path in BUILT if path.name.startswith("desk") and path.suffix == ".js"]
    assert scripts
    assert all(sizes(script, once=True)["gzip"] <= 20 * KIB for script in scripts)


def test_what_is_built_is_newer_than_what_it_is_built_from():
    sources = [path for name in ("bundles", "css", "js") for path in (folder("static") / name).iterdir()]
    newest = max(sources, key=lambda path: path.stat().st_mtime)
    oldest = min(path.stat().st_mtime for path in BUILT)
    assert newest.stat().st_mtime <= oldest, f"{newest.name} changed: `make run` and `make test` build it anew"


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.name)
def test_what_is_built_tells_nothing_of_how(path):
    assert not re.search(r"sourceMappingURL|static/js", path.read_text(encoding="utf-8"))
