"""What comes into the journal from elsewhere: exports of WordPress, and folders of Markdown with front matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.exchange import files, targets
from webapp.exchange.files import Document
from webapp.exchange.targets import Target
from webapp.journal.exchange import markdown, wordpress
from webapp.journal.models import Author, Comment, Post


def register() -> None:
    """Make the journal's nouns and documents known to the exchange."""
    targets.register(
        Target(Author, required=("name",), verbs={"name": _name}, named=_authors_named),
        Target(Post, required=("title",), verbs=POST_VERBS, once=frozenset({"slug"})),
        Target(Comment, required=("post_id", "name", "body"), verbs={"body": _say}),
    )
    files.register(
        Document("WordPress export", wordpress.recognises, wordpress.opened),
        Document("Markdown stories", markdown.recognises, markdown.opened),
    )


def _authors_named(session: Session, name: str, _locale: str) -> Sequence[int]:
    return session.scalars(select(Author.id).where(Author.name == name)).all()


def _name(author: Author, name: str, _locale: str) -> None:
    author.rename(name)


def _publish(post: Post, published: bool, _locale: str) -> None:
    post.publish(published)


def _schedule(post: Post, moment: Any, _locale: str) -> None:
    post.schedule(moment)


def _say(comment: Comment, body: str, _locale: str) -> None:
    comment.say(body)


POST_VERBS: dict[str, Callable[[Any, Any, str], None]] = {
    "slug": Post.bring_address,
    "title": Post.rename,
    "published_at": _schedule,
    "published": _publish,
}
