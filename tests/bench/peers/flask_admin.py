"""Flask-Admin: its list with cells that open in place, and what such a cell sends."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from tests.bench.load import Subject, acting, reading
from tests.bench.peers.peer import PASSWORD, USER, Client, Peer, found
from tests.bench.servers import Server
from tests.bench.wire import get, post

PATH = "/admin/product/"


def owner(server: Server) -> Client:
    client = Client(server)
    client.ask(post("/login", {"name": USER, "password": PASSWORD}))
    return client


def _subjects(server: Server) -> Iterator[Subject]:
    client = owner(server)
    token = found(r'data-csrf="([^"]+)"', client.get(PATH))
    prices = count(100)

    def edit() -> None:
        form = {"list_form_pk": "1", "price": str(next(prices)), "csrf_token": token}
        said = client.ask(post(f"{PATH}ajax/update/", form, Cookie=client.cookie))
        assert "saved" in said, said[:300]

    yield reading("Flask-Admin, list", server, get(PATH, Cookie=client.cookie))
    yield acting("Flask-Admin, one edit", server, edit)


def _by_price(server: Server) -> Subject:
    return reading("Flask-Admin, list by price", server, get(f"{PATH}?sort=2", Cookie=owner(server).cookie))


PEER = Peer("flask_admin", "Flask-Admin", _subjects, owner, by_price=_by_price)
