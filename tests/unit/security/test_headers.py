"""The headers of every answer, whatever it is."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from webapp.access import public
from webapp.hypermedia.headers import NO_DOCUMENTS
from webapp.storage.transactions import Busy

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "htmx",
}
FIXED = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def answers(app, signed_in, version_of):
    """(what, status, answer) of each kind of answer there is."""
    editor, visitor, reader = signed_in(app, "editor"), signed_in(app, None), signed_in(app, "reader")
    static = f"/static/{app.extensions['etalage.static_digest']}"
    product = re.search(r'href="(/en/products/[^"?]+)"', visitor.get("/en/products").text)[1]
    version = version_of("products", 1)
    for url in (
        "/en/",
        "/nl/products",
        "/ar/products?q=x",
        product,
        "/en/sign-in",
        "/healthz",
        f"{static}/css/main.css",
        f"{static}/vendor/htmx.js",
        f"{static}/icons.svg",
    ):
        yield url, 200, visitor.get(url)
    for url in (
        "/en/desk/products",
        "/en/desk/products/1",
        "/en/password",
        "/en/products/1/name/edit",
        "/en/products/options/category_id",
        product,
    ):
        yield url, 200, editor.get(url)
    for url in ("/nl/products", product):
        yield url, 304, visitor.get(url, **{"If-None-Match": visitor.get(url).headers["ETag"]})
    file = visitor.get(f"{static}/css/main.css")
    yield "static", 304, visitor.get(f"{static}/css/main.css", **{"If-None-Match": file.headers["ETag"]})
    yield "/", 302, visitor.get("/")
    yield "/en", 308, visitor.get("/en")
    yield "write", 200, editor.write("/en/products/1/price", "1", version)
    yield "write", 303, editor.post("/en/products/1/price", script=False, value="2", version=version_of("products", 1))
    yield "conflict", 409, editor.write("/en/products/1/price", "3", version)
    yield "refused", 422, editor.write("/en/products/1/price", "x", version)
    yield "refused", 422, editor.post("/en/products/1/price", script=False, value="x", version=version)
    yield "made", 201, editor.post("/en/suppliers", key="made-for-headers", name="x", contact="", email="", city="")
    yield "trashed", 200, editor.post("/en/products/2/trash")
    yield "gone", 410, editor.write("/en/products/2/price", "3", "x")
    yield "signed out", 401, visitor.get("/en/desk/products")
    yield "signed out", 401, visitor.htmx("/en/desk/products")
    yield "forbidden", 403, reader.write("/en/products/1/price", "1", version)
    yield "cross-site", 403, editor.client.post("/en/products/1/price", headers={"Sec-Fetch-Site": "cross-site"})
    for url in (
        "/nothing/",
        "/xx/products",
        "/en/products/none",
        "/static/0/css/main.css",
        f"{static}/none.css",
        f"{static}/../../pyproject.toml",
    ):
        yield url, 404, visitor.get(url)
    yield "method", 405, visitor.client.delete("/en/products", headers={"Sec-Fetch-Site": "same-origin"})
    yield "query", 413, visitor.get("/en/products?q=" + "x" * 5000)
    yield "body", 413, editor.post("/en/products/1/price", value="x" * 70_000, version=version)
    yield "body", 413, editor.client.post("/en/undo", data="x" * 70_000, headers={"Sec-Fetch-Site": "same-origin"})
    yield "host", 400, visitor.client.get("/en/", base_url="http://evil.test")
    yield from failures(app, visitor)


def failures(app, visitor):
    for status, error in ((500, RuntimeError("x")), (503, Busy())):
        app.view_functions["journal.home"] = public(lambda error=error: (_ for _ in ()).throw(error))
        yield "failure", status, visitor.get("/en/")
        yield "failure", status, visitor.htmx("/en/")


@pytest.fixture
def every_answer(sqlite_shop, signed_in, version_of):
    found = list(answers(sqlite_shop, signed_in, version_of))
    assert [(what, answer.status_code) for what, _status, answer in found] == [
        (what, status) for what, status, _ in found
    ]
    return found


def test_every_answer_has_the_whole_set_of_headers_each_once(every_answer):
    for what, status, answer in every_answer:
        if answer.mimetype in NO_DOCUMENTS:
            continue
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert policy == CSP, (what, status)
        for name, value in FIXED.items():
            assert answer.headers.getlist(name) == [value], (what, status, name)
        assert {"camera=()", "geolocation=()", "microphone=()"} <= set(answer.headers["Permissions-Policy"].split(", "))


def test_a_script_and_a_style_have_those_that_mean_something_to_them(every_answer):
    files = [one for what, status, one in every_answer if what.startswith("/static/") and status == 200]
    assert {one.mimetype in NO_DOCUMENTS for one in files} == {True, False}
    for file in files:
        for name in ("Strict-Transport-Security", "X-Content-Type-Options", "Cross-Origin-Resource-Policy"):
            assert file.headers.getlist(name) == [FIXED[name]], (file.mimetype, name)
        # A drawing is a document where somebody opens it by its address.
        assert ("Content-Security-Policy" in file.headers) == (file.mimetype not in NO_DOCUMENTS)


def test_no_answer_names_the_software_that_made_it(every_answer):
    for what, status, answer in every_answer:
        assert answer.headers.get("Server", "Etalage") == "Etalage", (what, status)
        assert "X-Powered-By" not in answer.headers
        if answer.mimetype == "text/html":
            assert not re.search(
                r"werkzeug|flask|granian|python|sqlalchemy|jinja|traceback", answer.text, re.IGNORECASE
            )


def test_every_page_and_partial_says_that_its_face_depends_on_htmx(every_answer):
    for what, status, answer in every_answer:
        if answer.mimetype == "text/html" or status == 304:
            vary = {part.strip() for part in ",".join(answer.headers.getlist("Vary")).split(",")}
            assert {"HX-Request", "HX-Request-Type"} <= vary, (what, status)


def test_nothing_of_somebody_signed_in_and_no_error_is_kept_anywhere(every_answer):
    for what, status, answer in every_answer:
        if (
            status >= 400
            or (answer.headers.get("Server-Timing") and what in ("write", "made", "trashed"))
            or "/desk/" in what
        ):
            assert "no-store" in answer.headers["Cache-Control"], (what, status)
            assert "ETag" not in answer.headers, (what, status)


def test_a_page_for_everybody_sets_no_cookie_and_depends_on_none(every_answer):
    for what, status, answer in every_answer:
        assert "Set-Cookie" not in answer.headers, (what, status)
        assert "cookie" not in ",".join(answer.headers.getlist("Vary")).lower(), (what, status)


def test_every_error_says_its_code_in_an_alert(every_answer):
    for what, status, answer in every_answer:
        if status >= 400 and status not in (409, 410, 422):
            assert re.search(
                r'role="alert" data-error="[a-z_]+"|data-error="[a-z_]+" (tabindex="-1")?|data-modal', answer.text
            ), (what, status)


def test_static_files_are_immutable_under_their_digest(sqlite_shop, signed_in):
    static = f"/static/{sqlite_shop.extensions['etalage.static_digest']}"
    answer = signed_in(sqlite_shop, None).get(f"{static}/css/main.css")
    assert {"public", "immutable", "max-age=31536000"} <= {
        part.strip() for part in answer.headers["Cache-Control"].split(",")
    }
    assert answer.mimetype == "text/css"


@pytest.mark.parametrize(
    "path",
    [
        "../pyproject.toml",
        "..%2fpyproject.toml",
        "%2e%2e/pyproject.toml",
        "....//pyproject.toml",
        "/etc/passwd",
        "css/../../pyproject.toml",
        "css\\..\\..\\pyproject.toml",
        "css",
        "",
    ],
)
def test_nothing_outside_the_folder_of_static_files_is_served(sqlite_shop, signed_in, path):
    answer = signed_in(sqlite_shop, None).get(f"/static/{sqlite_shop.extensions['etalage.static_digest']}/{path}")
    assert (answer.status_code, answer.mimetype) in ((404, "text/html"), (308, "text/html"))
    assert "[build-system]" not in answer.text


def test_a_failure_tells_a_reference_and_nothing_of_its_cause(sqlite_shop, signed_in):
    sqlite_shop.view_functions["journal.home"] = public(lambda: 1 / 0)
    page, partial = signed_in(sqlite_shop, None).get("/en/"), signed_in(sqlite_shop, None).htmx("/en/")
    for answer in (page, partial):
        assert answer.status_code == 500
        assert "division" not in answer.text
        assert re.search(r"\b[0-9a-f]{8}\b", answer.text)


def test_a_busy_shop_says_when_to_try_again(sqlite_shop, signed_in):
    def busy():
        raise Busy

    sqlite_shop.view_functions["journal.home"] = public(busy)
    answer = signed_in(sqlite_shop, None).get("/en/")
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (503, True)


@pytest.mark.parametrize("url", ["/en/sign-in", "/en/desk/products", "/en/products", "/en/nothing"])
@pytest.mark.parametrize(
    "query",
    [
        "_scheme=javascript&_external=1",
        "endpoint=x",
        "_anchor=x&_method=DELETE",
        "locale=xx",
        "slug=x&plural=users",
        "q=%22%3E%3Cb%3E",
        "values=1",
    ],
)
def test_no_query_bends_the_addresses_of_the_page(sqlite_shop, signed_in, url, query):
    answer = signed_in(sqlite_shop, "owner").get(f"{url}?{query}")
    assert answer.status_code == (404 if url.endswith("nothing") else 200)
    assert "javascript:" not in answer.text
    assert "<b>" not in answer.text
    links = (
        re.findall(r'<a [^>]*hreflang="\w+"', answer.text),
        re.findall(r'<a href="([^"]*)"[^>]*hreflang', answer.text),
    )
    assert len(links[0]) == len(links[1]) == 6
    assert all(link.startswith(("/en/", "/nl/", "/de/", "/fr/", "/es/", "/ar/")) for link in links[1])
    named = re.findall(r'<link rel="(?:alternate|canonical)"[^>]* href="([^"]*)"', answer.text)
    assert all(urlsplit(address).scheme in ("http", "https") and "?" not in address for address in named)
