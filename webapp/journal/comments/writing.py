"""Writing a comment: once for each form and text, not too often, and shown at once where its writer was approved before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from webapp.journal.comments.marks import Writer
from webapp.journal.comments.models import CommentSent
from webapp.journal.models import SHOWN, SPAM, WAITING, Comment, digest_of
from webapp.storage import acts, clock, limits
from webapp.storage.acts import Intent, Repeated
from webapp.storage.changes import Change
from webapp.storage.noting import CREATED
from webapp.storage.transactions import snapshot

WINDOW, MOST = timedelta(minutes=10), 3
# For so long the same text is taken for the same comment. What is shorter than this two people may well write by chance.
AGAIN, BY_CHANCE = timedelta(days=1), 40


class TooMany(Exception):
    """Too many comments came from there; `wait` seconds until there may be another one."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class SentBefore(Exception):
    """The form was used already, for another text."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A comment as it was written."""

    post_id: int
    parent_id: int | None
    name: str
    locale: str
    body: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of it: the comment, whether it is shown, and the act; None where an earlier one stands for it."""

    id: int
    shown: bool
    act: int | None


def write(intent: Intent, draft: Draft, writer: Writer) -> Kept:
    """Keep a comment. Raises `TooMany` and `SentBefore`."""
    try:
        kept, act = acts.carry_out(intent, lambda session: _keep(session, draft, writer))
    except Repeated as repeated:
        return _kept_before(repeated.act_id, draft)
    return Kept(kept.id, kept.shown, act)


def _keep(session: Session, draft: Draft, writer: Writer) -> Kept:
    if not writer.moderates:
        if earlier := session.execute(_same_text(draft, writer)).first():
            return _as(earlier, draft)
        if wait := limits.wait(session, CommentSent, WINDOW, [(MOST, (CommentSent.sender == writer.sender,))]):
            raise TooMany(wait)
    state = SHOWN if writer.moderates or _is_trusted(session, writer) else WAITING
    comment = Comment(post_id=draft.post_id, parent_id=draft.parent_id, name=draft.name, locale=draft.locale)
    comment.user_id, comment.browser = writer.user_id, writer.browser
    comment.state, comment.at = state, clock.now()
    comment.say(draft.body)
    session.add(comment)
    if writer.moderates:
        _approve(session, draft.parent_id)
    else:
        limits.note(session, CommentSent, WINDOW, sender=writer.sender)
    session.flush()
    return Kept(comment.id, state == SHOWN, None)


def _approve(session: Session, comment_id: int | None) -> None:
    """To answer what waits is to approve of it: the answer would stand below nothing."""
    answered = session.get(Comment, comment_id) if comment_id else None
    if answered is not None and answered.state == WAITING:
        answered.state = SHOWN


def _by(writer: Writer) -> ColumnElement[bool]:
    return Comment.browser == writer.browser if writer.user_id is None else Comment.user_id == writer.user_id


def _is_trusted(session: Session, writer: Writer) -> bool:
    """Whether something of theirs was approved, and nothing was spam."""
    states = set(session.scalars(select(Comment.state).where(_by(writer), Comment.trashed_at.is_(None)).distinct()))
    return SHOWN in states and SPAM not in states


def _same_text(draft: Draft, writer: Writer) -> Any:
    """The same words within a day: by the same writer in the same place, or by anybody where they are too many for chance."""
    same = [Comment.digest == digest_of(draft.body), Comment.at > clock.now() - AGAIN]
    if len(draft.body) < BY_CHANCE:
        here = Comment.post_id == draft.post_id, Comment.parent_id.is_not_distinct_from(draft.parent_id)
        same += [_by(writer), *here]
    return select(Comment.id, Comment.post_id, Comment.state, Comment.trashed_at).where(*same).order_by(Comment.id)


def _as(earlier: Any, draft: Draft) -> Kept:
    """Answered like the first; where that is elsewhere or was taken away, nothing is said of it."""
    here = earlier.post_id == draft.post_id and earlier.trashed_at is None
    return Kept(earlier.id, here and earlier.state == SHOWN, None)


def _kept_before(act_id: int, draft: Draft) -> Kept:
    """The answer to this form was lost on its way, or it came twice."""
    made = exists().where(
        Change.act_id == act_id,
        Change.noun == Comment.__noun__,
        Change.field == CREATED,
        Change.record_id == Comment.id,
    )
    found = select(Comment.id, Comment.post_id, Comment.state, Comment.trashed_at, Comment.digest).where(made)
    with snapshot() as connection:
        row = connection.execute(found).first()
    if row is None or row.digest != digest_of(draft.body):
        raise SentBefore
    return _as(row, draft)
