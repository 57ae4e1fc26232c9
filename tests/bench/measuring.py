"""What measuring costs: the same shop with insight and without, in one process, by turns. `python -m tests.bench.measuring`.

Three things are asked for: a page that must be rendered, one edit of a price, and a page that is answered before Flask. The
ratio of CPU time is taken per round of both, in changing order, and the median of the rounds is what is told. To the page
that is answered before Flask the server's own time is added, since it is a part of that request and by far the largest.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, request

from webapp import create_app
from webapp.access import Visitor
from webapp.catalogue.demo import shop as catalogue
from webapp.config import Settings
from webapp.extensions import cache
from webapp.journal.demo import stories
from webapp.storage import schema

LIMIT = 1.03
ROUNDS = 25
# Requests of one shop in one round.
MISSES, EDITS, HITS = 30, 30, 2_000
# What the server and its socket take of a request, which nothing here goes through. Beside a rendering it would be nothing.
SERVER_US = 30.0
EDITOR = Visitor(1, "Ed", "editor@etalage.test", "editor")


class Shop:
    """A shop that is called as a server would call it, without a server."""

    def __init__(self, data: Path, insight: str) -> None:
        data.mkdir()
        self.app: Flask = create_app(Settings.read({"ETALAGE_DATA": str(data), "ETALAGE_INSIGHT": insight}))
        self.app.extensions["etalage.load_visitor"] = lambda: request.environ.get("etalage.visitor")
        with self.app.app_context():
            schema.prepare()
            catalogue.fill()
            stories.fill()
        self.price = 1_00

    def call(self, method: str, path: str, body: bytes = b"", **environ: Any) -> tuple[float, str, bytes]:
        """CPU seconds, the status and the body."""
        environ |= {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
            "HTTP_HOST": "localhost", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
            "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(body)), "wsgi.errors": io.StringIO(),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
        }  # fmt: skip
        told: list[str] = []
        started = time.process_time()
        answer = self.app(environ, lambda status, _headers, _info=None: told.append(status))  # type: ignore[arg-type, return-value]
        text = b"".join(answer)
        return time.process_time() - started, told[0], text

    def miss(self) -> float:
        with self.app.app_context():
            cache.clear()
        seconds, status, _text = self.call(
            "GET", "/en/products", **{"etalage.visitor": EDITOR, "HTTP_COOKIE": "etalage=x"}
        )
        assert status.startswith("200")
        return seconds

    def edit(self) -> float:
        self.price += 1
        version = self._version()
        body = f"value={self.price / 100:.2f}&version={version}&next=&key=&face=grid".encode()
        headers = {"HTTP_ORIGIN": "http://localhost", "HTTP_HX_REQUEST": "true", "etalage.visitor": EDITOR}
        seconds, status, text = self.call("POST", "/en/products/1/price", body, **headers)
        assert status.startswith("200"), text
        return seconds

    def front(self) -> float:
        seconds, status, _text = self.call("GET", "/en/products", HTTP_ACCEPT_ENCODING="br")
        assert status.startswith("200")
        return seconds

    def settle(self) -> float:
        """CPU seconds of what is counted after the answers, which another thread would have done."""
        measures, started = self.app.extensions["etalage.insight"], time.process_time()
        if measures:
            measures.settle()
        return time.process_time() - started

    def _version(self) -> str:
        from tests.unit.conftest import version_seen
        from webapp.catalogue.models import Product

        with self.app.app_context():
            return version_seen(Product, 1)


def ratio(
    shops: dict[str, Shop], ask: Callable[[Shop], float], count: int, besides: float
) -> tuple[float, float, float]:
    """Median ratio of CPU time, `besides` being spent on both; and the microseconds of a request without and with."""
    for shop in shops.values():
        for _ in range(max(3, count // 5)):
            ask(shop)
    found: dict[str, list[float]] = {name: [] for name in shops}
    for number in range(ROUNDS):
        # Turn by turn within the round too, so that what else the machine does strikes both.
        order = list(shops) if number % 2 else list(reversed(shops))
        spent = dict.fromkeys(shops, 0.0)
        for _ in range(count):
            for name in order:
                spent[name] += ask(shops[name])
        for name, shop in shops.items():
            found[name].append((spent[name] + shop.settle()) / count * 1e6)
    ratios = [(with_ + besides) / (without + besides) for with_, without in zip(found["1"], found["0"], strict=True)]
    return statistics.median(ratios), statistics.median(found["0"]), statistics.median(found["1"])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shops = {insight: Shop(Path(folder) / insight, insight) for insight in ("0", "1")}
        print("CPU of one request in microseconds, without and with insight")
        for name, ask, count, besides in (
            ("a page rendered", Shop.miss, MISSES, 0.0),
            ("an edit", Shop.edit, EDITS, 0.0),
            ("a page answered before Flask", Shop.front, HITS, SERVER_US),
        ):
            found, without, with_ = ratio(shops, ask, count, besides)
            held = "" if found <= LIMIT else f", more than {LIMIT}"
            print(f"{name:30} {without:8.1f} {with_:8.1f}  ratio {found:.3f}{held}")
        shops["1"].app.extensions["etalage.insight_writer"].stop()


if __name__ == "__main__":
    main()
