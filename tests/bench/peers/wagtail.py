"""Wagtail: its listing alone; it has no inline editing either, and its forms are those of Django."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.load import Subject, reading
from tests.bench.peers.django import owner
from tests.bench.peers.peer import Peer
from tests.bench.servers import Server
from tests.bench.wire import get


def _subjects(server: Server) -> Iterator[Subject]:
    yield reading("Wagtail, listing", server, get("/admin/snippets/shop/product/", Cookie=owner(server).cookie))


PEER = Peer("wagtail", "wagtail", _subjects, owner)
