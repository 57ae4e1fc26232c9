"""Who may do what: roles x routes x methods, written down by hand from the contract."""

from __future__ import annotations

import itertools
import re

import pytest

from webapp.grid.columns import tables

ROLES = (None, "reader", "translator", "editor", "owner")
ALL = (200, 200, 200, 200, 200)
DESK = (401, 200, 200, 200, 200)
FIELDS = (401, 403, 403, 200, 200)
TEXTS = (401, 403, 200, 200, 200)
OWNER = (401, 403, 403, 403, 200)
LAMP = {
    "sku": "NEW-1",
    "name": "Lamp",
    "price": "1",
    "stock": "1",
    "category_id": "",
    "supplier_id": "",
    "key": "made-by-a-matrix",
}
NOBODY = {"email": "nobody@etalage.test", "password": "not this one", "next": ""}
JOB = "/<locale>/desk/jobs/<int(min=1, max=2147483647):job_id>"
COMMENTS = "/<locale>/journal/<int(min=1, max=2147483647):post_id>/comments"

# (rule, method): (address, form, status for each role). A route that is not here fails the first test.
ROUTES = {
    ("/", "GET"): ("/", None, (302,) * 5),
    ("/healthz", "GET"): ("/healthz", None, ALL),
    ("/static/<digest>/<path:path>", "GET"): ("{static}", None, ALL),
    ("/robots.txt", "GET"): ("/robots.txt", None, ALL),
    ("/sitemap.xml", "GET"): ("/sitemap.xml", None, ALL),
    ("/sitemap-<name>-<int(min=1):number>.xml", "GET"): ("/sitemap-products-1.xml", None, ALL),
    ("/<locale>/feed.xml", "GET"): ("/nl/feed.xml", None, ALL),
    ("/<locale>/", "GET"): ("/nl/", None, ALL),
    ("/<locale>/products", "GET"): ("/nl/products", None, ALL),
    ("/<locale>/products/<slug>", "GET"): ("/en/products/{slug}", None, ALL),
    ("/<locale>/journal", "GET"): ("/nl/journal", None, ALL),
    ("/<locale>/journal/archive/<int(min=1000,max=9998):year>", "GET"): ("/nl/journal/archive/{year}", None, ALL),
    ("/<locale>/journal/authors/<slug>", "GET"): ("/nl/journal/authors/yusuf-haddad", None, ALL),
    ("/<locale>/journal/<slug>", "GET"): ("/en/journal/{story}", None, ALL),
    ("/<locale>/journal/preview/<int:post_id>", "GET"): ("/nl/journal/preview/{post}", None, DESK),
    ("/<locale>/search", "GET"): ("/nl/search?q=thee", None, ALL),
    ("/<locale>/sign-in", "GET"): ("/nl/sign-in", None, ALL),
    ("/<locale>/sign-in", "POST"): ("/nl/sign-in", NOBODY, (422,) * 5),
    ("/<locale>/sign-out", "POST"): ("/nl/sign-out", {}, ALL),
    ("/<locale>/password", "GET"): ("/nl/password", None, DESK),
    ("/<locale>/password", "POST"): ("/nl/password", {"old": "a", "new": "b", "again": "b"}, (401, 422, 422, 422, 422)),
    ("/<locale>/desk/<table:plural>", "GET"): ("/nl/desk/products", None, DESK),
    ("/<locale>/desk/<table:plural>/<record:record_id>", "GET"): ("/nl/desk/products/1", None, DESK),
    ("/<locale>/desk/<table:plural>/summary", "GET"): ("/nl/desk/products/summary?fields=price", None, DESK),
    ("/<locale>/desk/<table:plural>/values", "GET"): ("/nl/desk/products/values?fields=price&ids=1", None, DESK),
    ("/<locale>/<table:plural>/<record:record_id>/<field>/edit", "GET"): ("/nl/products/1/name/edit", None, TEXTS),
    ("/<locale>/<table:plural>/<record:record_id>/<field>/understood", "GET"): (
        "/nl/products/1/price/understood?value=%2B10%25", None, FIELDS,
    ),
    ("/<locale>/<table:plural>/options/<field>", "GET"): ("/nl/products/options/category_id", None, FIELDS),
    ("/<locale>/<table:plural>/<record:record_id>/<field>", "POST"): (
        "/nl/products/1/name", {"value": "Theepot", "version": "{version}"}, TEXTS,
    ),
    ("/<locale>/<table:plural>/<record:record_id>/<field>/preview", "POST"): (
        "/nl/products/1/description/preview", {"value": "*Theepot*", "version": "x"}, TEXTS,
    ),
    ("/<locale>/<table:plural>", "POST"): ("/nl/products", LAMP, (401, 403, 403, 201, 201)),
    ("/<locale>/<table:plural>/cells", "POST"): (
        "/nl/categories/cells", {"do": "set", "rows": "1", "columns": "name", "value": "Pot", "preview": "1"}, TEXTS,
    ),
    ("/<locale>/desk/<table:plural>/bulk", "GET"): ("/nl/desk/products/bulk", None, TEXTS),
    ("/<locale>/desk/<table:plural>/bulk", "POST"): (
        "/nl/desk/products/bulk",
        {"do": "change", "rows": "1", "do:name": "set", "value:name": "Pot", "preview": "1"},
        TEXTS,
    ),
    ("/<locale>/<table:plural>/copies", "POST"): ("/nl/suppliers/copies", {"rows": "1"}, (401, 403, 403, 201, 201)),
    ("/<locale>/<table:plural>/<record:record_id>/trash", "POST"): ("/nl/products/1/trash", {}, FIELDS),
    ("/<locale>/<table:plural>/<record:record_id>/restore", "POST"): ("/nl/products/1/restore", {}, FIELDS),
    ("/<locale>/<table:plural>/trash", "POST"): ("/nl/posts/trash", {"rows": "2"}, FIELDS),
    (f"{COMMENTS}/new", "GET"): ("/nl/journal/{post}/comments/new", None, ALL),
    (COMMENTS, "POST"): ("/nl/journal/{post}/comments", {"ticket": "x", "body": "Ja."}, (422,) * 5),
    ("/<locale>/desk/keys", "GET"): ("/nl/desk/keys", None, DESK),
    ("/<locale>/desk/keys/menu", "GET"): ("/nl/desk/keys/menu", None, DESK),
    ("/<locale>/desk/keys", "POST"): ("/nl/desk/keys", {}, DESK),
    ("/<locale>/desk/moderation", "GET"): ("/nl/desk/moderation", None, FIELDS),
    ("/<locale>/desk/jobs", "GET"): ("/nl/desk/jobs", None, FIELDS),
    ("/<locale>/desk/jobs/exports", "POST"): ("/nl/desk/jobs/exports", {"table": "products"}, (401, 403, 403, 201, 201)),
    ("/<locale>/desk/jobs/imports", "POST"): ("/nl/desk/jobs/imports", {}, (401, 403, 403, 422, 422)),
    ("/<locale>/desk/jobs/<kind>/begin", "POST"): ("/nl/desk/jobs/index/begin", {}, (401, 403, 403, 403, 201)),
    # The export that was asked for two lines above, which nobody works off here.
    (JOB, "GET"): ("/nl/desk/jobs/1", None, FIELDS),
    (f"{JOB}/file", "GET"): ("/nl/desk/jobs/1/file", None, (401, 403, 403, 404, 404)),
    (f"{JOB}/cancel", "POST"): ("/nl/desk/jobs/1/cancel", {}, FIELDS),
    ("/<locale>/desk/insight", "GET"): ("/nl/desk/insight", None, OWNER),
    # The client of these tests is on the same machine, where a collector of metrics would be.
    ("/metrics", "GET"): ("/metrics", None, ALL),
    ("/<locale>/desk/fragments", "GET"): ("/nl/desk/fragments", None, OWNER),
    ("/<locale>/desk/fragments/<path:name>/<state>", "GET"): ("/nl/desk/fragments/grid/row/display", None, OWNER),
    ("/<locale>/desk/history", "GET"): ("/nl/desk/history", None, DESK),
    ("/<locale>/desk/history/<record:act_id>", "GET"): ("/nl/desk/history/2", None, DESK),
    ("/<locale>/<table:plural>/<record:record_id>/history", "GET"): ("/nl/products/1/history", None, DESK),
    ("/<locale>/<table:plural>/<record:record_id>/<field>/history", "GET"): ("/nl/products/1/name/history", None, DESK),
    ("/<locale>/<table:plural>/<record:record_id>/<field>/history", "POST"): (
        "/nl/products/1/name/history", {"change": "1", "version": "{version}"}, (401, 403, 404, 404, 404),
    ),
    ("/<locale>/redo", "POST"): ("/nl/redo", {"act": "{others}"}, (401, 403, 404, 404, 409)),
    ("/<locale>/undo", "POST"): ("/nl/undo", {"act": "{others}"}, (401, 403, 404, 404, 200)),
}  # fmt: skip
OWN_METHODS = {"HEAD", "OPTIONS"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "LOCK")


