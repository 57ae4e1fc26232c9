"""What the public is shown of the journal, for the sitemap and for whoever lost their way."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from webapp.hypermedia.locales import languages, settings_timezone
from webapp.hypermedia.sections import Entry, Section
from webapp.hypermedia.showing import Shown
from webapp.journal.fragments import contents_url, out_anywhere
from webapp.journal.heads import post_url
from webapp.journal.models import Post
from webapp.journal.queries.contents import Contents
from webapp.journal.queries.newest import Newest, author_parts, newest, newest_by_author, newest_by_year
from webapp.journal.queries.reading import OUT
from webapp.storage import scopes

POSTS = Shown("posts", Post, OUT, post_url)


def _lists(connection: Connection, _ids: range) -> Iterator[Entry]:
    """Home and the journal are there in each language, told in or not."""
    zone = settings_timezone()
    told = newest(connection, Contents(), zone)
    everywhere = {spoken.code for spoken in languages()}
    for contents, default in ((Contents("home"), "/"), (Contents(), None)):
        yield Entry({code: contents_url(code, contents) for code in everywhere}, told, default)
    for year, found in newest_by_year(connection, zone).items():
        yield from _entry(Contents(year=year), found)


def _authors(connection: Connection, ids: range) -> Iterator[Entry]:
    for slug, found in newest_by_author(connection, ids).items():
        yield from _entry(Contents(author=slug), found)


def _entry(contents: Contents, told: Newest) -> Iterator[Entry]:
    if told:
        yield Entry({code: contents_url(code, contents) for code in told}, told)


def _told() -> set[str]:
    return {scopes.of("post")} | out_anywhere()


LISTS = Section("journal", _told, _lists)
AUTHORS = Section("authors", lambda: _told() | {scopes.of("author")}, _authors, author_parts)
