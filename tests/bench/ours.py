"""The shop to be measured: filled with its demo, served with the settings of `etalage run`, and edited by its owner."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from tests.bench.environments import ROOT
from tests.bench.load import Subject, acting, reading
from tests.bench.peers.peer import PASSWORD, USER, Client, found
from tests.bench.servers import Server, environment, serving
from tests.bench.wire import Connection, get, header, post

PATH, DESK, HOME = "/en/products", "/en/desk/products", "/en/"
# Above every price of the demo, so that what is edited is the dearest product in every language.
DEAREST = 10_000_000


class Shop:
    """A database file of ours, and servers for it that stop with `stack`."""

    def __init__(self, data: Path, stack: ExitStack) -> None:
        self.data, self.stack = data, stack

    @property
    def file(self) -> Path:
        return self.data / "etalage.sqlite"

    def fill(self, products: int = 0, posts: int = 0) -> Shop:
        command = [sys.executable, "-c", "from webapp.cli import main; main()", "seed", "--demo"]
        command += ["--products", str(products), "--posts", str(posts)]
        done = subprocess.run(command, cwd=ROOT, env=self._environment({}), check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the shop could not be filled: {done.stderr[-2000:]}")
        return self

    def keep(self, products: int, posts: int) -> Shop:
        """Filled once and kept for the next run, which only brings it to the present schema; nothing may be edited in it."""
        done = self.data / "filled"
        if done.exists():
            return self.fill()
        shutil.rmtree(self.data, ignore_errors=True)
        self.fill(products, posts)
        done.touch()
        return self

    def serve(self, cache: str = "memory", workers: int = 1) -> Server:
        environ = self._environment({"ETALAGE_CACHE": cache})
        return self.stack.enter_context(serving("webapp.serving:app", ROOT, workers=workers, **environ))

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        """Of the settings that somebody has set, none may count."""
        kept = {name: "" for name in os.environ if name.startswith("ETALAGE_")}
        named = {"ETALAGE_DATA": str(self.data), "ETALAGE_DEMO_PASSWORD": PASSWORD}
        return environment(ROOT, kept | named | more)


def owner(server: Server) -> Client:
    client = Client(server)
    client.ask(post("/en/sign-in", {"email": USER, "password": PASSWORD, "next": DESK}, Sec_Fetch_Site="same-origin"))
    if not client.cookies:
        raise RuntimeError("the owner could not sign in")
    return client


class Editor:
    """The owner at one cell of the desk, its price: each edit brings the version that the last answer told."""

    def __init__(self, server: Server, product: int = 1) -> None:
        self.client, self.product = owner(server), product
        self.prices = count(DEAREST)
        self.look()

    def look(self) -> None:
        pattern = rf'id="product-{self.product}" data-url="[^"]*" data-version="([\w.]+)"'
        self.version = found(pattern, self.client.get(DESK))

    def edit(self) -> int:
        """The price that is committed, in cents."""
        price = next(self.prices)
        form = {"value": f"{price // 100}.{price % 100:02}", "version": self.version, "next": "", "face": "grid"}
        htmx = {"HX_Request": "true", "HX_Request_Type": "partial", "Sec_Fetch_Site": "same-origin"}
        request = post(
            f"/en/products/{self.product}/price",
            form | {"key": uuid.uuid4().hex},
            Cookie=self.client.cookie,
            **htmx,
        )
        self.version = found(r'data-version="([\w.]+)"', self.client.ask(request))
        return price


def pages(kept: Server, off: Server) -> Iterator[Subject]:
    """What readers and the owner ask for; `off` keeps nothing, so that everything there is a miss."""
    cookie, cookie_off = owner(kept).cookie, owner(off).cookie
    yield reading("product list, cached", kept, get(PATH))
    yield reading("product list, cached, brotli", kept, get(PATH, Accept_Encoding="br"))
    yield reading("product list, cached, German", kept, get("/de/products"))
    yield reading("product list, 304", kept, lambda: _conditional(kept), check=_nothing)
    yield reading("product list, signed in", kept, get(PATH, Cookie=cookie))
    yield reading("product list, not cached", off, get(PATH))
    yield reading("home page, cached", kept, get(HOME))
    yield reading("home page, not cached", off, get(HOME))
    yield reading("desk list", kept, get(DESK, Cookie=cookie))
    yield reading("desk list, not cached", off, get(DESK, Cookie=cookie_off))
    yield acting("one edit of a price", kept, Editor(kept).edit)


def _conditional(server: Server) -> bytes:
    """Our list, if it is not what it is now; edits have come between two turns."""
    head, _body = Connection(server.port).send(get(PATH))
    return get(PATH, If_None_Match=(header(head, b"etag") or b"").decode())


def _nothing(body: bytes) -> None:
    if body:
        raise RuntimeError("a page that has not changed was sent again")
