"""What readers see of the comments below a post, and the post that they write to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from webapp.journal.models import SHOWN, WAITING, Comment, Post, PostListing
from webapp.journal.queries.reading import LISTED, OUT
from webapp.storage.clock import moment_of

IS_SHOWN = and_(Comment.state == SHOWN, Comment.trashed_at.is_(None))
IS_WAITING = and_(Comment.state == WAITING, Comment.trashed_at.is_(None))
SAID = (
    Comment.id,
    Comment.parent_id,
    Comment.name,
    Comment.user_id,
    Comment.locale,
    Comment.body,
    Comment.at,
    Comment.state,
    # As the grid has it: a comment has no texts, so behind the point there is nothing.
    (Comment.version + ".").label("version"),
)
_reply = aliased(Comment, name="reply")
_PLACES = (
    select(Comment.id, Comment.parent_id, IS_SHOWN.label("shown"))
    .where(Comment.post_id == bindparam("post"), or_(IS_SHOWN, exists().where(_reply.parent_id == Comment.id)))
    .order_by(Comment.at, Comment.id)
)


def places(connection: Connection, post_id: int) -> list[Any]:
    """(id, parent_id, shown) of what is shown below a post, and of what is not but was replied to, oldest first."""
    return list(connection.execute(_PLACES, {"post": post_id}))


_SAID = select(*SAID).where(Comment.id.in_(bindparam("ids", expanding=True)))


def said(connection: Connection, ids: list[int]) -> dict[int, Any]:
    """Id -> what a thread shows of a comment."""
    return {row.id: row for row in connection.execute(_SAID, {"ids": ids})}


_WAITING = (
    select(*SAID).where(Comment.post_id == bindparam("post"), IS_WAITING).order_by(Comment.id).limit(bindparam("limit"))
)


def waiting(connection: Connection, post_id: int, limit: int) -> list[Any]:
    """What waits for somebody to look at it below a post, oldest first."""
    return list(connection.execute(_WAITING, {"post": post_id, "limit": limit}))


_POST = (
    select(Post.id, PostListing.name.label("title"), PostListing.name_locale, PostListing.slug)
    .join(PostListing, LISTED)
    .where(Post.id == bindparam("post"), OUT)
)


def post_to_comment_on(connection: Connection, locale: str, post_id: int) -> Any:
    """(id, title, name_locale, slug) of a post that is out; None of any other."""
    values = {"locale": locale, "post": post_id, "now": moment_of(connection)}
    return connection.execute(_POST, values).first()


_PARENT = select(*SAID).where(
    Comment.id == bindparam("id"), Comment.post_id == bindparam("post"), Comment.trashed_at.is_(None)
)


def parent(connection: Connection, post_id: int, comment_id: int, anybody: bool) -> Any:
    """What can be replied to: what is shown below the post, and for moderators `anybody`'s; else None."""
    row = connection.execute(_PARENT, {"post": post_id, "id": comment_id}).first()
    return row if row is not None and (anybody or row.state == SHOWN) else None


_POST_OF = select(Comment.post_id).where(Comment.id == bindparam("id"))


def post_of(connection: Connection, comment_id: int) -> int | None:
    found: int | None = connection.scalar(_POST_OF, {"id": comment_id})
    return found
