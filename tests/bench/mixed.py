"""99 reads to 1 edit, in all languages in turn, and no reader may see less than what was committed before they asked."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import cycle

from tests.bench.load import LANES, Subject
from tests.bench.ours import DEAREST, Editor
from tests.bench.servers import Server
from tests.bench.wire import Connection, get

LOCALES = ("en", "nl", "de", "fr", "es", "ar")
READS = 99


class Stale(AssertionError):
    """A reader saw a price that had been replaced."""


class Readers:
    """Ask for the list by price in one language after the other, and look at the price of the product that is edited."""

    def __init__(self, server: Server, product: int) -> None:
        self.requests = cycle([get(f"/{locale}/products?sort=-price") for locale in LOCALES])
        self.shown = re.compile(rf'id="product-{product}-price"[^>]*>(?:<span[^>]*>)?([^<]*)<'.encode())
        self.lanes = [Connection(server.port) for _ in range(LANES)]
        self.turns = cycle(range(LANES))
        # What was committed when the request on each lane was sent.
        self.floors = [0] * LANES
        self.committed = 0

    def begin(self) -> None:
        for number in range(LANES):
            self._ask(number)

    def read(self, again: bool = True) -> None:
        number = next(self.turns)
        price = self._price(self.lanes[number].receive()[1])
        if price < self.floors[number]:
            raise Stale(f"{price} was shown after {self.floors[number]} had been committed")
        if again:
            self._ask(number)

    def end(self) -> None:
        for _lane in self.lanes:
            self.read(again=False)

    def _ask(self, number: int) -> None:
        self.floors[number] = self.committed
        self.lanes[number].ask(next(self.requests))

    def _price(self, body: bytes) -> int:
        found = self.shown.search(body)
        if found is None:
            raise RuntimeError(f"no price in {body[:300]!r}")
        return int(re.sub(r"\D", "", found[1].decode()))


def subjects(server: Server, product: int = 2) -> Iterator[Subject]:
    """`product` is nobody else's to edit."""
    editor = Editor(server, product)
    committed = editor.edit()
    assert committed >= DEAREST

    def reads(until: float) -> int:
        readers = Readers(server, product)
        readers.begin()
        count = LANES
        while time.perf_counter() < until:
            readers.read()
            count += 1
        readers.end()
        return count

    def mixed(until: float) -> int:
        readers = Readers(server, product)
        readers.begin()
        count = LANES
        while time.perf_counter() < until:
            for _ in range(READS):
                readers.read()
            readers.committed = editor.edit()
            count += READS + 1
        readers.end()
        return count

    yield Subject("lists in six languages in turn", server, reads)
    yield Subject("the same, one edit to 99 reads", server, mixed)
