"""A pytest plugin for whoever tests a shop from outside: a running shop, signing in, and a probe for page loads.

Use it with `pytest_plugins = ["webapp.testing"]`; it needs pytest-playwright.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

COMMAND = [sys.executable, "-c", "from webapp.cli import main; main()"]
PASSWORD = "amber-kettle-tulip-42"  # noqa: S105 - of a shop that lives as long as the tests
# Seconds that a start and a stop may take on a busy machine.
STARTS, STOPS = 60, 10


@dataclass
class Shop:
    """A shop that serves on `url` from its own folder; `sessions` are the cookies of those who signed in, by role."""

    url: str
    data: Path
    sessions: dict[str, Any] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None

    def email(self, role: str) -> str:
        return f"{role}@etalage.test"

    @property
    def password(self) -> str:
        return PASSWORD

    def start(self) -> None:
        """Serve; again at the same address where it was stopped."""
        port = self.url.rpartition(":")[2]
        command = [*COMMAND, "run", "--port", port]
        with (self.data / "log").open("ab") as log:
            self.server = subprocess.Popen(
                command, env=_environ(self.data), stdout=log, stderr=log, start_new_session=True
            )
        _await(self, self.server)

    def stop(self, *signals: signal.Signals) -> None:
        """The server and its workers, which are a process group of their own; `SIGKILL` lets them finish nothing."""
        if self.server:
            _stop(self.server, signals or (signal.SIGTERM, signal.SIGKILL))


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A demo shop on a free port, served as `etalage run` serves it, with the cache on."""
    with serving(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@contextmanager
def serving(data: Path) -> Iterator[Shop]:
    """The same for whoever is no test."""
    subprocess.run([*COMMAND, "seed", "--demo"], env=_environ(data), check=True, stdout=subprocess.DEVNULL)
    shop = Shop(f"http://127.0.0.1:{_free_port()}", data)
    try:
        shop.start()
        yield shop
    finally:
        shop.stop()


def _environ(data: Path) -> dict[str, str]:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ETALAGE_")}
    return environ | {"ETALAGE_DATA": str(data), "ETALAGE_DEMO_PASSWORD": PASSWORD, "ETALAGE_TIMING": "1"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _await(shop: Shop, server: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + STARTS
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urlopen(f"{shop.url}/en/", timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the shop did not start:\n{(shop.data / 'log').read_text(errors='replace')}")


def _stop(server: subprocess.Popen[bytes], signals: tuple[signal.Signals, ...]) -> None:
    for number in signals:
        try:
            os.killpg(server.pid, number)
            server.wait(STOPS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


@pytest.fixture
def sign_in(shop: Shop) -> Callable[..., None]:
    """`sign_in(page, role)`: whoever has that role in the demo, by the sign-in form; once for all tests of a process."""

    def enter(page: Page, role: str = "editor") -> None:
        context = page.context
        if role not in shop.sessions:
            answer = context.request.post(
                f"{shop.url}/en/sign-in",
                form={"email": shop.email(role), "password": shop.password},
                headers={"Origin": shop.url},
                max_redirects=0,
            )
            assert answer.status == 303, f"{role} could not sign in: {answer.status}"
            shop.sessions[role] = [dict(cookie) for cookie in context.cookies(shop.url)]
        context.add_cookies(shop.sessions[role])

    return enter


@pytest.fixture
def no_reload(page: Page) -> Callable[..., AbstractContextManager[list[str]]]:
    """`with no_reload(min_htmx=1):` fails when a document was loaded, or when htmx sent fewer requests than that."""
    return lambda min_htmx=1, on=page: _probe(on, min_htmx)


@contextmanager
def _probe(page: Page, min_htmx: int) -> Iterator[list[str]]:
    """Three witnesses: navigation requests, the loader of the main frame, and a mark in the window."""
    from playwright.sync_api import Error

    session = page.context.new_cdp_session(page)
    mark, loads, sent = uuid.uuid4().hex, [], []

    def loader() -> str:
        tree: dict[str, Any] = session.send("Page.getFrameTree")
        return str(tree["frameTree"]["frame"]["loaderId"])

    def watch(request: Request) -> None:
        line = f"{request.method} {request.url}"
        if request.is_navigation_request() and request.frame == page.main_frame:
            loads.append(line)
        elif request.headers.get("hx-request") == "true":
            sent.append(line)

    page.evaluate("mark => { window.__noReload = mark }", mark)
    before = loader()
    page.on("request", watch)
    try:
        yield sent
    finally:
        page.remove_listener("request", watch)
    try:
        # A navigation that was asked for by now starts before this returns.
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        same = not loads and loader() == before and page.evaluate("window.__noReload") == mark
    except Error:
        same = False
    assert same, f"a document was loaded: {loads or 'it was replaced'}"
    assert len(sent) >= min_htmx, f"expected at least {min_htmx} htmx requests, saw {sent}"
