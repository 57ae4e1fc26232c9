"""When the newest story of a list came out, in each language: lists without any are no pages for the public."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, exists, literal, select, union_all

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
    told = _told(*_year(contents.year, zone, now)) if contents.year else _told(Post.published_at <= now)
    if contents.author:
        told = and_(told, Post.author_id == WRITES)
    values = {"author": contents.author} if contents.author else {}
    return _newest_of(connection.execute(select(*_in_each_language(told)), values).one())


def newest_by_year(connection: Connection, zone: ZoneInfo) -> dict[int, Newest]:
    """Of each year between the oldest story and the newest."""
    now = moment_of(connection)
    there = select(Post.published_at).where(_told(Post.published_at <= now)).limit(1)
    first, last = (there.order_by(order).scalar_subquery() for order in (Post.published_at, Post.published_at.desc()))
    oldest, latest = connection.execute(select(first, last)).one()
    if oldest is None or latest is None:
        return {}
    span = range(oldest.astimezone(zone).year, latest.astimezone(zone).year + 1)
    rows = (select(literal(year), *_in_each_language(_told(*_year(year, zone, now)))) for year in span)
    return {row[0]: _newest_of(row[1:]) for row in connection.execute(union_all(*rows))}


def newest_by_author(connection: Connection, ids: range) -> dict[str, Newest]:
    """Slug -> of each author with an id among these."""
    told = and_(_told(Post.published_at <= moment_of(connection)), Post.author_id == Author.id)
    rows = select(Author.slug, *_in_each_language(told))
    rows = rows.where(Author.trashed_at.is_(None), Author.id.between(ids.start, ids.stop - 1))
    return {row[0]: _newest_of(row[1:]) for row in connection.execute(rows)}


def author_parts(connection: Connection, size: int) -> list[int]:
    return sorted(connection.scalars(select(Author.id // size).where(Author.trashed_at.is_(None)).distinct()))


def _told(*times: Condition) -> Condition:
    """What a visitor may read of what came out at these times."""
    return and_(Post.published, Post.trashed_at.is_(None), *times)


def _year(year: int, zone: ZoneInfo, now: datetime) -> tuple[Condition, Condition]:
    """With one upper end only: SQLite would walk down from the wrong one of two."""
    first, last = bounds(year, zone)
    return Post.published_at >= first, Post.published_at < last if last <= now else Post.published_at <= now


def _in_each_language(told: Condition) -> list[ScalarSelect[Any]]:
    """One column for each language, found at the end of an index: joined, SQLite would begin with the whole language."""
    return [
        select(Post.published_at)
        .where(told, exists().where(PostListing.post_id == Post.id, *_spoken(spoken.code)))
        .order_by(Post.published_at.desc())
        .limit(1)
        .correlate(Author)
        .scalar_subquery()
        for spoken in languages()
    ]


def _spoken(locale: str) -> tuple[Condition, Condition]:
    return PostListing.locale == locale, PostListing.name_locale == locale


def _newest_of(columns: Sequence[Any]) -> Newest:
    found = zip(languages(), columns, strict=True)
    return {spoken.code: moment for spoken, moment in found if moment is not None}