def test_every_route_and_method_is_in_the_table(sqlite_shop):
    found = {(rule.rule, method) for rule in sqlite_shop.url_map.iter_rules() for method in rule.methods - OWN_METHODS}
    assert found == set(ROUTES)


@pytest.fixture
def meant(sqlite_shop, signed_in, version_of):
    """Fills in what an address or form leaves open."""
    signed_in(sqlite_shop, "other").write("/en/products/2/stock", "5", version_of("products", 2))
    known = {
        "{static}": f"/static/{sqlite_shop.extensions['etalage.static_digest']}/css/main.css",
        "{version}": version_of("products", 1, "nl"),
        "{others}": "2",
    }
    post = re.search(r'id="post-(\d+)"', sqlite_shop.test_client().get("/nl/journal").text)[1]
    known |= {url: url.replace("{post}", post) for url, _form, _statuses in ROUTES.values() if "{post}" in url}
    year = re.search(r"/nl/journal/archive/(\d{4})", sqlite_shop.test_client().get("/nl/journal").text)[1]
    known["/nl/journal/archive/{year}"] = f"/nl/journal/archive/{year}"
    known["/en/journal/{story}"] = "/en/journal/a-pot-that-pours-well"
    page = sqlite_shop.test_client().get("/en/products").text
    known["/en/products/{slug}"] = re.search(r'href="(/en/products/[^"?]+)"', page)[1]
    return lambda word: known.get(word, word)


