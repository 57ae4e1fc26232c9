"""When the newest story of a list came out, in each language: lists without any are no pages for the public."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, ScalarSelect, and_, func, literal, select, union_all

from webapp.hypermedia.locales import languages
from webapp.journal.models import Author, Post, PostListing
from webapp.journal.queries.contents import Contents, bounds
from webapp.journal.queries.reading import OUT
from webapp.storage.clock import moment_of

# Locale -> moment, of the languages that a list has stories in.
Newest = dict[str, datetime]


def newest(connection: Connection, contents: Contents, zone: ZoneInfo) -> Newest:
    """Of the whole journal, a year of it, or what an author wrote."""
    conditions = [_in_year(contents.year, zone)] if contents.year else []
    if contents.author:
        writes = select(Author.id).where(Author.slug == contents.author, Author.trashed_at.is_(None))
        conditions.append(Post.author_id.in_(writes))
    return _newest_of(connection.execute(select(*_in_each_language(*conditions)), _now(connection)).one())


def newest_by_year(connection: Connection, zone: ZoneInfo) -> dict[int, Newest]:
    """Of each year between the oldest story and the newest."""
    ends = select(func.min(Post.published_at), func.max(Post.published_at)).where(OUT)
    oldest, latest = connection.execute(ends, _now(connection)).one()
    if oldest is None or latest is None:
        return {}
    span = range(oldest.astimezone(zone).year, latest.astimezone(zone).year + 1)
    rows = union_all(*(select(literal(year), *_in_each_language(_in_year(year, zone))) for year in span))
    return {row[0]: _newest_of(row[1:]) for row in connection.execute(rows, _now(connection))}


def newest_by_author(connection: Connection, ids: range) -> dict[str, Newest]:
    """Slug -> of each author with an id among these."""
    rows = select(Author.slug, *_in_each_language(Post.author_id == Author.id))
    rows = rows.where(Author.trashed_at.is_(None), Author.id.between(ids.start, ids.stop - 1))
    return {row[0]: _newest_of(row[1:]) for row in connection.execute(rows, _now(connection))}


def author_parts(connection: Connection, size: int) -> list[int]:
    return sorted(connection.scalars(select(Author.id // size).where(Author.trashed_at.is_(None)).distinct()))


def _in_each_language(*conditions: Any) -> list[ScalarSelect[Any]]:
    """One column for each language, each found at the end of an index."""
    return [
        select(Post.published_at)
        .join(
            PostListing,
            and_(
                PostListing.post_id == Post.id,
                PostListing.locale == spoken.code,
                PostListing.name_locale == spoken.code,
            ),
        )
        .where(OUT, *conditions)
        .order_by(Post.published_at.desc())
        .limit(1)
        .correlate(Author)
        .scalar_subquery()
        for spoken in languages()
    ]


def _in_year(year: int, zone: ZoneInfo) -> Any:
    first, last = bounds(year, zone)
    return and_(Post.published_at >= first, Post.published_at < last)


def _newest_of(columns: Sequence[Any]) -> Newest:
    found = zip(languages(), columns, strict=True)
    return {spoken.code: moment for spoken, moment in found if moment is not None}


def _now(connection: Connection) -> dict[str, datetime]:
    return {"now": moment_of(connection)}
