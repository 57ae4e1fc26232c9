"""Prints the table of the README: subjects take turns, so that what slows the machine slows them all alike."""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.load import Connection, Round, get, turn
from tests.bench.servers import Server, serving

ROOT = Path(__file__).parent.parent.parent
PATH = "/en/products"
HOME = "/en/"
PASSWORD = "bench-demo-password"


def main() -> None:
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--secs", type=float, default=1.0, help="of each subject in each round")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        subjects = list(_subjects(Path(folder), stack))
        rounds: dict[str, list[Round]] = {name: [] for name, _server, _send in subjects}
        for number in range(chosen.rounds + 1):
            for name, server, send in subjects:
                done = turn(server, send, chosen.secs if number else 0.3)
                if number:
                    rounds[name].append(done)
    _print(rounds)


def _subjects(folder: Path, stack: ExitStack) -> Iterator[tuple[str, Server, Callable[[], None]]]:
    os.environ.update({"ETALAGE_DATA": str(folder / "data"), "ETALAGE_DEMO_PASSWORD": PASSWORD})
    _fill()
    ours = stack.enter_context(serving("webapp.serving:app", ROOT))
    off = stack.enter_context(serving("webapp.serving:app", ROOT, ETALAGE_CACHE="off"))
    head, body = Connection(ours.port).send(get(PATH))
    (folder / "body").write_bytes(body)
    flask = stack.enter_context(serving("tests.bench.bare:flask", ROOT, BENCH_BODY=str(folder / "body")))
    wsgi = stack.enter_context(serving("tests.bench.bare:wsgi", ROOT, BENCH_BODY=str(folder / "body")))
    etag = re.search(rb"(?im)^etag: (.*?)\r?$", head)
    assert etag is not None
    yield "bare Flask, the same bytes", flask, _getting(flask, get(PATH))
    yield "bare WSGI, the same bytes", wsgi, _getting(wsgi, get(PATH))
    yield "product list, cached", ours, _getting(ours, get(PATH))
    yield "product list, 304", ours, _getting(ours, get(PATH, If_None_Match=etag[1].decode()))
    yield "product list, not cached", off, _getting(off, get(PATH))
    yield "one edit of a price", ours, _editing(ours)
    yield "home page, cached", ours, _getting(ours, get(HOME))
    yield "home page, not cached", off, _getting(off, get(HOME))
    database = {"BENCH_DATABASE": f"sqlite:///{folder / 'data' / 'etalage.sqlite'}"}
    tutorial = stack.enter_context(serving("tests.bench.tutorial:app", ROOT, **database))
    minute = stack.enter_context(serving("tests.bench.tutorial:app", ROOT, BENCH_CACHE="SimpleCache", **database))
    yield "the same page as a tutorial writes it", tutorial, _getting(tutorial, get(HOME))
    yield "the tutorial's, its fragment kept for 60 s", minute, _getting(minute, get(HOME))


def _fill() -> None:
    from webapp import accounts, catalogue, create_app, journal
    from webapp.storage import schema

    with create_app().app_context():
        schema.prepare()
        accounts.create_demo_accounts(PASSWORD)
        catalogue.seed(demo=True, products=0)
        journal.seed(demo=True, posts=0)


def _getting(server: Server, request: bytes) -> Callable[[], None]:
    connection = Connection(server.port)
    return lambda: connection.send(request) and None


def _editing(server: Server) -> Callable[[], None]:
    """Signs in and changes one price again and again, each time with the version that the last answer brought."""
    cookie, connection = _sign_in(server), Connection(server.port)
    row = HTTPConnection("127.0.0.1", server.port)
    row.request("GET", "/en/desk/products", headers={"Cookie": cookie})
    found = re.search(
        r'id="(product-(\d+))" data-url="[^"]*" data-version="([\w.]+)"', row.getresponse().read().decode()
    )
    assert found is not None
    state = {"version": found[3], "price": 100}

    def edit() -> None:
        state["price"] += 1
        key = f"bench-{time.time_ns()}"
        value = f"{state['price'] // 100}.{state['price'] % 100:02}"
        form = urlencode({"value": value, "version": state["version"], "next": "", "key": key, "face": "grid"})
        lines = [f"POST /en/products/{found[2]}/price HTTP/1.1", "Host: 127.0.0.1", "Sec-Fetch-Site: same-origin"]
        lines += ["HX-Request: true", "HX-Request-Type: partial", f"Cookie: {cookie}"]
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
        _head, answer = connection.send(("\r\n".join(lines) + "\r\n\r\n" + form).encode())
        version_now = re.search(rb'data-version="([\w.]+)"', answer)
        assert version_now is not None, answer[:400]
        state["version"] = version_now[1].decode()

    return edit


def _sign_in(server: Server) -> str:
    connection = HTTPConnection("127.0.0.1", server.port)
    form = urlencode({"email": "owner@etalage.test", "password": PASSWORD, "next": "/en/desk/products"})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/en/sign-in", form, headers)
    answer = connection.getresponse()
    cookie = answer.headers.get("Set-Cookie", "").split(";")[0]
    assert answer.status == 303, f"signing in answered {answer.status}"
    return cookie


def _print(rounds: dict[str, list[Round]]) -> None:
    """Medians of the rounds' ratios to bare Flask in the same round."""
    first = next(iter(rounds.values()))
    print(f"\n{time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, Flask {version('flask')}, ", end="")
    print(f"granian {version('granian')}, {os.cpu_count()} cores, {len(first)} rounds\n")
    print("| | requests/s | against bare Flask | server CPU per request | against bare Flask |")
    print("|---|---:|---:|---:|---:|")
    for name, done in rounds.items():
        speed = statistics.median(one.per_second for one in done)
        ratio = statistics.median(one.per_second / base.per_second for one, base in zip(done, first, strict=True))
        print(f"| {name} | {speed:,.0f} | {ratio:.2f}x | {_cpu(done, first)} |")


def _cpu(done: list[Round], first: list[Round]) -> str:
    pairs = [(one.cpu_us, base.cpu_us) for one, base in zip(done, first, strict=True)]
    known = [(one, base) for one, base in pairs if one is not None and base]
    if not known:
        return "not known here | "
    used = statistics.median(one for one, _base in known)
    return f"{used:,.0f} µs | {statistics.median(one / base for one, base in known):.2f}x"


if __name__ == "__main__":
    main()
