"""The same work without JavaScript: every page is a page, every form is a form, and every write leads somewhere."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from webapp.testing import Shop


@pytest.fixture
def page(someone: Callable[..., Page]) -> Page:
    """A browser of an editor that runs no script."""
    return someone("editor", java_script_enabled=False)


@pytest.fixture
def word() -> str:
    return uuid.uuid4().hex[:8]


def record(page: Page, plural: str, number: int) -> Page:
    page.goto(f"/en/desk/{plural}/{number}")
    return page


def save(page: Page, field: str, value: str) -> None:
    form = page.locator(f"form[action$='/{field}']")
    form.locator("[name=value]").fill(value)
    form.get_by_role("button", name="Save").press("Enter")


def test_sign_in_and_out(someone: Callable[..., Page], shop: Shop) -> None:
    page = someone(java_script_enabled=False)
    page.goto("/en/desk/products")
    expect(page.locator("form [name=password]")).to_be_visible()
    page.locator("[name=email]").fill(shop.email("editor"))
    page.locator("[name=password]").fill(shop.password)
    page.locator("form:has([name=password])").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("[role=grid]")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.parametrize(
    ("plural", "typed"),
    [
        ("products", {"sku": "T-{}", "name": "Plain {}", "price": "10", "stock": "5"}),
        ("suppliers", {"name": "Plain {}"}),
        ("categories", {"name": "Plain {}"}),
    ],
)
def test_a_life_of_a_row(page: Page, word: str, plural: str, typed: dict[str, str]) -> None:
    page.goto(f"/en/desk/{plural}")
    page.locator("details.adding summary").click()
    for field, text in typed.items():
        page.locator(f"#{plural}-new-{field}").fill(text.format(word))
    page.locator(f"#{plural}-new").get_by_role("button", name="Add").click()
    expect(page.locator("#notes .note")).to_be_visible()
    page.goto(f"/en/desk/{plural}?q={word}")
    row = page.locator("tbody tr")
    expect(row).to_have_count(1)
    row.get_by_role("link", name="Open").click()
    save(page, "name", f"Renamed {word}")
    expect(page.locator("#notes")).to_contain_text("Undo")
    page.locator("#notes").get_by_role("button", name="Undo").click()
    page.goto(f"/en/desk/{plural}?q={word}")
    expect(row).to_contain_text(f"Plain {word}")
    row.locator("[data-act=trash]").click()
    page.goto(f"/en/desk/{plural}?q={word}")
    expect(row).to_have_count(0)
    page.goto(f"/en/desk/{plural}?q={word}&trash=1")
    row.locator("[data-act=restore]").click()
    page.goto(f"/en/desk/{plural}?q={word}")
    expect(row).to_have_count(1)


def test_a_refused_value_keeps_its_text(page: Page, rows: Callable[..., list[int]]) -> None:
    record(page, "products", rows(1)[0])
    save(page, "price", "dear")
    expect(page.locator("[name=value]")).to_have_value("dear")
    expect(page.locator("[data-error=not_a_number]")).to_be_visible()
    page.locator("[name=value]").fill("12")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.locator("form[action$='/price'] [name=value]")).to_have_value("12.00")


def test_a_conflict_shows_both(page: Page, someone: Callable[..., Page], rows: Callable[..., list[int]]) -> None:
    number = rows(1)[0]
    other = someone("owner", java_script_enabled=False)
    record(page, "products", number)
    record(other, "products", number)
    save(other, "price", "11")
    save(page, "price", "22")
    expect(page.locator("form[data-conflict]")).to_contain_text("€11.00")
    page.get_by_role("button", name="Keep mine").click()
    record(page, "products", number)
    expect(page.locator("form[action$='/price'] [name=value]")).to_have_value("22.00")


def test_a_public_page_is_edited_by_way_of_its_record(
    page: Page, rows: Callable[..., list[int]], someone: Callable[..., Page], word: str
) -> None:
    number = rows(1, name=f"Shown {word}")[0]
    record(page, "products", number)
    page.locator("form[action$='/published'] select").select_option("1")
    page.locator("form[action$='/published']").get_by_role("button", name="Save").press("Enter")
    save(page, "summary", "In a few words")
    record(page, "products", number).get_by_role("link", name="Show in the shop").click()
    expect(page.locator(f"#product-{number}-summary")).to_have_text("In a few words")
    visitor = someone(java_script_enabled=False)
    visitor.goto(page.url)
    expect(visitor.locator(f"#product-{number}-price")).to_have_text("€10.00")


def test_sort_filter_and_page(page: Page, rows: Callable[..., list[int]], word: str) -> None:
    for n in range(51):
        rows(1, "suppliers", name=f"{word} {n:02}")
    names = page.locator("tbody [id$='-name']")
    page.goto("/en/desk/suppliers")
    page.locator("#suppliers-q").fill(word)
    page.locator("#suppliers-q").press("Enter")
    expect(names).to_have_count(50)
    page.get_by_role("link", name="Next").click()
    expect(names).to_have_text([f"{word} 50"])
    page.get_by_role("link", name="Previous").click()
    page.get_by_role("columnheader", name="Name").get_by_role("link").click()
    expect(names.first).to_have_text(f"{word} 50")
    visitor = page
    visitor.goto("/en/products?sort=-price")
    visitor.locator("#list-q").fill("teapot")
    visitor.locator("#list-q").press("Enter")
    expect(visitor.locator(".card")).to_have_count(1)


def test_the_grid_is_reached_by_tab(page: Page) -> None:
    page.goto("/en/desk/products")
    links = page.locator("tbody tr").first.locator("a, button")
    assert links.count() >= 2
    expect(page.locator("tbody a[tabindex='-1'], tbody button[tabindex='-1']")).to_have_count(0)


def test_on_a_phone_rows_stay_rows(page: Page) -> None:
    """Cards take the names of their columns from the script."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/en/desk/products")
    cell = page.locator("tbody tr").first.locator(".money")
    cell.scroll_into_view_if_needed()
    expect(cell).to_be_in_viewport(ratio=1)
    expect(page.locator("thead .money")).to_be_visible()
