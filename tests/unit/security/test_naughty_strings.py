"""The big list of naughty strings, and payloads for htmx, through every text field: kept and shown as typed, or refused."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.unit.conftest import LONG
from tests.unit.prose.markup import may_stand
from webapp.catalogue.models import CategoryText, Product, ProductText, Supplier
from webapp.prose.cleaning import TAGS
from webapp.storage.engines import engines
from webapp.storage.transactions import snapshot

LIST = Path(__file__).parents[4] / "shared" / "data" / "naughty-strings.json"
pytestmark = pytest.mark.skipif(not LIST.exists(), reason=f"the list of naughty strings is not at {LIST}")
NAUGHTY = json.loads(LIST.read_text(encoding="utf-8")) if LIST.exists() else []
HTMX = [
    '<a hx-delete="/en/products/1/trash" hx-trigger="load">x</a>',
    '<div data-hx-get="/en/desk/products" hx-trigger="load"></div>',
    '<hx-partial hx-target="#main" hx-swap="outerHTML"><h1>owned</h1></hx-partial>',
    '</hx-partial><hx-partial hx-target="#alarm">owned</hx-partial>',
    '<form id="products-new"><input name="version" value="0"></form>',
    '<a id="product-2" name="htmx">x</a><img name="getElementById"><form id="notes">',
    "<script>alert(1)</script><style>*{display:none}</style>",
    '</textarea></td></tr></table></template><script src="/static/x.js"></script>',
    '" hx-on:click="alert(1)" x="',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}${7*7}#{7*7}<%= 7*7 %>",
    "js:alert(1)",
    "]]><!-- --><!DOCTYPE html><html data-htmx-requests=9>",
    "&lt;script&gt;&#60;b&#62;&amp;lt;",
    "%(n)s %s %d %% {0} {name}",
    "a" * 200,
]
STRINGS = [*NAUGHTY, *HTMX]
# Each field has its share of the strings, and all of ours; with `make test LONG=1` each has all.
REFUSALS = ("required", "too_long", "control_character", "taken", "too_complex")
PRODUCTS = range(1, 21)


@pytest.fixture
def quick_shop(sqlite_shop):
    """Without waiting for the disk: what is written here may be lost in a power cut."""
    raw = engines().writing.raw_connection()
    raw.cursor().execute("PRAGMA synchronous = OFF")
    raw.close()
    assert len(NAUGHTY) == 515
    return sqlite_shop


def share(nth, of):
    return STRINGS if LONG else [*NAUGHTY[nth::of], *HTMX]


def shared(*fields):
    """Fields, each with its share of the strings."""
    return [(*field, share(nth, len(fields))) for nth, field in enumerate(fields)]


def named(value):
    return "" if isinstance(value, list) else value


def stored(plural, record, field):
    with snapshot() as connection:
        if plural == "suppliers":
            return connection.scalar(select(getattr(Supplier, field)).where(Supplier.id == record))
        if plural == "categories":
            return connection.scalar(
                select(CategoryText.name).where(CategoryText.category_id == record, CategoryText.locale == "en")
            )
        if field in ("sku", "pack"):
            return connection.scalar(select(getattr(Product, field)).where(Product.id == record))
        return connection.scalar(
            select(getattr(ProductText, field)).where(ProductText.product_id == record, ProductText.locale == "en")
        )


def in_part(response, target):
    """The HTML that an answer has for one target."""
    return (
        response.text.partition(f'<hx-partial hx-target="#{target}"')[2]
        .partition(">")[2]
        .rpartition("</hx-partial>")[0]
        .split('\n<hx-partial hx-target="#')[0]
    )


def put(browser, version_of, plural, record, field, typed, face="grid"):
    """Write it; None where it was refused, and then nothing has changed."""
    before = stored(plural, record, field)
    answer = browser.write(f"/en/{plural}/{record}/{field}", typed, version_of(plural, record), face=face)
    assert answer.status_code in (200, 422), (answer.status_code, typed)
    if answer.status_code == 422:
        assert any(f'data-error="{code}"' in answer.text for code in REFUSALS), (typed, answer.text)
        assert stored(plural, record, field) == before
        return None
    assert stored(plural, record, field) == (typed or None), typed
    return answer


@pytest.mark.parametrize(
    ("plural", "field", "strings"),
    shared(
        ("products", "sku"),
        ("products", "name"),
        ("products", "pack"),
        ("products", "summary"),
        ("suppliers", "name"),
        ("categories", "name"),
    ),
    ids=named,
)
def test_in_the_grid_a_naughty_string_is_shown_as_typed_and_adds_no_element_or_attribute(
    quick_shop, signed_in, version_of, read_markup, plural, field, strings
):
    browser, noun = (
        signed_in(quick_shop, "editor"),
        {"products": "product", "suppliers": "supplier", "categories": "category"}[plural],
    )
    neutral = read_markup(in_part(put(browser, version_of, plural, 1, field, "neutral"), f"{noun}-1")).shape
    kept, refused = 0, []
    for typed in strings:
        answer = put(browser, version_of, plural, 1, field, typed)
        if answer is None:
            refused.append(typed)
            continue
        row = read_markup(in_part(answer, f"{noun}-1"))
        cell = f"{noun}-1-{field}"
        assert (row.text[cell], row.value(cell)) == (typed, typed)
        assert row.shape == neutral, typed
        kept += 1
    assert kept + len(refused) == len(strings)
    assert kept > 0.8 * len(strings), refused


def test_in_the_grid_a_naughty_description_is_kept_and_comes_back_as_typed(
    quick_shop, signed_in, version_of, read_markup
):
    browser, kept, strings = signed_in(quick_shop, "editor"), 0, share(0, 4)
    neutral = read_markup(in_part(put(browser, version_of, "products", 1, "description", "neutral"), "product-1")).shape
    for typed in strings:
        if (answer := put(browser, version_of, "products", 1, "description", typed)) is None:
            continue
        assert read_markup(in_part(answer, "product-1")).shape == neutral, typed
        editor = browser.htmx("/en/products/1/description/edit").text
        inside = editor.partition("<textarea")[2].partition(">\n")[2].partition("</textarea>")[0]
        assert html.unescape(inside) == typed or "\r" in typed
        kept += 1
    assert kept > 0.8 * len(strings)


@pytest.mark.parametrize(("field", "strings"), shared(("name",), ("summary",), ("pack",), ("sku",)), ids=named)
def test_on_the_public_page_a_naughty_string_is_shown_as_typed_and_adds_no_element_or_attribute(
    quick_shop, signed_in, version_of, read_markup, field, strings
):
    browser, kept = signed_in(quick_shop, "editor"), 0
    neutral = read_markup(in_part(put(browser, version_of, "products", 1, field, "neutral", "page"), "product-1"))
    for typed in strings:
        answer = put(browser, version_of, "products", 1, field, typed, "page")
        if answer is None or not typed:
            continue
        article = read_markup(in_part(answer, "product-1"))
        if field in ("name", "summary"):
            assert (article.text[f"product-1-{field}"], article.value(f"product-1-{field}")) == (typed, typed)
        else:
            assert typed in article.text["product-1"]
        assert article.shape == neutral.shape, typed
        kept += 1
    assert kept > 0.8 * len(strings)


def test_on_the_public_page_a_naughty_description_has_only_allowed_markup_within_what_htmx_ignores(
    quick_shop, signed_in, version_of, read_markup
):
    browser, kept = signed_in(quick_shop, "editor"), 0
    neutral = read_markup(
        in_part(put(browser, version_of, "products", 1, "description", "neutral", "page"), "product-1")
    )
    assert neutral.prose == [("p", {})]
    for typed in STRINGS:
        answer = put(browser, version_of, "products", 1, "description", typed, "page")
        if answer is None or not typed:
            continue
        article = read_markup(in_part(answer, "product-1"))
        assert article.shape == neutral.shape, typed
        for tag, attributes in article.prose:
            assert tag in TAGS | {"div"}, typed
            assert all(may_stand(tag, name, value or "", "") for name, value in attributes.items()), typed
        kept += 1
    assert kept > 430


def test_lists_and_pages_of_naughty_names_have_the_elements_and_attributes_of_plain_ones(
    quick_shop, signed_in, version_of, read_markup
):
    """Twenty at a time: on the desk, in the shop, in the head of a page, and in what is told of a record."""
    browser, visitor = signed_in(quick_shop, "editor"), signed_in(quick_shop, None)
    with engines().writing.begin() as connection:
        connection.execute(text("UPDATE product SET published = 0 WHERE id > 20"))
    slugs = {record: slug(record) for record in PRODUCTS}
    addresses = [
        "/en/desk/products?sort=sku",
        "/en/products?sort=new",
        *(f"/en/products/{slugs[record]}" for record in (1, 7, 20)),
    ]

    def shapes(names):
        for record, name in zip(PRODUCTS, names, strict=False):
            put(browser, version_of, "products", record, "name", name)
        return [read_markup((browser if "desk" in url else visitor).get(url).text).shape for url in addresses]

    neutral = shapes(["neutral"] * 20)
    assert len(neutral[0]) > 500
    for first in range(0, len(STRINGS), 20):
        names = STRINGS[first : first + 20]
        assert shapes(names) == neutral, names


def slug(record):
    with snapshot() as connection:
        return connection.scalar(
            select(ProductText.slug).where(ProductText.product_id == record, ProductText.locale == "en")
        )
