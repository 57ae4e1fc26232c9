"""axe-core finds nothing on any page, in any state of an editor, in light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk

AXE = (Path(__file__).parent.parent / "vendor" / "axe.js").read_text()
RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  const where = node => `${node.target.join(' ')} ${node.any.map(check => check.message).join('; ')}`;
  return found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 4).map(where).join(' | ')}`);
}"""


# A colour that is on its way to another one is neither.
SETTLED = """() => Promise.allSettled(document.getAnimations()
  .filter(({playState, effect}) => playState === 'running' && effect.getTiming().iterations !== Infinity)
  .map(({finished}) => finished)).then(() => {})"""


def violations(page: Page) -> list[str]:
    page.evaluate(SETTLED)
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.fixture(params=["light", "dark"])
def people(request: pytest.FixtureRequest, someone: Callable[..., Page]) -> Callable[[str | None], Page]:
    """People whose screens are light or dark."""
    scheme = request.param
    return lambda role: someone(role, color_scheme=scheme, reduced_motion="reduce")


PAGES = {
    "home": (None, "/en/"),
    "list": (None, "/en/products"),
    "empty list": (None, "/en/products?q=nothing-like-this"),
    "sign-in": (None, "/en/sign-in"),
    "not found": (None, "/en/products/no-such-thing"),
    "signed out": (None, "/en/desk/products"),
    "arabic": (None, "/ar/products"),
    "products": ("editor", "/en/desk/products"),
    "suppliers": ("editor", "/en/desk/suppliers"),
    "categories": ("editor", "/en/desk/categories"),
    "trash": ("editor", "/en/desk/products?trash=1"),
    "record": ("editor", "/en/desk/products/1"),
    "arabic desk": ("owner", "/ar/desk/products"),
    "password": ("editor", "/en/password"),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages(people: Callable[[str | None], Page], name: str) -> None:
    role, path = PAGES[name]
    page = people(role)
    page.goto(path)
    assert violations(page) == []


@pytest.mark.parametrize("role", [None, "editor"])
def test_the_page_of_a_product(people: Callable[[str | None], Page], role: str | None) -> None:
    page = people(role)
    page.goto("/en/products")
    page.locator(".card a").first.click()
    expect(page.locator("article.product")).to_be_visible()
    assert violations(page) == []
    if role:
        page.locator("[data-field=name]").focus()
        page.keyboard.press("Enter")
        assert violations(page) == []


def test_states_of_a_cell(people: Callable[[str | None], Page], rows: Callable[..., list[int]], post) -> None:  # type: ignore[no-untyped-def]
    number = rows(1, name="Seen by axe")[0]
    desk = Desk(people("editor")).show("Seen by axe")
    version = desk.row(number).get_attribute("data-version") or ""
    found: dict[str, list[str]] = {}

    desk.go_to(number, "price")
    desk.press("Enter")
    found["editor"] = violations(desk.page)
    desk.type("dear")
    desk.press("Enter")
    expect(desk.cell(number, "price").locator(".error")).to_be_visible()
    found["refused"] = violations(desk.page)
    desk.press("Escape")

    desk.go_to(number, "supplier_id")
    desk.press("Enter")
    expect(desk.cell(number, "supplier_id").get_by_role("option").first).to_be_visible()
    found["list of options"] = violations(desk.page)
    desk.press("Escape", "Escape")

    desk.go_to(number, "description")
    desk.press("Enter")
    expect(desk.editor(number, "description")).to_be_focused()
    found["long text"] = violations(desk.page)
    desk.press("Escape")

    owner = people("owner")
    form = {"value": "11", "version": version, "next": "", "key": f"axe-{number}-owner", "face": "grid"}
    assert post(owner, f"/en/products/{number}/price", **form) == 200
    desk.go_to(number, "price")
    desk.type("22")
    desk.press("Enter")
    expect(desk.cell(number, "price").locator("form[data-conflict]")).to_be_visible()
    found["conflict"] = violations(desk.page)
    desk.press("1")
    desk.idle()

    desk.go_to(number, "price")
    desk.press("Shift+Enter")
    expect(desk.page.locator("#products-new-sku")).to_be_focused()
    found["new row"] = violations(desk.page)

    assert {state: what for state, what in found.items() if what} == {}
