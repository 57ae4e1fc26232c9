"""For robots: the sitemap, an index and files of a bounded size, and which paths are not worth their visit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, abort, request
from sqlalchemy import Connection

from webapp import access
from webapp.freshness.front import at_the_front
from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.locales import languages, source
from webapp.hypermedia.pages import document
from webapp.hypermedia.paths import absolute
from webapp.hypermedia.sections import sections
from webapp.hypermedia.templates import href

XML = "application/xml"
# A file may name 50,000 addresses in 50 MB; in six languages, each with all its alternates, it is the second that limits.
LIMIT = 10_000
# As far as the database counts.
HIGHEST_ID = 2**31 - 1
blueprint = Blueprint("sitemaps", __name__)
_CLOSED: dict[str, None] = {}


class NoSuchFile(LookupError):
    """No section has this name, or it has no such part."""


def close(*paths: str) -> None:
    """Keep robots from what begins with these paths in any language: what is for staff, or has no end."""
    _CLOSED.update(dict.fromkeys(paths))


def _size() -> int:
    """How many records a file covers, so that all their languages fit."""
    return max(1, LIMIT // len(languages()))


def _index(connection: Connection, _locale: str) -> Mapping[str, Any]:
    parts = {name: section.parts(connection, _size()) for name, section in sections().items()}
    files = [href("sitemaps.file", name=name, number=part + 1) for name, several in parts.items() for part in several]
    return {"files": [absolute(path) for path in files]}


def _file(connection: Connection, _locale: str, name: str, number: int) -> Mapping[str, Any]:
    ids = range((number - 1) * _size(), min(number * _size(), HIGHEST_ID + 1))
    entries = list(sections()[name].entries(connection, ids)) if ids else []
    if not entries:
        raise NoSuchFile(name, number)
    return {"entries": entries}


INDEX = Fragment(
    "hypermedia/sitemap/index",
    _index,
    lambda _locale: {scope for section in sections().values() for scope in section.scopes()},
)
FILE = Fragment("hypermedia/sitemap/file", _file, lambda _locale, name, _number: sections()[name].scopes(), kept=False)


@blueprint.get("/sitemap.xml")
@access.public
@at_the_front()
def index() -> Response:
    return document(INDEX(source()), XML)


@blueprint.get("/sitemap-<name>-<int(min=1):number>.xml")
@access.public
def file(name: str, number: int) -> Response:
    if name not in sections():
        abort(404)
    try:
        return document(FILE(source(), name, number), XML)
    except NoSuchFile:
        abort(404)


@blueprint.get("/robots.txt")
@access.public
def robots() -> Response:
    closed = [f"Disallow: /{spoken.code}/{path}" for spoken in languages() for path in _CLOSED]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {absolute(href('sitemaps.index'))}", ""]
    response = Response("\n".join(lines), mimetype="text/plain", headers={"Cache-Control": "no-cache"})
    response.add_etag()
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