def send(browser, meant, address, method, form, **headers):
    filled = None if form is None else {name: meant(value) for name, value in form.items()}
    headers = {"Sec-Fetch-Site": "same-origin", **headers}
    return browser.client.open(meant(address), method=method, data=filled, headers=headers)


@pytest.mark.parametrize(("place", "role"), list(enumerate(ROLES)))
def test_each_role_gets_from_each_route_what_the_contract_says(sqlite_shop, signed_in, meant, place, role):
    browser, got = signed_in(sqlite_shop, role), {}
    for (rule, method), (address, form, _statuses) in ROUTES.items():
        by_script = {"HX-Request": "true"} if method == "POST" else {}
        answer = send(browser, meant, address, method, form, **by_script)
        got[rule, method] = answer.status_code
        if answer.status_code == 401:
            assert 'name="password"' in answer.text
            assert "Location" not in answer.headers
    assert got == {route: statuses[place] for route, (_address, _form, statuses) in ROUTES.items()}


@pytest.mark.parametrize("role", [None, "owner"])
def test_a_method_that_a_route_does_not_have_is_405_and_writes_nothing(sqlite_shop, signed_in, meant, commits, role):
    browser, before = signed_in(sqlite_shop, role), commits()
    allowed: dict[str, set[str]] = {}
    for (_rule, method), (address, _form, _statuses) in ROUTES.items():
        allowed.setdefault(meant(address), set()).add(method)
    # What is sent to the history of a record is taken for a value of a field with that name, of which there is none.
    allowed[meant("/nl/products/1/history")].add("POST")
    for (address, methods), method in itertools.product(allowed.items(), METHODS):
        if method not in methods:
            answer = send(browser, meant, address, method, {} if method == "POST" else None)
            assert answer.status_code == 405, (method, address)
            assert methods <= {one.strip() for one in answer.headers["Allow"].split(",")}
    assert commits() == before


