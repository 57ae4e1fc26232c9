"""Where an answer sends somebody: to a page of ours, whatever the request says it came from."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.hypermedia.answers import came_from
from webapp.hypermedia.paths import local_path, with_note

HERE = "http://localhost"
EVIL = [
    "http://evil.test/",
    "https://evil.test/",
    "//evil.test/",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "https:evil.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://localhost@evil.test/en/products",
    "http://localhost.evil.test/en/products",
    "http://localhost:8000/en/products",
    "http://localhost//evil.test",
    "http://localhost/\\evil.test",
    "http://localhost\\evil.test",
    "http://localhost/\t/evil.test",
    "http://localhost/en/products\u202e",
    "http://localhost/%2f/evil.test",
    "http://localhost/%5cevil.test",
    "http://localhost/en/%0d%0aSet-Cookie:x",
    "http://localhost/%00",
    "http://[",
    "http://localhost",
    "localhost/en/products",
    "about:blank",
    "/en/desk/products",  # a browser sends the whole address
    "",
    "http://localhost/en/nothing/at/all",
    "http://localhost/en/products/1/price",  # takes a POST only
    "http://localhost/" + "a" * 5000,
]


def sent_from(app, header, value):
    with app.test_request_context("/en/products/1/price", method="POST", headers={header: value}):
        return came_from("/fallback")


@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL"])
@pytest.mark.parametrize("value", EVIL)
def test_what_is_no_page_of_ours_leads_to_the_fallback(app, header, value):
    assert sent_from(app, header, value) == "/fallback"


@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL"])
@pytest.mark.parametrize(
    "path",
    [
        "/en/desk/products?q=a%20b&sort=-price&page=2",
        "/nl/products/theepot",
        "/ar/products?q=%D8%B4",
        "/en/desk/products/1",
        "/en/",
    ],
)
def test_a_page_of_ours_leads_back_to_itself(app, header, path):
    assert sent_from(app, header, HERE + path) == path


@given(
    st.one_of(st.text(), st.text(alphabet="/\\.:@%?#ehtvilps\t\n5c2f0d"), st.sampled_from(EVIL)),
    st.sampled_from(["", HERE, HERE + "/", HERE + "/en", "http://"]),
)
def test_no_text_at_all_leads_off_site(app, text, prefix):
    value = (prefix + text).encode("latin-1", "replace").decode("latin-1").replace("\n", "").replace("\r", "")
    to = sent_from(app, "Referer", value)
    assert to.startswith("/")
    assert not to.startswith(("//", "/\\"))
    # as two parsers read it: one of the standard library, one that follows browsers in what it strips
    stripped = "".join(c for c in to if c not in "\t\n\r").replace("\\", "/").strip()
    for read in (to, stripped):
        assert urlsplit(urljoin(HERE + "/", read)).netloc == "localhost"


@given(st.text())
def test_a_local_path_is_one_for_every_reader(text):
    if (path := local_path(text)) is not None:
        stripped = "".join(c for c in path if ord(c) > 32).replace("\\", "/")
        assert not stripped.startswith("//")
        assert urlsplit(urljoin(HERE + "/", stripped)).netloc == "localhost"


def test_a_note_is_put_behind_the_query_and_takes_the_place_of_an_older_one():
    assert with_note("/en/desk/products", 7) == "/en/desk/products?did=7"
    assert with_note("/en/desk/products?q=a+b&did=3&q=&did=4", 7) == "/en/desk/products?q=a+b&q=&did=7"
    assert with_note("/en/desk/products?did=3", None) == "/en/desk/products"


@pytest.mark.parametrize("value", EVIL)
@pytest.mark.parametrize(
    ("url", "form"), [("/en/products/1/price", {"value": "12"}), ("/en/products/1/trash", {}), ("/en/undo", {})]
)
def test_a_write_without_script_never_leads_off_site(sqlite_shop, signed_in, version_of, url, form, value):
    browser = signed_in(sqlite_shop, "editor")
    if url.endswith("undo"):
        browser.write("/en/products/1/stock", "9", version_of("products", 1))
    if "value" in form:
        form = form | {"version": version_of("products", 1)}
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": value.encode("ascii", "ignore").decode()}
    answer = browser.client.post(url, data=form, headers=headers)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(("/en/", "/nl/"))
    assert "Set-Cookie" not in answer.headers


def test_the_front_door_leads_to_a_configured_language_only(app, signed_in):
    browser = signed_in(app, None)
    for asked, code in (
        ("nl", "nl"),
        ("fr-CA,fr;q=0.9", "fr"),
        ("ja", "en"),
        ("//evil.test", "en"),
        ("*", "en"),
        ("x" * 5000, "en"),
    ):
        answer = browser.get("/", **{"Accept-Language": asked})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/{code}/"), asked
        assert "Accept-Language" in ",".join(answer.headers.getlist("Vary"))


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    from webapp import create_app
    from webapp.config import Settings

    return create_app(Settings.read({"ETALAGE_DATA": str(tmp_path_factory.mktemp("none"))}))
