"""What the tests of insight share: a shop that is served by real HTTP, with routes that somebody should not have written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from webapp import accounts
from webapp.insight.measures import Measures

PASSWORD = "a-board-to-look-at"


class Silent(WSGIRequestHandler):
    def log(self, *_args: Any) -> None: ...


class Served:
    """A shop on a port of its own; `get` asks as a visitor, `board` as the owner who has really signed in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._owner = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str, opener: OpenerDirector | None = None, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with (opener or build_opener()).open(Request(self.url + path, headers=named), timeout=30) as answer:
            return str(answer.read().decode())

    def sign_in(self) -> None:
        form = urlencode({"email": "owner@etalage.test", "password": PASSWORD}).encode()
        self._owner.open(Request(f"{self.url}/en/sign-in", form, {"Origin": self.url}), timeout=30).close()

    def board(self, query: str = "") -> str:
        return self.get(f"/en/desk/insight{query}", self._owner)


@contextmanager
def serving(app: Flask) -> Iterator[Served]:
    with app.app_context():
        accounts.create_demo_accounts(PASSWORD)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        served = Served(f"http://127.0.0.1:{server.server_port}")
        served.sign_in()
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def measures() -> Callable[[Flask], Measures]:
    def of(app: Flask) -> Measures:
        found: Measures = app.extensions["etalage.insight"]
        return found

    return of
