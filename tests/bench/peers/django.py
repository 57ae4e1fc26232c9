"""Django: the admin's list and its form, and a public list whose fragment is kept for 60 seconds."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.load import Subject, acting, reading
from tests.bench.peers.forms import Form, fields_of
from tests.bench.peers.peer import PASSWORD, USER, Client, Peer
from tests.bench.servers import Server
from tests.bench.wire import get, post

PATH = "/admin/shop/product/"


def owner(server: Server) -> Client:
    client = Client(server)
    form = fields_of(client.get("/admin/login/")) | {"username": USER, "password": PASSWORD}
    client.ask(post("/admin/login/", form, Cookie=client.cookie))
    if "sessionid" not in client.cookies:
        raise RuntimeError("nobody could sign in")
    return client


def _subjects(server: Server) -> Iterator[Subject]:
    client = owner(server)
    form = Form(client, f"{PATH}1/change/", PATH, _save="Save")
    yield reading("Django, public list with {% cache 60 %}", server, get("/en/products"))
    yield reading("Django admin, list", server, get(PATH, Cookie=client.cookie))
    yield acting("Django admin, one edit: form, save, list", server, form.edit)
    yield acting("Django admin, its save alone", server, form.save)


def _by_price(server: Server) -> Subject:
    return reading("Django admin, list by price", server, get(f"{PATH}?o=3", Cookie=owner(server).cookie))


PEER = Peer("django", "Django", _subjects, owner, statics="/static", by_price=_by_price)
