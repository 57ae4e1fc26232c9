"""What moderators look through: the comments of one state, with the post and the comment that each is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, String, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from webapp.journal.comments.queries.reading import IS_WAITING, SAID
from webapp.journal.models import STATES, WAITING, Comment, Post, PostListing
from webapp.journal.queries.reading import LISTED, OUT

PER_PAGE = 50
# So much of what a comment answers stands beside it.
BEGINS = 200


@dataclass(frozen=True, slots=True)
class Pile:
    """Which comments: canonical, so that it is part of a cache key."""

    state: str = WAITING
    q: str = ""
    page: int = 1


def pile_counts(connection: Connection, pile: Pile) -> dict[str, int]:
    """State -> how many comments the filter lets through, of every state."""
    found = {row.state: row.found for row in connection.execute(_counts(bool(pile.q)), _words(pile))}
    return {state: found.get(state, 0) for state in STATES}


def pile_rows(connection: Connection, locale: str, pile: Pile, moment: Any) -> list[Any]:
    """One page: of what waits the oldest first, so that nothing waits for ever; of the rest the newest."""
    values = {"locale": locale, "state": pile.state, "now": moment, "first": (pile.page - 1) * PER_PAGE}
    return list(connection.execute(_rows(pile.state == WAITING, bool(pile.q)), values | _words(pile)))


def _words(pile: Pile) -> dict[str, str]:
    escaped = pile.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {"word": f"%{escaped}%"} if pile.q else {}


@cache
def _counts(filtered: bool) -> Select[Any]:
    columns: list[Any] = [Comment.state, func.count().label("found")]
    return _matching(select(*columns), filtered).group_by(Comment.state)


_parent = aliased(Comment, name="parent")


@cache
def _rows(oldest_first: bool, filtered: bool) -> Select[Any]:
    columns: list[Any] = [
        *SAID,
        Comment.post_id,
        PostListing.name.label("title"),
        PostListing.name_locale,
        PostListing.slug,
        OUT.label("out"),
        _parent.name.label("parent_name"),
        func.substr(_parent.body, 1, BEGINS, type_=String).label("parent_body"),
    ]
    statement = select(*columns).join(Post, Post.id == Comment.post_id).outerjoin(PostListing, LISTED)
    statement = statement.outerjoin(_parent, _parent.id == Comment.parent_id).where(Comment.state == bindparam("state"))
    order = Comment.id if oldest_first else Comment.id.desc()
    return _matching(statement, filtered).order_by(order).limit(PER_PAGE).offset(bindparam("first"))


def _matching(statement: Select[Any], filtered: bool) -> Select[Any]:
    statement = statement.where(Comment.trashed_at.is_(None))
    if not filtered:
        return statement
    # The database lowers both: SQLite knows the case of ASCII letters only.
    word = func.lower(bindparam("word"))
    return statement.where(or_(*(func.lower(field).like(word, escape="\\") for field in (Comment.name, Comment.body))))


_WAITING = select(func.count()).select_from(Comment).where(IS_WAITING)


def waiting_count(connection: Connection) -> int:
    return int(connection.scalar(_WAITING) or 0)
