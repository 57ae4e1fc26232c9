"""The journal of one language as an Atom feed (RFC 4287): the newest stories, whole, for readers that come by themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from sqlalchemy import Connection

from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.heads import titled
from webapp.hypermedia.locales import language, languages, settings_timezone
from webapp.hypermedia.locales import marked as _
from webapp.hypermedia.paths import absolute
from webapp.hypermedia.templates import href
from webapp.journal.fragments import told_in
from webapp.journal.heads import author_url, post_url, tags_of
from webapp.journal.queries import contents as lists
from webapp.journal.queries.contents import Contents
from webapp.prose.markdown import unadorned
from webapp.storage import scopes
from webapp.storage.latest import Latest, latest_changes

ATOM = "application/atom+xml"
# In pages of the journal's list: twenty stories.
PAGES = (1, 2)
# Each entry's id begins so. It never changes, whatever a story is called: its readers would see it anew.
NAMED = "2026"
EMPTY = datetime(1970, 1, 1, tzinfo=UTC)
_TAG = re.compile(r"<[a-z][^>]*>")
_LINK = re.compile(r'(?<= href=")[^"]*')
# No document of XML may hold these, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One story; its texts hold nothing that XML forbids."""

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    author: str | None
    author_url: str | None
    tags: list[str]
    summary: str | None
    content: str


def _feed(connection: Connection, locale: str) -> Mapping[str, Any]:
    zone = settings_timezone()
    ids = [id_ for page in PAGES for id_ in lists.contents_ids(connection, locale, Contents(page=page), zone)]
    latest = latest_changes(connection, "post", ids)
    entries = [_entry(locale, p, latest) for p in lists.contents_cards(connection, locale, ids)]
    return {
        "id": _id(locale),
        "title": titled(language(locale).translations.gettext(_("Journal"))),
        "updated": max((entry.updated for entry in entries), default=EMPTY),
        "feeds": {spoken.code: href("journal.feed", locale=spoken.code) for spoken in languages()},
        "entries": entries,
    }


def _id(*parts: object) -> str:
    """A tag URI (RFC 4151)."""
    host = urlsplit(absolute("/")).hostname
    return f"tag:{host},{NAMED}:journal/" + "/".join(str(part) for part in parts)


def _entry(locale: str, p: Any, latest: Latest) -> Entry:
    url = absolute(post_url(locale, p.slug))
    return Entry(
        id=_id(locale, p.id),
        title=_legal(p.title),
        url=url,
        published=p.published_at,
        updated=max(p.published_at, latest.get((p.id, locale), p.published_at)),
        author=_legal(p.author or "") or None,
        author_url=absolute(author_url(locale, p)) if p.author else None,
        tags=[_legal(tag) for tag in tags_of(p)],
        summary=_legal(p.summary or "") or None,
        # A plain text, so that the template escapes it: that is how Atom carries HTML.
        content=_legal(rooted(str(unadorned(p.body or "")), url)),
    )


def rooted(html: str, url: str) -> str:
    """HTML of ours whose links hold wherever it is read; `url` is the page that it stands on."""

    def link(found: re.Match[str]) -> str:
        try:
            return escape(urljoin(url, unescape(found[0])))
        except ValueError:
            return found[0]

    return _TAG.sub(lambda tag: _LINK.sub(link, tag[0]), html)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


FEED = Fragment("journal/post/feed", _feed, lambda locale: told_in(locale) | {scopes.of("author")})
