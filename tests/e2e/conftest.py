"""What every journey needs: a Chromium, people at their screens, rows of one's own, and no violation of the policy."""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from webapp.testing import Shop

IDLE = "html[data-htmx-requests='0']"
WATCH = """document.addEventListener('securitypolicyviolation', e =>
  console.error(`policy violated: ${e.violatedDirective} ${e.blockedURI} ${e.sample} ${e.sourceFile}:${e.lineNumber}`))"""
# What a browser writes to its console about an answer that the test asked for.
EXPECTED = re.compile(
    r"Failed to load resource: the server responded with a status of (401|403|404|409|410|422|429|500|503)"
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = os.environ.get("E2E_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return {**browser_type_launch_args, **({"executable_path": found} if found else {})}


@pytest.fixture(scope="session")
def base_url(shop: Shop) -> str:
    """What pytest-playwright puts before a path."""
    return shop.url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


# Chromium reports this of a transition between two pages that it skips because the second one is shown already; the transition
# is asked for by a style sheet alone, so that there is no script that could catch it.
SKIPPED = "Transition was aborted because of invalid state. Page already revealed"


@dataclass
class Complaints:
    """What browsers complained about; a test that provokes a complaint allows it by a part of its text."""

    seen: list[str]
    allowed: list[str]

    def allow(self, text: str) -> None:
        self.allowed.append(text)

    def watch(self, context: BrowserContext) -> None:
        context.add_init_script(WATCH)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._hear(f"uncaught: {error.error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._hear(f"{message.type}: {message.text}")

    def _hear(self, text: str) -> None:
        if not EXPECTED.search(text):
            self.seen.append(text)

    def left(self) -> list[str]:
        return [text for text in self.seen if not any(allowed in text for allowed in self.allowed)]


@pytest.fixture(autouse=True)
def complaints() -> Iterator[Complaints]:
    """No test may end with an error in a console: no violation of the policy, no uncaught error, no failed swap."""
    heard = Complaints([], [SKIPPED])
    yield heard
    assert not heard.left()


@pytest.fixture
def context(context: BrowserContext, complaints: Complaints) -> BrowserContext:
    complaints.watch(context)
    context.set_default_timeout(10_000)
    return context


@pytest.fixture
def someone(
    browser: Browser, shop: Shop, complaints: Complaints, sign_in: Callable[..., None]
) -> Iterator[Callable[..., Page]]:
    """`someone(role, **context options)`: a page of somebody in a browser of their own; a role of None is a visitor."""
    opened: list[BrowserContext] = []

    def arrive(role: str | None = None, **options: Any) -> Page:
        context = browser.new_context(base_url=shop.url, **options)
        context.set_default_timeout(10_000)
        opened.append(context)
        complaints.watch(context)
        page = context.new_page()
        if role:
            sign_in(page, role)
        return page

    yield arrive
    for context in opened:
        context.close()


class Desk:
    """A desk in a browser: cells by their name, and what has to be waited for."""

    def __init__(self, page: Page, plural: str = "products", locale: str = "en") -> None:
        self.page = page
        self.plural = plural
        self.locale = locale
        self.noun = {"categories": "category"}.get(plural, plural.removesuffix("s"))
        self.keyboard = page.keyboard

    def show(self, q: str = "") -> Desk:
        self.page.goto(f"/{self.locale}/desk/{self.plural}" + (f"?q={q}" if q else ""))
        return self

    def cell(self, record: int, field: str) -> Locator:
        return self.page.locator(f"#{self.noun}-{record}-{field}")

    def row(self, record: int) -> Locator:
        return self.page.locator(f"#{self.noun}-{record}")

    def go_to(self, record: int, field: str) -> Locator:
        """Make a cell active as Tab and the arrows would, without pointing at it."""
        cell = self.cell(record, field)
        cell.focus()
        expect(cell).to_be_focused()
        return cell

    def editor(self, record: int, field: str) -> Locator:
        return self.cell(record, field).locator("form.editor:not([hidden]) [name=value]")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keyboard.press(key)

    def type(self, text: str) -> None:
        self.keyboard.type(text)

    def idle(self) -> None:
        self.page.locator(IDLE).wait_for(state="attached")

    def focused(self) -> str:
        focused: str = self.page.evaluate("document.activeElement.id || document.activeElement.tagName")
        return focused

    def note(self) -> Locator:
        return self.page.locator("#notes .note").last


@pytest.fixture
def desk(page: Page, sign_in: Callable[..., None]) -> Desk:
    """The products as an editor sees them; `desk.show()` opens it."""
    sign_in(page, "editor")
    return Desk(page)


@pytest.fixture
def rows(someone: Callable[..., Page], shop: Shop) -> Callable[..., list[int]]:
    """`rows(n, plural, **fields)`: so many records of one's own, by their ids, with names that nobody else has."""
    maker: list[Page] = []

    def make(count: int = 1, plural: str = "products", **fields: str) -> list[int]:
        if not maker:
            maker.append(someone("owner"))
        return [_made(maker[0], shop, plural, fields) for _ in range(count)]

    return make


@pytest.fixture
def one(desk: Desk, rows: Callable[..., list[int]], request: pytest.FixtureRequest) -> int:
    """A product of one's own, alone on the desk."""
    name = f"Alone {request.node.name[:60]} {uuid.uuid4().hex[:6]}"
    made = rows(1, name=name)
    desk.show(name)
    return made[0]


def _made(page: Page, shop: Shop, plural: str, fields: dict[str, str]) -> int:
    word = uuid.uuid4().hex[:10]
    standard = {"title" if plural == "posts" else "name": f"Thing {word}"}
    if plural == "products":
        standard |= {"sku": f"T-{word}", "price": "10.00", "stock": "5"}
    answer = page.context.request.post(
        f"{shop.url}/en/{plural}", form=standard | fields, headers={"Origin": shop.url, "HX-Request": "true"}
    )
    found = re.search(r'<tr role="row" id="[a-z]+-(\d+)"', answer.text())
    assert found, f"{answer.status}: {answer.text()[:500]}"
    return int(found[1])


@pytest.fixture
def post(shop: Shop) -> Callable[..., int]:
    """`post(page, path, **form)`: a write that somebody sends without a browser's help; returns the status."""

    def send(page: Page, path: str, **form: str) -> int:
        headers = {"Origin": shop.url, "HX-Request": "true"}
        return page.context.request.post(f"{shop.url}{path}", form=form, headers=headers).status

    return send


def slow_down(page: Page, milliseconds: int) -> None:
    """So much longer does every request of this page take from now on."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    limits = {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", limits)


@pytest.fixture
def latency() -> Callable[[Page, int], None]:
    return slow_down


def become(page: Page, other: Page) -> None:
    """Whoever uses a page has by now the rights that somebody else has."""
    other.goto("/en/")
    page.context.clear_cookies()
    page.context.add_cookies(other.context.cookies())
    page.evaluate(
        "id => (document.documentElement.dataset.visitor = id)", other.locator("html").get_attribute("data-visitor")
    )
