"""What may not be seen is 404 and changes no byte of what is seen."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from webapp.catalogue.models import ProductText
from webapp.storage.transactions import snapshot

# The search is offered with the words of the address.
ASKED = re.compile(r'q=[^"]*')
NEAR = re.compile(r'\s*<nav class="near".*?</nav>', re.DOTALL)
LOCALES = ("en", "nl", "de", "fr", "es", "ar")


def public_answers(app, signed_in):
    """Address -> (status, body) of what a visitor may ask for, and of what they might try."""
    visitor = signed_in(app, None)
    addresses = [f"/{locale}/" for locale in LOCALES]
    for locale in LOCALES:
        lists = [
            f"/{locale}/products?sort={sort}&page={page}"
            for sort in ("name", "-name", "price", "-price", "new")
            for page in (1, 2)
        ]
        lists += [f"/{locale}/products?q={q}" for q in ("zebra", "ZEBRA-1", "tea", "1234567")]
        addresses += [*lists, f"/{locale}/products/zebra-lamp", f"/{locale}/sign-in"]
        addresses += re.findall(
            rf'href="(/{locale}/products\?category=[^"]+)"', visitor.get(f"/{locale}/products").text
        )
        addresses += re.findall(rf'href="(/{locale}/products/[^"?]+)"', visitor.get(f"/{locale}/products").text)[:3]
    assert len(addresses) > 150
    answers = {
        (url, kind): visitor.get(url, **headers)
        for url in addresses
        for kind, headers in (("page", {}), ("htmx", {"HX-Request": "true"}))
    }
    return {key: (answer.status_code, answer.data) for key, answer in answers.items()}


def test_a_product_that_is_not_on_the_shelf_changes_no_public_byte(sqlite_shop, signed_in):
    before = public_answers(sqlite_shop, signed_in)
    browser = signed_in(sqlite_shop, "editor")
    form = {
        "name": "Zebra lamp",
        "price": "12345.67",
        "stock": "3",
        "category_id": "Light",
        "supplier_id": "Takemori Metal Works",
    }
    for number in (1, 2):
        assert (
            browser.post("/en/products", key=f"hidden-product-{number}", sku=f"ZEBRA-{number}", **form).status_code
            == 201
        )
    browser.post("/en/products/44/trash")
    after = public_answers(sqlite_shop, signed_in)
    assert [key for key in before if before[key] != after[key]] == []


def test_the_comparison_sees_a_product_that_is_published(sqlite_shop, signed_in, version_of):
    before = public_answers(sqlite_shop, signed_in)
    browser = signed_in(sqlite_shop, "editor")
    browser.post(
        "/en/products",
        key="seen-product-1",
        sku="ZEBRA-1",
        name="Zebra lamp",
        price="1",
        stock="3",
        category_id="",
        supplier_id="",
    )
    browser.write("/en/products/43/published", "1", version_of("products", 43))
    after = public_answers(sqlite_shop, signed_in)
    assert after["/nl/products/zebra-lamp", "page"][0] == 200
    assert len([key for key in before if before[key] != after[key]]) > 50


def slug_of(record):
    with snapshot() as connection:
        return connection.scalar(
            select(ProductText.slug).where(ProductText.product_id == record, ProductText.locale == "en")
        )


@pytest.mark.parametrize("role", [None, "reader", "editor", "owner"])
def test_an_unpublished_or_trashed_product_is_404_as_if_it_had_never_been(shop, signed_in, role):
    signed_in(shop, "editor").post("/en/products/1/trash")
    browser = signed_in(shop, role)
    never = browser.get("/en/products/never-been")
    for record in (1, 30, 38):
        slug = slug_of(record)
        answer = browser.get(f"/en/products/{slug}")
        assert answer.status_code == 404
        # What is offered instead follows from the word that was asked for, and never names what is hidden.
        shown, offered = NEAR.subn("", answer.text)
        same = ASKED.sub("q=", shown.replace(slug, "never-been"))
        assert same == ASKED.sub("q=", NEAR.sub("", never.text))
        assert not offered or slug not in NEAR.search(answer.text)[0]


def test_a_product_taken_off_the_shelf_is_gone_with_the_very_next_answer(shop, signed_in, version_of):
    visitor, slug = signed_in(shop, None), slug_of(1)
    warm = [visitor.get(f"/{locale}/products") for locale in LOCALES]
    assert all('id="product-1"' in page.text or "page=2" in page.text for page in warm)
    signed_in(shop, "editor").write("/en/products/1/published", "0", version_of("products", 1))
    assert visitor.get(f"/en/products/{slug}").status_code == 404
    for locale in LOCALES:
        for page in (1, 2):
            assert 'id="product-1"' not in visitor.get(f"/{locale}/products?page={page}").text
