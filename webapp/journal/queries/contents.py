"""The lists of posts: the journal, a year of it, what an author wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, exists, func, select

from webapp.journal.models import SHOWN, Author, Comment, Post, PostListing
from webapp.journal.queries.reading import BY, NEWEST, OUT, OWN, ROW, SPOKEN, TOLD, TOLD_IN, WRITES, own
from webapp.storage.clock import Moment, moment_of

PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Contents:
    """Which posts a list shows: canonical, so that it is part of a cache key. `at` is the page that it stands on."""

    at: str = "journal"
    page: int = 1
    year: int = 0
    author: str = ""


def contents_ids(connection: Connection, locale: str, contents: Contents, zone: ZoneInfo) -> list[int]:
    """The ids of one page of a list, newest first."""
    values = _values(connection, locale, contents, zone) | {"first": (contents.page - 1) * PER_PAGE}
    return list(connection.scalars(_IDS[bool(contents.year), bool(contents.author)], values))


def contents_count(connection: Connection, locale: str, contents: Contents, zone: ZoneInfo) -> int:
    values = _values(connection, locale, contents, zone)
    return int(connection.scalar(_COUNTS[bool(contents.year), bool(contents.author)], values) or 0)


def _values(connection: Connection, locale: str, contents: Contents, zone: ZoneInfo) -> dict[str, Any]:
    values: dict[str, Any] = {"locale": locale, "now": moment_of(connection)}
    if contents.year:
        values["from"], values["to"] = bounds(contents.year, zone)
    if contents.author:
        values["author"] = contents.author
    return values


def bounds(year: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments at which a year of the shop begins and ends."""
    first, last = (datetime(y, 1, 1, tzinfo=zone).astimezone(UTC) for y in (year, year + 1))
    return first, last


# Not joined: SQLite would begin with all names of a language, and sort them. 100,000 posts: 0.2 ms instead of 450.
_TOLD_HERE = exists().where(SPOKEN)


# To count them all it is the other way round: 10,000 posts: 0.8 ms instead of 8.
_TOLD_AT_ALL = Post.id.in_(select(PostListing.post_id).where(TOLD_IN))


def _contents(statement: Select[Any], told: ColumnElement[bool], year: bool, author: bool) -> Select[Any]:
    statement = statement.where(OUT, told)
    if year:
        statement = statement.where(_IN_YEAR)
    if author:
        statement = statement.where(Post.author_id == WRITES)
    return statement


_IN_YEAR = and_(
    Post.published_at >= bindparam("from", type_=Moment()), Post.published_at < bindparam("to", type_=Moment())
)
_KINDS = [(year, author) for year in (False, True) for author in (False, True)]
_IDS = {
    kind: _contents(select(Post.id), _TOLD_HERE, *kind).order_by(*NEWEST).limit(PER_PAGE).offset(bindparam("first"))
    for kind in _KINDS
}
_COUNTS = {kind: _contents(select(func.count()).select_from(Post), _TOLD_AT_ALL, *kind) for kind in _KINDS}

_CARDS = (
    select(*ROW, *TOLD)
    .join(PostListing, SPOKEN)
    .outerjoin(own, OWN)
    .outerjoin(Author, BY)
    .where(Post.id.in_(bindparam("ids", expanding=True)))
)


def contents_cards(connection: Connection, locale: str, ids: list[int]) -> list[Any]:
    """What a list shows of its posts, in the order of the ids."""
    found = {row.id: row for row in connection.execute(_CARDS, {"locale": locale, "ids": ids})}
    return [found[id_] for id_ in ids if id_ in found]


_COMMENTS_SHOWN = (
    select(Comment.post_id, func.count().label("shown"))
    .where(Comment.post_id.in_(bindparam("ids", expanding=True)), Comment.state == SHOWN, Comment.trashed_at.is_(None))
    .group_by(Comment.post_id)
)


def comment_counts(connection: Connection, ids: list[int]) -> dict[int, int]:
    """Post id -> how many comments it shows; those without any are left out."""
    return {row.post_id: row.shown for row in connection.execute(_COMMENTS_SHOWN, {"ids": ids})}


def _end(order: Any) -> Any:
    """The first in an order: asked for the lowest and the highest at once, SQLite would look at them all."""
    return select(Post.published_at).where(OUT, _TOLD_HERE).order_by(order).limit(1).scalar_subquery()


_ENDS = select(_end(Post.published_at), _end(Post.published_at.desc()))


def years(connection: Connection, locale: str, zone: ZoneInfo) -> list[tuple[int, int]]:
    """(year, how many posts) of the archive in one language, latest first."""
    values = {"locale": locale, "now": moment_of(connection)}
    oldest, newest = connection.execute(_ENDS, values).one()
    if oldest is None or newest is None:
        return []
    span = range(newest.astimezone(zone).year, oldest.astimezone(zone).year - 1, -1)
    first = {year: bounds(year, zone)[0] for year in span}
    # From the latest down, so that each post falls into the first that it is not before.
    found_in = case(*((Post.published_at >= start, year) for year, start in first.items()), else_=span[-1])
    counted = select(found_in.label("year"), func.count()).where(OUT, _TOLD_AT_ALL).group_by("year")
    return sorted(((year, count) for year, count in connection.execute(counted, values)), reverse=True)
