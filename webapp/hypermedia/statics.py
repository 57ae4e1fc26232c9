"""Static files under the digest of their whole tree: what was fetched once is never asked for again. And `/healthz`."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from threading import Thread

from flask import Blueprint, Flask, Response, abort, current_app, request

from webapp import access
from webapp.freshness import codings
from webapp.places import folder
from webapp.storage import tokens

blueprint = Blueprint("statics", __name__)
HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
# A machine's own table may say otherwise, or nothing.
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}


# What stands in the heads of pages, and the icons of them all.
LOADED = ("built/", "vendor/", "icons.svg")


class Shelf:
    """The files as they were at the start, in memory: the tree is ours and small. Each coding is made once."""

    def __init__(self, root: Path) -> None:
        self.files = {
            path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
        }
        self.coded: dict[tuple[str, str], bytes] = {}

    def take(self, path: str, accepted: str) -> tuple[bytes, str]:
        """A file's bytes, and the coding that they are in; KeyError where there is no such file."""
        body, coding = self.files[path], codings.chosen(accepted)
        if coding == codings.IDENTITY or not codings.compressible(mimetype(path), len(body)):
            return body, codings.IDENTITY
        key = path, coding
        if key not in self.coded:
            self.coded[key] = codings.encoded(body, coding, once=True)
        return self.coded[key], coding

    def prepare(self) -> None:
        """Compress what pages load, in what nearly all browsers take: the best coding of a script takes a tenth of a second."""
        for path in self.files:
            if path.startswith(LOADED):
                for coding in ("br", "gzip"):
                    self.take(path, coding)


def mimetype(path: str) -> str:
    return TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0] or "text/plain"


def url(path: str) -> str:
    """`built/desk.css` -> `/static/<digest>/built/desk.css`."""
    return below(current_app) + path


def below(app: Flask) -> str:
    """What the addresses of all static files begin with."""
    return f"/static/{app.extensions['etalage.static_digest']}/"


@blueprint.get("/static/<digest>/<path:path>")
@access.public
def file(digest: str, path: str) -> Response:
    shelf: Shelf = current_app.extensions["etalage.static_files"]
    if digest != current_app.extensions["etalage.static_digest"] or path not in shelf.files:
        abort(404)
    body, coding = shelf.take(path, request.headers.get("Accept-Encoding", ""))
    tag = f'"{codings.tag_of(digest, coding)}"'
    if tag in request.headers.get("If-None-Match", ""):
        return Response(status=304, headers=HEADERS | {"ETag": tag})
    response = Response(body, mimetype=mimetype(path), headers=HEADERS | {"ETag": tag})
    if coding != codings.IDENTITY:
        response.headers["Content-Encoding"] = coding
    return response


@blueprint.get("/healthz")
@access.public
def health() -> Response:
    """Whether the shop can read its database: 200, or an error."""
    tokens.read(())
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


def prepare(app: Flask) -> None:
    """Beside the first requests, for a shop that serves."""
    shelf: Shelf = app.extensions["etalage.static_files"]
    Thread(target=shelf.prepare, name="statics", daemon=True).start()


def init_app(app: Flask, digest: str) -> None:
    app.extensions["etalage.static_digest"] = digest
    app.extensions["etalage.static_files"] = Shelf(folder("static"))
    app.register_blueprint(blueprint)
