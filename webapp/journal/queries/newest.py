"""When the newest story of a list came out, in each language: lists without any are no pages for the public."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, ScalarSelect, exists, literal, select, union_all

from webapp.hypermedia.locales import languages
from webapp.journal.models import Author, Post, PostListing
from webapp.journal.queries.contents import Contents, bounds
from webapp.journal.queries.reading import WRITES
from webapp.storage.clock import moment_of

# Locale -> moment, of the languages that a list has stories in.
Newest = dict[str, datetime]
Condition = ColumnElement[bool]


def newest(connection: Connection, contents: Contents, zone: ZoneInfo) -> Newest:
    """Of the whole journal, a year of it, or what an author wrote."""
    now = moment_of(connection)
    if contents.author:
        found = _of_author(Post.author_id == WRITES, now)
    elif contents.year:
        found = _in_each_language(*_year(contents.year, zone, now))
    else:
        found = _in_each_language(PostListing.told_at <= now)
    values = {"author": contents.author} if contents.author else {}
    return _newest_of(connection.execute(select(*found), values).one())


def newest_by_year(connection: Connection, zone: ZoneInfo) -> dict[int, Newest]:
    """Of each year between the oldest story and the newest."""
    now = moment_of(connection)
    there = select(Post.published_at).where(Post.published, Post.trashed_at.is_(None), Post.published_at <= now)
    ends = (Post.published_at, Post.published_at.desc())
    first, last = (there.order_by(end).limit(1).scalar_subquery() for end in ends)
    oldest, latest = connection.execute(select(first, last)).one()
    if oldest is None or latest is None:
        return {}
    span = range(oldest.astimezone(zone).year, latest.astimezone(zone).year + 1)
    rows = (select(literal(year), *_in_each_language(*_year(year, zone, now))) for year in span)
    return {row[0]: _newest_of(row[1:]) for row in connection.execute(union_all(*rows))}


def newest_by_author(connection: Connection, ids: range) -> dict[str, Newest]:
    """Slug -> of each author with an id among these."""
    told = _of_author(Post.author_id == Author.id, moment_of(connection))
    rows = select(Author.slug, *told).where(Author.trashed_at.is_(None), Author.id.between(ids.start, ids.stop - 1))
    return {row[0]: _newest_of(row[1:]) for row in connection.execute(rows)}


def author_parts(connection: Connection, size: int) -> list[int]:
    return sorted(connection.scalars(select(Author.id // size).where(Author.trashed_at.is_(None)).distinct()))


def _year(year: int, zone: ZoneInfo, now: datetime) -> tuple[Condition, Condition]:
    """With one upper end only: SQLite would walk down from the wrong one of two."""
    first, last = bounds(year, zone)
    return PostListing.told_at >= first, PostListing.told_at < last if last <= now else PostListing.told_at <= now


def _in_each_language(*times: Condition) -> list[ScalarSelect[Any]]:
    """One column for each language, found at the end of its index."""
    newest_first = PostListing.told_at.desc()
    return [
        select(PostListing.told_at)
        .where(PostListing.locale == spoken.code, *times)
        .order_by(newest_first)
        .limit(1)
        .scalar_subquery()
        for spoken in languages()
    ]


def _of_author(writes: Condition, now: datetime) -> list[ScalarSelect[Any]]:
    """The same of one who writes, by the index of their posts: joined, SQLite would begin with the whole language."""
    told = exists().where(PostListing.post_id == Post.id, PostListing.told_at <= now)
    return [
        select(Post.published_at)
        .where(writes, Post.published_at <= now, told.where(PostListing.locale == spoken.code))
        .order_by(Post.published_at.desc())
        .limit(1)
        .correlate(Author)
        .scalar_subquery()
        for spoken in languages()
    ]


def _newest_of(columns: Sequence[Any]) -> Newest:
    found = zip(languages(), columns, strict=True)
    return {spoken.code: moment for spoken, moment in found if moment is not None}
