"""A long text as readers meet it: every mark, in light and dark, on a phone, from right to left, and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Desk
from tests.e2e.test_accessibility import violations

TEXT = """
Water off the boil[^1], leaves *loose* in the pot, and **patience**. See [all of them](/en/products) or [read on](https://example.org).

## Brewing

1. Warm the pot.
2. Wait

   - three minutes for green
   - five for black[^1]

> Tea is quiet.
>
> > And so are we.

### By the gram

| | Green | Black | What to expect of it in the cup |
|:--|--:|:-:|---|
| Grams | 2 | 3 | a colour and a scent, as `water_from_a_mountain_spring` |
| Minutes | 3 | 5 | a long evening with nothing to do but watch the steam rise |

```python
@kettle
def pour(cup, ml=250):  # slowly
    return "tea" if cup.warm else None
```

```diff
-hot water that has boiled for much too long, and more words than any phone would ever have the space for
+fresh water
```

---

## القهوة في الصباح

نص قصير مع `code` في وسطه.

[^1]: About 80 °C, see [the list](#h-by-the-gram).
"""


@pytest.fixture
def address(
    rows: Callable[..., list[int]],
    someone: Callable[..., Page],
    post: Callable[..., int],
    request: pytest.FixtureRequest,
) -> str:
    """Where a product stands whose description is the text above; with an `{}` for the language."""
    name = re.sub(r"\W+", " ", request.node.name)[:60].strip()
    number = rows(1, name=name)[0]
    desk = Desk(someone("editor"))
    for field, value in (("description", TEXT.strip()), ("published", "true")):
        version = desk.show(name).row(number).get_attribute("data-version") or ""
        assert post(desk.page, f"/en/products/{number}/{field}", value=value, version=version) == 200
    link = desk.show(name).row(number).locator(".actions a[href*='/en/products/']")
    return (link.get_attribute("href") or "").replace("/en/", "/{}/", 1)


def prose(page: Page) -> Locator:
    return page.locator(".prose")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_axe_finds_nothing(someone: Callable[..., Page], address: str, locale: str, scheme: str) -> None:
    page = someone(None, color_scheme=scheme, reduced_motion="reduce", viewport={"width": 390, "height": 800})
    page.goto(address.format(locale))
    expect(prose(page).locator("h2")).to_have_count(2)
    assert violations(page) == []


def test_on_a_phone_only_tables_and_code_scroll(someone: Callable[..., Page], address: str) -> None:
    page = someone(None, viewport={"width": 390, "height": 800})
    page.goto(address.format("en"))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for part in (prose(page).locator(".table"), prose(page).locator("pre").last):
        assert part.evaluate("part => part.scrollWidth > part.clientWidth")
        part.evaluate("part => { part.scrolled = new Promise(done => part.onscroll = () => done(part.scrollLeft)) }")
        part.focus()
        page.keyboard.press("ArrowRight")
        assert part.evaluate("part => part.scrolled") > 0


def test_a_note_leads_to_its_place_and_back(page: Page, address: str) -> None:
    page.goto(address.format("en"))
    first = prose(page).locator("[role=doc-noteref]").first
    first.click()
    expect(page).to_have_url(re.compile("#fn-1$"))
    expect(prose(page).locator("#fn-1")).to_be_in_viewport()
    back = prose(page).locator("[role=doc-backlink]")
    expect(back).to_have_count(2)
    back.last.click()
    expect(page).to_have_url(re.compile("#fnref-1-2$"))
    expect(prose(page).locator("#fnref-1-2")).to_be_in_viewport()


def test_a_heading_has_a_link_that_shows_when_it_is_reached(page: Page, address: str) -> None:
    page.goto(address.format("en"))
    link = prose(page).get_by_role("link", name="Brewing")
    expect(link).to_have_css("opacity", "0")
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#h-brewing$"))
    page.goto(address.format("en") + "#h-القهوة-في-الصباح")
    expect(prose(page).locator("h2").last).to_be_in_viewport()


def test_code_runs_from_left_to_right_in_arabic_too(page: Page, address: str) -> None:
    page.goto(address.format("ar"))
    expect(prose(page).locator("pre").first).to_have_css("direction", "ltr")
    expect(prose(page).locator(".t-keyword").first).to_have_text("def")
