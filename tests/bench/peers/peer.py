"""What a peer is: an application in its own environment, and how a person lists and edits products with it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tests.bench.environments import APPS, python_of
from tests.bench.load import Subject
from tests.bench.rows import copy_rows
from tests.bench.servers import Server, environment, serving
from tests.bench.wire import Connection, get, header

USER, PASSWORD = "owner@etalage.test", "bench-demo-password"


@dataclass(frozen=True, slots=True)
class Peer:
    """`folder` has `app.py`, which is served, its pins, and maybe `prepare.py`, which makes what is missing in the database.
    `owner` gives somebody who is signed in.
    `statics` is the path of the files that the server hands out by itself; `by_price` the list in that order."""

    folder: str
    package: str
    subjects: Callable[[Server], Iterator[Subject]]
    owner: Callable[[Server], Client]
    interface: str = "wsgi"
    statics: str = ""
    by_price: Callable[[Server], Subject] | None = None

    @contextmanager
    def serving(self, shop: Path, folder: Path) -> Iterator[Server]:
        """It serves the rows of our database file `shop`; raises `NotInstalled`."""
        python, home = python_of(self.folder), APPS / self.folder
        own = Path(mkdtemp(prefix=f"{self.folder}-", dir=folder))
        environ = {
            "BENCH_DATABASE": str(copy_rows(shop, own / "rows.sqlite")),
            "BENCH_STATIC": str(own / "static"),
            "BENCH_USER": USER,
            "BENCH_PASSWORD": PASSWORD,
        }
        if (home / "prepare.py").exists():
            subprocess.run([python, "prepare.py"], cwd=home, env=environment(home, environ), check=True)
        files = ["--static-path-route", self.statics, "--static-path-mount", environ["BENCH_STATIC"]]
        arguments = files if self.statics else []
        with serving("app:app", home, *arguments, python=python, interface=self.interface, **environ) as server:
            yield server


class Client:
    """Somebody with a browser: keeps cookies, and knows where the last answer sent them."""

    def __init__(self, server: Server) -> None:
        self.connection = Connection(server.port)
        self.cookies: dict[str, str] = {}

    def ask(self, request: bytes) -> str:
        head, body = self.connection.send(request)
        for name, value in re.findall(rb"(?im)^set-cookie: *([^=]+)=([^;\r]*)", head):
            self.cookies[name.decode()] = value.decode()
        self.location = (header(head, b"location") or b"").decode().removeprefix("http://127.0.0.1")
        return body.decode()

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> str:
        return self.ask(get(path, Cookie=self.cookie))


def found(pattern: str, text: str) -> str:
    """The first group of a pattern that must be there."""
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"no {pattern} in {text[:400]!r}")
    return match[1]
