"""The page of a product, edited in place by whoever may, and left alone for everybody else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import IDLE, Desk

LOCALES = ("en", "nl", "de", "fr", "es", "ar")


class ProductPage:
    """The public page of a product that an editor looks at."""

    def __init__(self, page: Page, number: int, path: str) -> None:
        self.page = page
        self.number = number
        self.path = path
        page.goto(path)

    def field(self, name: str) -> Locator:
        return self.page.locator(f"#product-{self.number}-{name}")

    def editor(self, name: str) -> Locator:
        return self.field(name).locator("form.editor:not([hidden]) [name=value]")

    def idle(self) -> None:
        self.page.locator(IDLE).wait_for(state="attached")


@pytest.fixture
def product(page: Page, sign_in, rows: Callable[..., list[int]], request: pytest.FixtureRequest) -> ProductPage:  # type: ignore[no-untyped-def]
    """A product of one's own, put on the shelf."""
    sign_in(page, "editor")
    name = re.sub(r"\W+", " ", request.node.name)[:60].strip()
    number = rows(1, name=name)[0]
    desk = Desk(page).show(name)
    desk.go_to(number, "published")
    desk.press("Space")
    desk.idle()
    path = desk.row(number).locator(".actions a[href*='/en/products/']").get_attribute("href")
    assert path
    return ProductPage(page, number, path)


@pytest.mark.parametrize(
    ("field", "keys", "text", "shown"),
    [
        ("name", "Enter", "Renamed", "Renamed"),
        ("price", "Enter", "9", "€9.00"),
        ("summary", "F2", "In short", "In short"),
        ("description", "Enter", "A *long* text", "A long text"),
    ],
)
def test_a_field_by_keyboard(product: ProductPage, no_reload, field: str, keys: str, text: str, shown: str) -> None:  # type: ignore[no-untyped-def]
    place = product.field(field)
    place.focus()
    with no_reload():
        product.page.keyboard.press(keys)
        expect(product.editor(field)).to_be_focused()
        product.page.keyboard.type(text)
        product.page.keyboard.press("Control+Enter" if field == "description" else "Enter")
        product.idle()
        expect(place).to_have_text(shown)
    expect(place).to_be_focused()
    expect(product.page.locator("#announcer")).to_contain_text("Saved")
    product.page.reload()
    expect(place).to_have_text(shown)


def test_escape_leaves_a_field_as_it_is(product: ProductPage) -> None:
    place = product.field("name")
    before = place.inner_text()
    place.focus()
    product.page.keyboard.press("Enter")
    product.page.keyboard.type("Something else")
    product.page.keyboard.press("Escape")
    expect(place).to_be_focused()
    expect(place).to_have_text(before)
    assert place.locator("form").count() == 0


def test_one_click_edits(product: ProductPage) -> None:
    product.field("price").click()
    expect(product.editor("price")).to_be_focused()
    product.page.keyboard.type("7")
    product.page.locator("footer").click()
    product.idle()
    expect(product.field("price")).to_have_text("€7.00")


def test_a_button_saves_long_text(product: ProductPage) -> None:
    product.field("description").click()
    expect(product.editor("description")).to_be_focused()
    product.page.keyboard.type("By the button")
    product.field("description").get_by_role("button", name="Save").click()
    product.idle()
    expect(product.field("description")).to_have_text("By the button")
    expect(product.field("description")).to_be_focused()


def test_a_refused_price_keeps_its_text(product: ProductPage, no_reload) -> None:  # type: ignore[no-untyped-def]
    product.field("price").focus()
    with no_reload():
        product.page.keyboard.press("Enter")
        product.page.keyboard.type("much")
        product.page.keyboard.press("Enter")
        expect(product.field("price").locator(".error")).to_be_visible()
        product.idle()
    expect(product.editor("price")).to_be_focused()
    expect(product.editor("price")).to_have_value("much")
    product.page.keyboard.press("Escape")
    expect(product.field("price")).to_have_text("€10.00")


