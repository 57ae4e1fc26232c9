"""A write is taken only from a page of ours, whatever the browser tells of where it comes from."""

from __future__ import annotations

import pytest

UNSAFE = [
    ("/en/products/1/price", {"value": "1", "version": "x"}),
    ("/en/products/1/description/preview", {"value": "x", "version": "x"}),
    ("/en/products", {"sku": "X"}),
    ("/en/products/1/trash", {}),
    ("/en/products/1/restore", {}),
    ("/en/products/cells", {"do": "set", "rows": "1", "columns": "sku", "value": "X", "preview": "1"}),
    ("/en/desk/products/bulk", {"rows": "1", "do:price": "set", "value:price": "1"}),
    ("/en/products/copies", {"rows": "1"}),
    ("/en/products/trash", {"rows": "1"}),
    ("/en/products/1/price/history", {"act": "1"}),
    ("/en/undo", {}),
    ("/en/redo", {}),
    ("/en/desk/keys", {}),
    ("/en/journal/1/comments", {"body": "x"}),
    ("/en/desk/jobs/exports", {"table": "products"}),
    ("/en/desk/jobs/imports", {"look": "1"}),
    ("/en/desk/jobs/index/begin", {}),
    ("/en/desk/jobs/1/cancel", {}),
    ("/en/sign-in", {"email": "a@b.test", "password": "x"}),
    ("/en/sign-out", {}),
    ("/en/password", {"old": "a", "new": "b", "again": "b"}),
]
HERE = "http://localhost"
# (Sec-Fetch-Site, Origin, taken)
SENT = [
    ("same-origin", HERE, True),
    ("same-origin", None, True),
    (None, HERE, True),
    ("cross-site", HERE, False),
    ("same-site", HERE, False),
    ("none", HERE, False),
    ("cross-site", "http://evil.test", False),
    ("same-site", "http://shop.localhost", False),
    ("none", None, False),
    ("", HERE, False),
    ("Same-Origin", HERE, False),
    ("same-origin, cross-site", HERE, False),
    (None, None, False),
    (None, "null", False),
    (None, "", False),
    (None, "http://evil.test", False),
    (None, "http://localhost:8000", False),
    (None, "http://shop.localhost", False),
    (None, "http://localhost.evil.test", False),
    (None, "http://localhost@evil.test", False),
    (None, "http://evil.test/localhost", False),
    (None, "localhost", False),
    (None, "//localhost.evil.test", False),
    (None, "http://[", False),
    (None, "http://localhost\\.evil.test", False),
    (None, "http://localhost http://evil.test", False),
]


def test_the_list_holds_every_route_that_writes(sqlite_shop):
    adapter = sqlite_shop.url_map.bind("localhost")
    listed = {adapter.match(url, method="POST")[0] for url, _form in UNSAFE}
    unsafe = {rule.endpoint for rule in sqlite_shop.url_map.iter_rules() if rule.methods - {"GET", "HEAD", "OPTIONS"}}
    assert listed == unsafe


@pytest.mark.parametrize("url", [url for url, _form in UNSAFE])
def test_a_write_from_elsewhere_is_refused_before_anything_else(sqlite_shop, signed_in, commits, url):
    client, form, before = signed_in(sqlite_shop, "owner").client, dict(UNSAFE)[url], commits()
    for site, origin, taken in SENT:
        if not taken:
            answer = client.post(url, data=form, headers=heading(site, origin))
            assert (answer.status_code, 'data-error="cross_site"' in answer.text) == (403, True), (site, origin)
    assert commits() == before


@pytest.mark.parametrize("url", [url for url, _form in UNSAFE])
def test_a_write_from_a_page_of_ours_is_taken(sqlite_shop, signed_in, url):
    client, form = signed_in(sqlite_shop, "owner").client, dict(UNSAFE)[url]
    for site, origin, taken in SENT:
        if taken:
            answer = client.post(url, data=form, headers=heading(site, origin))
            assert answer.status_code != 403, (site, origin)


@pytest.mark.parametrize(
    "header",
    [
        {"Referer": HERE + "/en/"},
        {"HX-Request": "true"},
        {"X-Requested-With": "XMLHttpRequest"},
        {"Authorization": "Bearer x"},
    ],
)
def test_no_other_header_stands_in_for_the_origin(sqlite_shop, signed_in, header):
    answer = signed_in(sqlite_shop, "owner").client.post("/en/products/1/trash", headers=header)
    assert answer.status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_an_unknown_address_is_no_way_around(sqlite_shop, signed_in, method):
    answer = signed_in(sqlite_shop, "owner").client.open(
        "/en/nothing", method=method, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def heading(site, origin):
    return {name: value for name, value in (("Sec-Fetch-Site", site), ("Origin", origin)) if value is not None}
