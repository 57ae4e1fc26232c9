"""The list on the desk: pages, order, filter, trash, and which face of it a request gets."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from webapp.catalogue.demo import bulk

URL = "/en/desk/products"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def skus(response):
    return re.findall(r'id="product-\d+-sku"[^>]*><span class="value">([^<]*)<', response.text)


def ids(response, noun="product"):
    return [int(n) for n in re.findall(rf'<tr role="row" id="{noun}-(\d+)"', response.text)]


@pytest.fixture
def full(sqlite_shop, signed_in):
    """142 products and a reader."""
    bulk.add(100)
    return signed_in(sqlite_shop, "reader")


def test_a_list_has_pages_of_50_that_hold_every_row_once(full):
    pages = [ids(full.get(f"{URL}?page={n}")) for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 42]
    assert len({one for page in pages for one in page}) == 142


def test_rows_know_their_place_in_the_whole_list(full):
    html = full.get(f"{URL}?page=3").text
    assert 'aria-rowcount="143"' in html
    assert [int(n) for n in re.findall(r'aria-rowindex="(\d+)"', html)] == [1, *range(102, 144)]


@pytest.mark.parametrize("page", ["4", "999", "9999999"])
def test_a_page_beyond_the_last_is_the_last(full, page):
    beyond = full.get(f"{URL}?page={page}")
    assert ids(beyond) == ids(full.get(f"{URL}?page=3"))
    assert "Page 3 of 3" in beyond.text
    assert 'href="/en/desk/products?page=2"' in beyond.text
    assert 'rel="next"' not in beyond.text


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "１", "9" * 40, "", "2.0", "1 OR 1=1"])
def test_what_is_no_page_is_the_first(full, page):
    answer = full.get(URL) if page == "" else full.client.get(URL, query_string={"page": page})
    assert answer.status_code == 200
    assert "Page 1 of 3" in answer.text


@pytest.mark.parametrize(("sort", "column"), [("sku", "sku"), ("price", "price"), ("stock", "stock"), ("name", "name")])
def test_a_list_is_sorted_up_and_down_by_what_is_sortable(sqlite_shop, signed_in, sort, column):
    browser = signed_in(sqlite_shop, "reader")
    up, down = browser.get(f"{URL}?sort={sort}"), browser.get(f"{URL}?sort=-{sort}")
    assert ids(up) == ids(down)[::-1]
    assert re.search(rf'data-field="{column}"[^>]*aria-sort="ascending"', up.text)
    assert re.search(rf'data-field="{column}"[^>]*aria-sort="descending"', down.text)
    if sort == "sku":
        assert skus(up) == sorted(skus(up))


@pytest.mark.parametrize(
    "sort",
    [
        "published",
        "--price",
        "-",
        "version",
        "id",
        "trashed_at",
        "price;drop",
        "price,sku",
        "Price",
        "-name-",
        "password_hash",
        "description",
    ],
)
def test_what_is_not_sortable_is_the_order_by_default(sqlite_shop, signed_in, sort):
    browser = signed_in(sqlite_shop, "reader")
    answer = browser.client.get(URL, query_string={"sort": sort})
    assert (answer.status_code, ids(answer)) == (200, ids(browser.get(URL)))
    assert re.search(r'data-field="name"[^>]*aria-sort="ascending"', answer.text)


@pytest.mark.parametrize(
    "q",
    [
        "%",
        "_",
        "\\",
        "%%%",
        "T_A",
        "'",
        '"',
        "' OR ''='",
        "\\%",
        "*",
        "?",
        "<b>",
        "&",
        "日本",
        "x" * 1000,
        "\t",
        "%00x",
    ],
)
def test_a_filter_takes_every_character_for_itself(shop, signed_in, q):
    browser = signed_in(shop, "reader")
    answer = browser.client.get(URL, query_string={"q": q})
    assert answer.status_code == 200
    assert len(ids(answer)) == (42 if not q.strip() else 0)
    assert "<b>" not in answer.text


@pytest.mark.parametrize("character", ["%", "_", "\\", "'", "É", "ß", "日"])
def test_a_filter_finds_the_very_character_that_a_record_holds(shop, signed_in, kept, character):
    browser = signed_in(shop, "editor")
    browser.write("/en/products/1/sku", f"A{character}B", kept.version(1))
    browser.write("/en/products/2/name", f"Cup{character}Cup", kept.version(2))
    assert ids(browser.client.get(URL, query_string={"q": f"A{character}B"})) == [1]
    assert ids(browser.client.get(URL, query_string={"q": f"p{character}c"})) == [2]


def test_a_filter_ignores_case_and_accents_in_names_and_space_around(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    browser.write("/en/products/1/name", "Crème Brûlée", kept.version(1))
    for q in ("CREME", "brûlée", "  creme   brulee "):
        assert ids(browser.client.get(URL, query_string={"q": q})) == [1]


def test_a_filter_of_more_than_200_characters_is_cut(sqlite_shop, signed_in):
    answer = signed_in(sqlite_shop, "reader").client.get(URL, query_string={"q": "x" * 3000})
    assert f'value="{"x" * 200}"' in answer.text


@pytest.mark.parametrize("character", ["\0", "a\0b"])
@pytest.mark.parametrize(
    "url",
    ["/en/desk/products?q=", "/en/products?q=", "/en/products/options/category_id?value=", "/en/products?category="],
)
def test_a_nul_in_a_query_is_refused_before_any_database_sees_it(shop, signed_in, url, character):
    path, _, name = url.partition("?")
    answer = signed_in(shop, "editor").client.get(path, query_string={name.rstrip("="): character})
    assert answer.status_code == 400


def test_totals_count_all_rows_that_the_filter_lets_through(full):
    html = full.get(f"{URL}?page=2").text
    assert 'data-figure="count">142<' in html
    assert 'data-figure="count">1<' in full.get(f"{URL}?q=TEA-POT").text
    assert re.search(r'data-figure="value">€812.00<', full.get(f"{URL}?q=TEA-POT").text)  # 14 of 58.00


def test_totals_beyond_64_bits_do_not_take_the_table_down(shop, signed_in):
    from webapp.storage.engines import engines

    with engines().writing.begin() as connection:
        connection.execute(text("UPDATE product SET price = 2147483647, stock = 1000000000"))
    answer = signed_in(shop, "reader").get(URL)
    assert answer.status_code == 200
    assert 'data-figure="stock">42,000,000,000<' in answer.text


def test_the_trash_shows_only_what_is_in_it_and_can_only_be_restored(shop, signed_in):
    browser = signed_in(shop, "editor")
    browser.post("/en/products/1/trash")
    trash = browser.get(f"{URL}?trash=1")
    assert ids(trash) == [1]
    assert 'data-act="restore"' in trash.text
    assert 'data-act="trash"' not in trash.text
    assert "products-adding" not in trash.text
    assert 1 not in ids(browser.get(f"{URL}?trash=0"))


# faces


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        (HTMX, True),
        ({"HX-Request": "true"}, True),
        (HTMX | {"HX-Boosted": "true"}, False),
        (HTMX | {"HX-History-Restore-Request": "true"}, False),
        (HTMX | {"HX-Request-Type": "full"}, False),
        ({"HX-Request-Type": "partial"}, False),
        ({"HX-Request": "false", "HX-Request-Type": "partial"}, False),
    ],
)
@pytest.mark.parametrize(("url", "id_"), [(URL, "products-grid"), ("/en/products", "catalogue-product-list")])
def test_htmx_gets_the_fragment_and_everybody_else_the_page(sqlite_shop, signed_in, url, id_, headers, fragment):
    answer = signed_in(sqlite_shop, "reader").get(url, **headers)
    assert answer.text.lstrip().startswith(f'<section id="{id_}"' if fragment else "<!doctype html>")
    assert f'id="{id_}"' in answer.text
    assert {"HX-Request", "HX-Request-Type"} <= {
        part.strip() for part in ",".join(answer.headers.getlist("Vary")).split(",")
    }


def test_page_and_fragment_hold_the_same_bytes(sqlite_shop, signed_in):
    for role, url in (("reader", URL), (None, "/nl/products?sort=-price")):
        browser = signed_in(sqlite_shop, role)
        assert browser.get(url, **HTMX).text.strip() in browser.get(url).text


def test_a_signed_out_visitor_may_ask_whether_the_page_is_still_true(shop, signed_in, kept):
    visitor = signed_in(shop, None)
    for headers in ({}, HTMX):
        first = visitor.get("/nl/products", **headers)
        assert first.headers["Cache-Control"] == "no-cache"
        again = visitor.get("/nl/products", **headers, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert "HX-Request" in ",".join(again.headers.getlist("Vary"))
        signed_in(shop, "editor").write("/nl/products/1/price", "1" + str(len(headers)), kept.version(1))
        assert visitor.get("/nl/products", **headers, **{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_page_and_fragment_have_different_etags(sqlite_shop, signed_in):
    visitor = signed_in(sqlite_shop, None)
    assert visitor.get("/nl/products").headers["ETag"] != visitor.get("/nl/products", **HTMX).headers["ETag"]


@pytest.mark.parametrize("url", [URL, "/en/products", "/en/", "/en/desk/products/1"])
def test_a_page_of_somebody_signed_in_is_kept_nowhere(sqlite_shop, signed_in, url):
    answer = signed_in(sqlite_shop, "reader").get(url)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers


def test_a_signed_in_reader_is_never_told_that_a_visitors_page_is_still_true(sqlite_shop, signed_in):
    etag = signed_in(sqlite_shop, None).get("/en/products").headers["ETag"]
    assert signed_in(sqlite_shop, "reader").get("/en/products", **{"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("role", [None, "reader"])
def test_head_is_get_without_a_body(sqlite_shop, signed_in, role):
    client = signed_in(sqlite_shop, role).client
    url = URL if role else "/en/products"
    get, head = client.get(url), client.head(url)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers.get("ETag") == get.headers.get("ETag")
    assert head.headers["Vary"] == get.headers["Vary"]


def test_a_record_page_costs_the_same_statements_however_many_columns_it_has(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, "editor")
    # What waits for somebody is counted in the frame of the desk, and kept.
    browser.get("/en/desk/products")
    answer = browser.get("/en/desk/products/1")
    assert int(re.search(r'desc="(\d+) statements"', answer.headers["Server-Timing"])[1]) <= 3
