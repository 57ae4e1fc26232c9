"""From Enter to the painted value, in a Chromium: the same price of the same product, edited at ours and at peers in turn."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.environments import ROOT
from tests.bench.goals import times
from tests.bench.ours import DESK, Shop, owner
from tests.bench.peers import DJANGO, FLASK_ADMIN
from tests.bench.peers.peer import Client, Peer
from tests.bench.servers import Server
from tests.bench.table import judged, markdown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EDITS = 5  # in a round, of each
LONGEST_S, POLL_MS = 30, 100
THROTTLES = (1, 4)
LIMITS = {"Flask-Admin": 0.6, "Django admin": 1 / 10}
# What it takes lies in the session's storage, so that it outlives the loading of another page.
WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")


@dataclass(slots=True)
class Screen:
    """Somebody at a page: `type_price` leaves a new price typed and not yet entered, `cell` shows it afterwards as `shown`."""

    name: str
    page: Page
    type_price: Callable[[Page, int], None]
    cell: str
    shown: Callable[[int], str]
    painted: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    interaction: list[float] = field(default_factory=list)

    def edit(self, price: int) -> None:
        self.page.bring_to_front()
        self.type_price(self.page, price)
        self.page.evaluate("wanted => bench.begin(wanted)", {"cell": self.cell, "text": self.shown(price)})
        self.page.keyboard.press("Enter")
        told = self._told()
        self.painted.append(told["painted"])
        self.saved.append(told["saved"])
        # What took less than 16 ms is not told at all.
        self.interaction.append(told["interaction"] or 16)

    def _told(self) -> dict[str, float]:
        """Asked for now and then: a function that waits inside the page would be an `eval`, which ours forbids."""
        from playwright.sync_api import Error

        until = time.monotonic() + LONGEST_S
        while time.monotonic() < until:
            self.page.wait_for_timeout(POLL_MS)
            # A page that is just being replaced cannot answer.
            with suppress(Error):
                told: dict[str, float] | None = self.page.evaluate("bench.told()")
                if told:
                    return told
        raise RuntimeError(f"{self.name} did not show the new price within {LONGEST_S} seconds")

    def throttle(self, rate: int) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        self.painted, self.saved, self.interaction = [], [], []


def measured(peers: Sequence[Peer], rounds: int, folder: Path) -> str:
    """The table of goals 14 and 15."""
    from playwright.sync_api import sync_playwright

    found = subprocess.run([ROOT / "tests" / "chromium"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    with ExitStack() as stack:
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = stack.enter_context(chromium.launch(executable_path=found or None))
        screens = list(_screens(browser, peers, folder, stack))
        rows = [row for rate in THROTTLES for row in _rows(screens, rate, rounds)]
    head = ("from Enter, median", "value painted", "value saved and painted", "interaction (p95)", "goals")
    return markdown(head, rows, (1, 2, 3))


def _screens(browser: Browser, peers: Sequence[Peer], folder: Path, stack: ExitStack) -> Iterator[Screen]:
    shop = Shop(folder / "browser", stack).fill()
    ours = shop.serve()
    page = _page(browser, ours, owner(ours), DESK)
    yield Screen("ours", page, _in_our_cell, "#product-1-price", lambda price: f"{price / 100:.2f}")
    if FLASK_ADMIN in peers:
        server = stack.enter_context(FLASK_ADMIN.serving(shop.file, folder))
        page = _page(browser, server, FLASK_ADMIN.owner(server), "/admin/product/")
        yield Screen("Flask-Admin", page, _in_its_popover, "a[name=price][data-pk='1']", str)
    if DJANGO in peers:
        server = stack.enter_context(DJANGO.serving(shop.file, folder))
        page = _page(browser, server, DJANGO.owner(server), "/admin/shop/product/")
        yield Screen("Django admin", page, _in_its_form, "tr:has(input[value='1']) .field-price", str)


def _page(browser: Browser, server: Server, client: Client, path: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in client.cookies.items()])
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(f"{server.url}{path}")
    return page


def _in_our_cell(page: Page, price: int) -> None:
    page.locator("#product-1-price").click()
    page.keyboard.type(f"{price / 100:.2f}")


def _in_its_popover(page: Page, price: int) -> None:
    page.locator("a[name=price][data-pk='1']").click()
    page.locator(".editable-input input").fill(str(price))


def _in_its_form(page: Page, price: int) -> None:
    page.locator("tr:has(input[value='1']) th a").click()
    page.locator("#id_price").fill(str(price))


def _rows(screens: Sequence[Screen], rate: int, rounds: int) -> Iterator[tuple[str, ...]]:
    prices = count(1000 * rate)
    for screen in screens:
        # Before anything counts: what is fetched or compiled at the first edit.
        screen.edit(next(prices))
        screen.throttle(rate)
    for _ in range(rounds * EDITS):
        for screen in screens:
            screen.edit(next(prices))
    for screen in screens:
        name = f"{screen.name}, CPU {rate}x slower" if rate > 1 else screen.name
        told = [f"{_median(screen, kind):.0f} ms" for kind in ("painted", "saved")]
        yield name, *told, f"{_p95(screen.interaction):.0f} ms", _goals(screens, screen, rate)


def _p95(took: Sequence[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


def _goals(screens: Sequence[Screen], screen: Screen, rate: int) -> str:
    """Ours shows the value before it is saved; peers at the same moment."""
    if screen is not screens[0]:
        return ""
    others = {other.name: other for other in screens[1:]}
    if rate > 1:
        limits = [(15, "interaction", "Flask-Admin", 0.4)]
    else:
        limits = [(14, kind, name, at) for name, at in LIMITS.items() for kind in ("painted", "saved")]
    told = [
        (f"{number}: {kind} <= {times(limit)} of {name}'s", _median(screen, kind) / _median(others[name], kind), limit)
        for number, kind, name, limit in limits
        if name in others
    ]
    return "<br>".join(judged(goal, ratio, ratio <= limit) for goal, ratio, limit in told)


def _median(screen: Screen, kind: str) -> float:
    return statistics.median(getattr(screen, kind))
