"""The same lists with many rows: what they cost against the demo's, and against what peers take with the same rows and indexes.

Nothing is kept, so that every request asks the database. Pages are asked for by their number, as readers do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from tests.bench.environments import KEPT
from tests.bench.goals import Goal
from tests.bench.load import Subject, reading
from tests.bench.ours import DESK, HOME, PATH, Shop, owner
from tests.bench.peers.peer import Peer
from tests.bench.subjects import take_turns
from tests.bench.table import by_goal
from tests.bench.wire import get

FEW = 10_000
# Bulk products beside the demo's, which fill two pages of the desk: pages of equally many rows are compared.
FILLING = 58
PER_SHELF, PER_DESK = 24, 50
SHELF_SORTS = ("name", "-name", "price", "-price", "new")
DESK_SORTS = ("sku", "-sku", "name", "-name", "price", "-price", "stock", "-stock")
ON_SHELF = "SELECT count(*) FROM product WHERE published AND trashed_at IS NULL"


def measured(peers: Sequence[Peer], rows: int, rounds: int, secs: float, folder: Path) -> str:
    """The table of goals 11 and 12."""
    with ExitStack() as stack:
        shops = {many: Shop(KEPT / f"shop-{many}", stack).keep(many, many // 10) for many in (FILLING, FEW, rows)}
        taking_part = [one for many, shop in shops.items() for one in _pages(shop, f"{many:,} products", many == rows)]
        for peer in peers:
            if peer.by_price:
                taking_part.append(peer.by_price(stack.enter_context(peer.serving(shops[rows].file, folder))))
        return by_goal(take_turns(taking_part, rounds, secs), list(_goals(taking_part, f"{rows:,} products")))


def _pages(shop: Shop, size: str, every: bool) -> Iterator[Subject]:
    """The first page of each list; with `every` also the last full one, in every order."""
    off = shop.serve(cache="off")
    cookie = owner(off).cookie
    with closing(sqlite3.connect(shop.file)) as connection:
        shelf = connection.execute(ON_SHELF).fetchone()[0] // PER_SHELF
        desk = connection.execute("SELECT count(*) FROM product").fetchone()[0] // PER_DESK
    yield reading(f"home, {size}", off, get(HOME))
    yield reading(f"list, {size}", off, get(PATH))
    yield reading(f"desk, {size}", off, get(DESK, Cookie=cookie))
    for sort in SHELF_SORTS if every else ():
        yield reading(f"list by {sort}, {size}", off, get(f"{PATH}?sort={sort}"))
        yield reading(f"list by {sort}, last page, {size}", off, get(f"{PATH}?sort={sort}&page={shelf}"))
    for sort in DESK_SORTS if every else ():
        yield reading(f"desk by {sort}, {size}", off, get(f"{DESK}?sort={sort}", Cookie=cookie))
        yield reading(f"desk by {sort}, last page, {size}", off, get(f"{DESK}?sort={sort}&page={desk}", Cookie=cookie))


def _goals(taking_part: Sequence[Subject], size: str) -> Iterator[Goal]:
    """Each page at this size against its kind's first page with few rows; sorted ones against the peers'."""
    for name in [subject.name for subject in taking_part if subject.name.endswith(size)]:
        kind = name.split(" ")[0].rstrip(",")
        demo = name == f"{kind}, {size}"
        yield Goal(11, name, f"{kind}, {FILLING if demo else FEW:,} products", "cpu", 1.25)
    for name in (f"desk by price, {size}", f"desk by price, last page, {size}"):
        yield Goal(12, name, "Flask-Admin, list by price", "cpu", 1 / 25)
        yield Goal(12, name, "Django admin, list by price", "cpu", 1 / 500)
