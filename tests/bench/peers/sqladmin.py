"""SQLAdmin: its list, and the form that it edits a product in."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.load import Subject, acting, reading
from tests.bench.peers.forms import Form
from tests.bench.peers.peer import PASSWORD, USER, Client, Peer
from tests.bench.servers import Server
from tests.bench.wire import get, post

PATH = "/admin/product/list"


def owner(server: Server) -> Client:
    client = Client(server)
    client.ask(post("/admin/login", {"username": USER, "password": PASSWORD}))
    return client


def _subjects(server: Server) -> Iterator[Subject]:
    client = owner(server)
    form = Form(client, "/admin/product/edit/1", PATH, save="Save")
    yield reading("SQLAdmin, list", server, get(PATH, Cookie=client.cookie))
    yield acting("SQLAdmin, one edit: form, save, list", server, form.edit)
    yield acting("SQLAdmin, its save alone", server, form.save)


PEER = Peer("sqladmin", "sqladmin", _subjects, owner, interface="asgi")