@pytest.mark.parametrize("role", ROLES)
def test_looking_writes_nothing_whoever_looks(sqlite_shop, signed_in, meant, commits, role):
    browser, before = signed_in(sqlite_shop, role), commits()
    for address in {address for (_rule, method), (address, _form, _s) in ROUTES.items() if method == "GET"}:
        for method in ("GET", "HEAD", "OPTIONS"):
            for by_script in ({}, {"HX-Request": "true", "HX-Request-Type": "partial"}):
                assert send(browser, meant, address, method, None, **by_script).status_code < 500
    assert commits() == before


def test_the_sight_of_commits_is_no_illusion(sqlite_shop, signed_in, version_of, commits):
    before = commits()
    signed_in(sqlite_shop, "editor").write("/en/products/1/price", "1", version_of("products", 1))
    assert commits() != before


def test_a_get_that_tries_to_write_fails_and_writes_nothing(sqlite_shop, signed_in, commits):
    from webapp.access import public
    from webapp.catalogue.models import Product
    from webapp.storage.acts import Actor, Intent, carry_out

    def tempted():
        return str(carry_out(Intent(Actor(None, "x"), "x"), lambda session: session.get(Product, 1).reprice(1)))

    sqlite_shop.view_functions["journal.home"] = public(tempted)
    before = commits()
    assert signed_in(sqlite_shop, None).get("/en/").status_code == 500
    assert commits() == before


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("override", ["DELETE", "PUT", "POST", "GET"])
def test_nothing_overrides_the_method_of_a_request(sqlite_shop, signed_in, version_of, commits, method, override):
    browser, before = signed_in(sqlite_shop, "owner"), commits()
    headers = {
        "X-HTTP-Method-Override": override,
        "X-HTTP-Method": override,
        "X-Method-Override": override,
        "Sec-Fetch-Site": "same-origin",
    }
    answer = browser.client.open(
        f"/en/products/1/trash?_method={override}", method=method, data={"_method": override}, headers=headers
    )
    assert answer.status_code == (405 if method == "GET" else 422)
    assert commits() == before


def test_a_route_that_declares_no_policy_is_refused_to_everybody(sqlite_shop, signed_in):
    sqlite_shop.view_functions["journal.home"] = lambda: "secret"
    for role in ROLES:
        answer = signed_in(sqlite_shop, role).get("/en/")
        assert (answer.status_code, "secret" in answer.text) == (403, False)


def test_a_public_route_that_reads_the_session_fails(sqlite_shop, signed_in):
    from webapp.access import public, visitor

    sqlite_shop.view_functions["journal.home"] = public(lambda: str(visitor()))
    assert signed_in(sqlite_shop, "owner").get("/en/").status_code == 500


# fields

TEXT_COLUMNS = {
    "products": ["name", "summary", "description", "slug"],
    "suppliers": [],
    "categories": ["name", "summary", "description", "slug"],
    "posts": ["title", "summary", "body", "tags", "slug"],
    "authors": ["about"],
    "comments": [],
    "users": [],
}
OTHER_COLUMNS = {
    "products": [
        "sku",
        "price",
        "stock",
        "reorder_level",
        "category_id",
        "supplier_id",
        "pack",
        "published",
        "discontinued",
    ],
    "suppliers": [
        "name",
        "contact",
        "email",
        "phone",
        "address",
        "city",
        "region",
        "postal_code",
        "country",
        "website",
    ],
    "categories": ["parent_id", "position"],
    "posts": ["author_id", "published", "published_at", "cover"],
    "authors": ["name"],
    "comments": ["name", "body", "state"],
    "users": ["name", "email", "role", "locales", "active"],
}
LOCKED_COLUMNS: dict[str, list[str]] = {plural: [] for plural in TEXT_COLUMNS} | {
    "comments": ["post_id", "at", "locale"]
}


