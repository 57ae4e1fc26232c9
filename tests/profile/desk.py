"""A desk in a browser, worked by keyboard, and what each act of that took."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.wire import Wire
from webapp.testing import Shop

WATCH = Path(__file__).with_name("watch.js").read_text(encoding="utf-8")
LIST = "/en/desk/products"
IDLE = "html[data-htmx-requests='0']"
PRICE = "#product-1-price"
# What an act leaves behind for a moment, such as its tick, has gone by then.
CALM_MS = 1_200
# The page is left alone while it works: whoever looks whether it has finished makes it slower.
ALONE_MS = 600
TOLD_MS = 150
PLANTED_MS = 120

Measures = dict[str, float]


def settle(page: Page) -> None:
    page.locator(IDLE).wait_for(state="attached")


class Desk:
    def __init__(self, browser: Browser, shop: Shop) -> None:
        self.shop = shop
        context = browser.new_context(base_url=shop.url, viewport={"width": 1280, "height": 800})
        context.add_init_script(WATCH)
        form = {"email": shop.email("editor"), "password": shop.password}
        answer = context.request.post("/en/sign-in", form=form, headers={"Origin": shop.url}, max_redirects=0)
        assert answer.status == 303, answer.status
        self.page = context.new_page()
        self.wire = Wire(self.page)

    def throttle(self, rate: int) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": rate})

    def measured(self, press: Callable[[], None], done: Callable[[], Any]) -> Measures:
        self.page.wait_for_timeout(CALM_MS)
        self.wire.begin()
        self.page.evaluate("profile.begin()")
        press()
        self.page.wait_for_timeout(ALONE_MS)
        done()
        settle(self.page)
        self.page.wait_for_timeout(TOLD_MS)
        told: Measures = self.page.evaluate("profile.told()")
        return told | self.wire.sums()

    def key(self, key: str, done: Callable[[], Any]) -> Measures:
        return self.measured(lambda: self.page.keyboard.press(key), done)

    def opened(self) -> Measures:
        """The list, with its files in the browser's cache from the second time on."""
        self.wire.begin()
        self.page.goto(LIST, wait_until="networkidle")
        told: Measures = self.page.evaluate("profile.told()")
        return told | self.page.evaluate("profile.loaded()") | self.wire.sums()

    def round(self) -> Iterator[tuple[str, Measures]]:
        """Each act once, by its name."""
        yield "open the list", self.opened()
        yield "move to the cell below", self.moved()
        yield from self.edited()
        yield "be refused", self.refused()
        yield from self.rows()
        yield from self.lists()

    def moved(self) -> Measures:
        cell = self.page.locator(PRICE)
        cell.focus()
        return self.key("ArrowDown", lambda: expect(cell).not_to_be_focused())

    def edited(self) -> Iterator[tuple[str, Measures]]:
        cell = self.page.locator(PRICE)
        cell.focus()
        before = cell.locator(".value").inner_text()
        yield "open an editor", self.key("Enter", lambda: expect(self.editor()).to_be_focused())
        yield "commit a price", self.committed("77.70" if before != "€77.70" else "66.60")
        yield "undo it", self.key("Control+z", lambda: expect(cell.locator(".value")).to_have_text(before))

    def editor(self) -> Any:
        return self.page.locator(f"{PRICE} form.editor:not([hidden]) [name=value]")

    def committed(self, price: str) -> Measures:
        self.page.keyboard.type(price)
        return self.entered(price)

    def entered(self, price: str) -> Measures:
        return self.key("Enter", lambda: expect(self.page.locator(f"{PRICE} .value")).to_have_text(f"€{price}"))

    def refused(self) -> Measures:
        self.page.locator(PRICE).focus()
        self.page.keyboard.type("a lot")
        found = self.key("Enter", lambda: expect(self.page.locator(PRICE)).to_have_attribute("aria-invalid", "true"))
        expect(self.editor()).to_be_focused()
        self.page.keyboard.press("Escape")
        expect(self.page.locator(f"{PRICE} form")).to_have_count(0)
        return found

    def rows(self) -> Iterator[tuple[str, Measures]]:
        word = uuid.uuid4().hex[:8]
        self.page.locator(PRICE).focus()
        self.page.keyboard.press("Shift+Enter")
        for name, value in (("sku", word), ("name", f"Profiled {word}"), ("price", "5"), ("stock", "1")):
            self.page.locator(f"form.new [name={name}]").fill(value)
        row = self.page.locator("tr[id^=product-]").filter(has_text=word)
        yield "create a product", self.key("Control+Enter", lambda: expect(row).to_have_count(1))
        identity = str(row.get_attribute("id"))
        row.locator("td").first.focus()
        yield "put it in the trash", self.key("Control+Delete", lambda: expect(row).to_have_count(0))
        self.page.goto(f"{LIST}?trash=1")
        self.page.locator(f"#{identity} [data-act=restore]").focus()
        yield "restore it", self.key("Enter", lambda: expect(self.page.locator(f"#{identity}")).to_have_count(0))
        # So that each round meets the same rows.
        address = f"/en/products/{identity.removeprefix('product-')}/trash"
        self.page.context.request.post(address, headers={"Origin": self.shop.url, "HX-Request": "true"})

    def lists(self) -> Iterator[tuple[str, Measures]]:
        self.page.goto(LIST)
        yield "sort by price", self.sorted()
        self.page.goto(LIST)
        settle(self.page)
        self.page.locator(PRICE).focus()
        self.page.keyboard.press("Control+Shift+F")
        gone = self.page.locator("#product-1")
        yield "filter by a letter", self.key("z", lambda: expect(gone).to_have_count(0))

    def sorted(self) -> Measures:
        head = self.page.locator("#products-head-price")
        head.focus()
        return self.key("Enter", lambda: expect(head).to_have_attribute("aria-sort", "ascending"))

    def control(self) -> Measures:
        """A key that takes too long, planted: who does not see this sees nothing."""
        self.page.goto(LIST)
        cell = self.page.locator(PRICE)
        cell.focus()
        self.page.evaluate("milliseconds => profile.plant(milliseconds)", PLANTED_MS)
        return self.key("ArrowDown", lambda: expect(cell).not_to_be_focused())