def test_undo_by_keys_and_by_the_note(product: ProductPage, no_reload) -> None:  # type: ignore[no-untyped-def]
    price = product.field("price")
    price.focus()
    with no_reload(3):
        for _ in "12":
            product.page.keyboard.press("Enter")
            product.page.keyboard.type("8")
            product.page.keyboard.press("Enter")
            product.idle()
            expect(price).to_have_text("€8.00")
            expect(price).to_be_focused()
            product.page.keyboard.press("Control+z")
            product.idle()
            expect(price).to_have_text("€10.00")
            expect(price).to_be_focused()
    expect(product.page.locator("article.product")).to_have_count(1)


def test_a_conflict_on_the_page(product: ProductPage, someone, post) -> None:  # type: ignore[no-untyped-def]
    other = someone("owner")
    other.goto(product.path)
    article = other.locator("article.product")
    version = article.get_attribute("data-version") or ""
    form = {"value": "11", "version": version, "next": "", "key": "another-tab-12345", "face": "page"}
    assert post(other, f"/en/products/{product.number}/price", **form) == 200
    product.field("price").focus()
    product.page.keyboard.press("Enter")
    product.page.keyboard.type("22")
    product.page.keyboard.press("Enter")
    product.idle()
    choice = product.field("price").locator("form[data-conflict]")
    expect(choice).to_contain_text("€11.00")
    expect(product.page.locator("article.product")).to_have_count(1)
    product.page.keyboard.press("1")
    product.idle()
    expect(product.field("price")).to_have_text("€22.00")
    expect(product.field("price")).to_be_focused()


def test_a_price_of_the_desk_is_seen_at_once_in_six_languages(product: ProductPage, someone) -> None:  # type: ignore[no-untyped-def]
    visitor = someone()
    links = product.page.locator(".languages a").evaluate_all(
        "links => links.map(a => [a.lang, a.getAttribute('href')])"
    )
    paths = dict(links)
    assert sorted(paths) == sorted(LOCALES)
    for path in paths.values():
        visitor.goto(path)
        expect(visitor.locator(f"#product-{product.number}-price")).to_contain_text("10")
    name = product.field("name").inner_text()
    desk = Desk(product.page).show(name)
    desk.go_to(product.number, "price")
    desk.press("9", "Enter")
    desk.idle()
    for locale, path in paths.items():
        visitor.goto(path)
        shown = visitor.locator(f"#product-{product.number}-price").inner_text()
        digits = "".join(str(int(c)) if c.isdigit() else "." if c in ",.٫" else "" for c in shown)
        assert "9.00" in digits, (locale, shown)


def test_fields_are_for_editors_only(product: ProductPage, someone) -> None:  # type: ignore[no-untyped-def]
    for role in (None, "reader"):
        page = someone(role)
        page.goto(product.path)
        expect(page.locator("[data-field]")).to_have_count(4)
        assert page.locator("template, .editable, [data-field][tabindex]").count() == 0
    translator = someone("translator")
    translator.goto(product.path)
    assert translator.locator(".editable").count() == 0
    links = product.page.locator(".languages a[lang=nl]").get_attribute("href")
    translator.goto(links or "")
    assert translator.locator(".editable").evaluate_all("all => all.map(e => e.dataset.field)") == [
        "name",
        "summary",
        "description",
    ]


def test_a_translation_replaces_the_text_it_falls_back_to(product: ProductPage, someone) -> None:  # type: ignore[no-untyped-def]
    page = someone("translator")
    page.goto(product.page.locator(".languages a[lang=nl]").get_attribute("href") or "")
    name = page.locator(f"#product-{product.number}-name")
    expect(name).to_have_attribute("lang", "en")
    name.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#product-{product.number}-name [name=value]")).to_have_value("")
    page.keyboard.type("Nederlandse naam")
    page.keyboard.press("Enter")
    page.locator(IDLE).wait_for(state="attached")
    expect(name).to_have_text("Nederlandse naam")
    expect(name).not_to_have_attribute("lang", "en")
