"""The same list as a plain table, `?as=table`: what a grid has is left out, and whatever is asked for from there stays one."""

from __future__ import annotations

import re

import pytest

from tests.unit.grid.test_list import HTMX, URL
from webapp.catalogue.demo import bulk

READ = f"{URL}?as=table"
ORIGIN = {"Origin": "http://localhost"}


def ids(response):
    return re.findall(r'<tr[^>]* id="(product-\d+)"', response.text)


@pytest.fixture
def editor(sqlite_shop, signed_in):
    bulk.add(100)
    return signed_in(sqlite_shop, "editor")


def test_it_has_the_rows_of_the_grid_and_nothing_that_only_a_grid_has(editor):
    table, grid = editor.get(READ), editor.get(URL)
    assert ids(table) == ids(grid)
    assert '<table role="table"' in table.text
    assert re.findall(r'aria-row\w+="\d+"', table.text) == re.findall(r'aria-row\w+="\d+"', grid.text)
    assert 'aria-sort="ascending"' in table.text
    for only in ('role="grid', 'role="row', 'role="columnheader', "aria-readonly", "multiselectable", "data-editor"):
        assert only in grid.text
        assert only not in table.text


def test_each_row_has_a_link_to_edit_it_that_says_so(editor):
    html = editor.get(READ).text
    links = re.findall(
        r'<a class="edit" href="(/en/desk/products/\d+)">Edit<span class="spoken"> ([^<]+)</span></a>', html
    )
    assert len(set(links)) == 50
    assert editor.get(links[0][0]).status_code == 200


def test_whoever_may_edit_nothing_is_offered_to_open_a_row(sqlite_shop, signed_in):
    html = signed_in(sqlite_shop, "reader").get(READ).text
    assert 'class="edit"' not in html
    assert 'aria-label="Open ' in html


@pytest.mark.parametrize("query", ["", "&page=2", "&q=a", "&sort=-price", "&trash=1", "&q=nothing-like-this"])
def test_all_that_leads_to_other_rows_keeps_it(editor, query):
    html = editor.get(READ + query).text
    sheet = html[html.index('id="products-grid"') :]
    links = {href for href in re.findall(r'href="([^"]+)"', sheet) if re.match(r"/en/desk/products(\?|$)", href)}
    assert '<input type="hidden" name="as" value="table">' in sheet
    # Only the switch leads back.
    assert len([href for href in links if "as=table" not in href]) == 1
    assert len(links) > 4


@pytest.mark.parametrize("query", ["", "page=2", "q=a&sort=-price", "trash=1"])
def test_the_switch_shows_the_same_rows_either_way(editor, query):
    grid = editor.get(f"{URL}?{query}")
    there = re.search(r'id="products-face" href="([^"]+)"[^>]*>Read as table<', grid.text)[1].replace("&amp;", "&")
    table = editor.get(there)
    assert ids(table) == ids(grid)
    back = re.search(r'id="products-face" href="([^"]+)"[^>]*>Edit as grid<', table.text)[1].replace("&amp;", "&")
    assert ids(editor.get(back)) == ids(grid)
    assert "as=" not in back


@pytest.mark.parametrize("value", ["", "Table", "grid", "1", "tables"])
def test_what_is_no_table_is_the_grid(editor, value):
    assert 'role="grid"' in editor.client.get(URL, query_string={"as": value}).text


def test_each_face_is_kept_by_itself(editor):
    asked = [URL, READ, URL, READ]
    first, second, *again = [editor.client.get(url, headers=HTMX).text for url in asked]
    assert first != second
    assert again == [first, second]


def test_a_row_that_comes_alone_is_of_the_face_that_asked(editor):
    for url, role in ((URL, ' role="row"'), (READ, "")):
        form = {"sku": f"T-{len(role)}", "name": "Pot", "price": "1", "stock": "1"}
        headers = {**HTMX, **ORIGIN, "HX-Current-URL": f"http://localhost{url}"}
        answer = editor.client.post("/en/products", data=form, headers=headers)
        assert answer.status_code == 201
        assert f'<tr{role} id="product-' in answer.text


def test_what_is_done_without_script_comes_back_to_it(editor):
    row = ids(editor.get(READ))[0].removeprefix("product-")
    headers = {**ORIGIN, "Referer": f"http://localhost{READ}"}
    answer = editor.client.post(f"/en/products/{row}/trash", headers=headers)
    assert answer.status_code == 303
    assert "as=table" in answer.headers["Location"]
