"""One post: by its address, with all that its page shows, and its neighbours; and who writes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select

from webapp.journal.models import Author, Post, PostListing
from webapp.journal.queries.reading import (
    ABOUT,
    BY,
    LISTED,
    OUT,
    OUT_HERE,
    OWN,
    ROW,
    SAYS,
    SAYS_SOURCE,
    TOLD,
    NoSuchPage,
    about,
    about_source,
    own,
)
from webapp.storage.clock import Moment, moment_of
from webapp.storage.versions import seen_sql

# As large as an id can be.
LAST_ID = 2**31 - 1
_BY_SLUG = (
    select(Post.id, PostListing.name_locale).join(PostListing, LISTED).where(PostListing.slug == bindparam("slug"), OUT)
)


def post_by_slug(connection: Connection, locale: str, slug: str) -> Any:
    """(id, name_locale) of the post that an address names, if it is out; another locale where it is not told in this one."""
    return connection.execute(_BY_SLUG, {"locale": locale, "slug": slug, "now": moment_of(connection)}).first()


_ADDRESS = select(PostListing.slug).join(Post, LISTED).where(Post.id == bindparam("id"), OUT)


def post_address(connection: Connection, locale: str, post_id: int) -> str | None:
    """The slug of a post that is out."""
    values = {"locale": locale, "id": post_id, "now": moment_of(connection)}
    found: str | None = connection.scalar(_ADDRESS, values)
    return found


_POST = (
    select(
        *ROW,
        *TOLD,
        *ABOUT,
        PostListing.name_locale,
        seen_sql(Post.version, own.version).label("version"),
    )
    .join(PostListing, LISTED)
    .outerjoin(own, OWN)
    .outerjoin(Author, BY)
    .outerjoin(about, SAYS)
    .outerjoin(about_source, SAYS_SOURCE)
    .where(Post.id == bindparam("id"))
)


def post_body(connection: Connection, locale: str, source: str, post_id: int) -> Any:
    """All that the page of a post shows of it, drafts too; None where there is no such post."""
    return connection.execute(_POST, {"locale": locale, "source": source, "id": post_id}).first()


_SLUGS = select(PostListing.locale, PostListing.slug).where(
    PostListing.post_id == bindparam("id"), PostListing.name_locale == PostListing.locale
)


def post_slugs(connection: Connection, post_id: int) -> dict[str, str]:
    """Locale -> slug of one post, in the languages that it is told in."""
    return {row.locale: row.slug for row in connection.execute(_SLUGS, {"id": post_id})}


_PLACE = select(Post.published_at).where(Post.id == bindparam("id"))
_AT = bindparam("at", type_=Moment())
_told, _by = PostListing.told_at, PostListing.post_id
# Not as pairs: beside another bound of the same column SQLite would begin at that one, at the far end of the journal.
_BEFORE = and_(_told <= _AT, or_(_told < _AT, _by < bindparam("id")))
_AFTER = and_(_told >= _AT, or_(_told > _AT, _by > bindparam("id")))
_BESIDE = select(_by.label("id"), PostListing.name.label("title"), PostListing.slug).limit(1)
_OLDER = _BESIDE.where(PostListing.locale == bindparam("locale"), _BEFORE).order_by(_told.desc(), _by.desc())
_NEWER = _BESIDE.where(OUT_HERE, _AFTER).order_by(_told, _by)


def neighbours(connection: Connection, locale: str, post_id: int) -> tuple[Any, Any]:
    """(older, newer): the posts before and after one in this language, each None at the end of the row."""
    here = connection.scalar(_PLACE, {"id": post_id})
    if here is None:
        return None, None
    now = moment_of(connection)
    # Before one that is still to come, whatever is out.
    at, id_ = min((here, post_id), (now, LAST_ID))
    older = connection.execute(_OLDER, {"locale": locale, "at": at, "id": id_}).first()
    newer = connection.execute(_NEWER, {"locale": locale, "now": now, "at": here, "id": post_id}).first()
    return older, newer


_AUTHOR = (
    select(Author.id, Author.name, Author.slug, *ABOUT)
    .outerjoin(about, SAYS)
    .outerjoin(about_source, SAYS_SOURCE)
    .where(Author.slug == bindparam("slug"), Author.trashed_at.is_(None))
)


def author(connection: Connection, locale: str, source: str, slug: str) -> Any:
    """Who writes under a name; raises `NoSuchPage`."""
    row = connection.execute(_AUTHOR, {"locale": locale, "source": source, "slug": slug}).first()
    if row is None:
        raise NoSuchPage(slug)
    return row
