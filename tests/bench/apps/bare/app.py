"""The yardstick: an empty Flask view that returns the very bytes of our list, the same as bare WSGI, and that with our list's
headers, which is the least that a server can do for our page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, Response

BODY = Path(os.environ["BENCH_BODY"]).read_bytes()
HEADERS = [
    (name, value)
    for line in Path(os.environ["BENCH_HEADERS"]).read_text().splitlines()
    for name, _, value in [line.partition(": ")]
]
flask = Flask(__name__, static_folder=None)


@flask.get("/en/products")
def constant() -> Response:
    return Response(BODY, mimetype="text/html")


def wsgi(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))])
    return [BODY]


def headed(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    # A server may change the list that it is given.
    start("200 OK", HEADERS.copy())
    return [BODY]