def test_every_column_of_every_table_is_in_the_lists():
    found = {table.plural: sorted(column.field for column in table.columns) for table in tables()}
    listed = {
        plural: sorted(TEXT_COLUMNS[plural] + OTHER_COLUMNS[plural] + LOCKED_COLUMNS[plural]) for plural in TEXT_COLUMNS
    }
    assert found == listed


def may_write(role, kind, locale, plural=""):
    if kind == "locked" or role == "reader":
        return False
    if plural == "users":
        return role == "owner"
    return role in ("editor", "owner") or (kind == "text" and locale in ("nl", "de"))


@pytest.mark.parametrize("role", ["reader", "translator", "editor", "owner"])
def test_each_field_is_written_by_who_may_in_this_language_and_by_nobody_else(sqlite_shop, signed_in, commits, role):
    """The empty version makes a permitted write 409 or 422: only the refusal matters here."""
    browser = signed_in(sqlite_shop, role)
    for kind, columns in (("text", TEXT_COLUMNS), ("other", OTHER_COLUMNS), ("locked", LOCKED_COLUMNS)):
        for plural, names in columns.items():
            for name, locale in itertools.product(names, ("en", "nl", "de", "fr", "es", "ar")):
                before = commits()
                answer = browser.write(f"/{locale}/{plural}/1/{name}", "7", "")
                shown = browser.get(f"/{locale}/{plural}/1/{name}/edit").status_code
                if may_write(role, kind, locale, plural):
                    # There is no user here: who may see them learns that, and whoever may not does not.
                    allowed = ((404,), 404) if plural == "users" else ((200, 409, 422), 200)
                    assert (answer.status_code in allowed[0], shown) == (True, allowed[1]), (plural, name, locale)
                else:
                    assert (answer.status_code, shown, commits()) == (403, 403, before), (plural, name, locale)


@pytest.mark.parametrize("locale", ["en", "nl", "de", "fr", "es", "ar"])
@pytest.mark.parametrize("role", ["reader", "translator", "editor"])
def test_the_desk_locks_the_cells_that_a_role_may_not_write(sqlite_shop, signed_in, read_markup, role, locale):
    html = signed_in(sqlite_shop, role).get(f"/{locale}/desk/products").text
    for kind, columns in (("text", TEXT_COLUMNS), ("other", OTHER_COLUMNS), ("locked", LOCKED_COLUMNS)):
        for name in columns["products"]:
            cell = re.search(rf'<td role="gridcell" id="product-1-{name}"[^>]*>', html)[0]
            assert ("aria-readonly" in cell) is not may_write(role, kind, locale), name
            assert (f'<template data-editor="{name}">' in html) is (
                may_write(role, kind, locale) and name != "description"
            )


@pytest.mark.parametrize("role", [None, "reader"])
def test_a_public_page_brings_no_editor_to_those_who_may_not_write(sqlite_shop, signed_in, meant, role):
    assert "data-editor" not in signed_in(sqlite_shop, role).get(meant("/en/products/{slug}")).text


def test_a_public_page_brings_a_translator_only_the_editors_of_texts_in_their_languages(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, "translator")
    for locale, fields in (("nl", TEXT_COLUMNS["products"]), ("fr", [])):
        address = re.search(rf'href="(/{locale}/products/[^"?]+)"', browser.get(f"/{locale}/products").text)[1]
        assert re.findall(r'<template data-editor="([^"]+)"', browser.get(address).text) == fields


def test_signed_out_the_desk_is_the_sign_in_form_in_every_language(sqlite_shop, signed_in):
    for locale in ("en", "nl", "ar"):
        answer = signed_in(sqlite_shop, None).get(f"/{locale}/desk/products")
        assert answer.status_code == 401
        assert f'name="next" value="/{locale}/desk/products"' in answer.text
        assert "TEA-POT" not in answer.text


def test_signed_out_the_desk_opens_the_sign_in_dialog_over_the_page_for_htmx(sqlite_shop, signed_in):
    answer = signed_in(sqlite_shop, None).htmx("/en/desk/products?q=tea")
    assert answer.status_code == 401
    assert '<hx-partial hx-target="#dialogs" hx-swap="beforeend">' in answer.text
    assert "<!doctype" not in answer.text
