"""Puts the demo's stories into an empty journal, as one act of a command."""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import frontmatter
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webapp.hypermedia.locales import languages, settings_timezone
from webapp.journal.models import Author, Comment, Post
from webapp.storage import clock
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.transactions import snapshot

FOLDER = Path(__file__).parent
OPENS = time(9)
TOLD = ("title", "slug", "summary", "tags")


def is_empty() -> bool:
    """Whether there is no post yet, not even in the trash."""
    with snapshot() as connection:
        return not connection.scalar(select(exists().where(Post.id.is_not(None))))


def fill() -> None:
    """Add authors and posts, in every configured language that they are written in, and what readers said."""
    posts = _read(FOLDER / "posts.toml")["post"]
    spoken = [language.code for language in languages()]

    def work(session: Session) -> None:
        authors = {row["key"]: _author(session, row, spoken) for row in _read(FOLDER / "authors.toml")["author"]}
        # The oldest first, as if they had been written in their order.
        for row in sorted(posts, key=lambda row: -row.get("days", -1000)):
            _post(session, row, authors[row["author"]], spoken)

    carry_out(Intent(Actor(None, "Etalage"), "command"), work)


def _author(session: Session, row: dict[str, Any], spoken: list[str]) -> Author:
    author = Author()
    session.add(author)
    author.rename(row["name"])
    for locale, about in row["about"].items():
        if locale in spoken:
            author.assign("about", locale, about)
    session.flush()
    return author


def _post(session: Session, row: dict[str, Any], author: Author, spoken: list[str]) -> None:
    post = Post(author_id=author.id, cover=row["cover"])
    session.add(post)
    if "days" in row:
        post.schedule(_opening(row["days"]))
        post.publish(True)
    for path in sorted((FOLDER / "posts" / row["key"]).glob("*.md")):
        if path.stem in spoken:
            _write(post, path.stem, frontmatter.loads(path.read_text(encoding="utf-8")))
    session.flush()
    said = FOLDER / "posts" / row["key"] / "comments.toml"
    if said.exists():
        _comments(session, post, _read(said)["comment"])


def _opening(days: float) -> datetime:
    """The hour at which the shop opens, some days ago."""
    zone = settings_timezone()
    day = (clock.now() - timedelta(days)).astimezone(zone).date()
    return datetime.combine(day, OPENS, zone)


def _write(post: Post, locale: str, text: Any) -> None:
    for field in TOLD:
        if field in text.metadata:
            post.assign(field, locale, str(text.metadata[field]))
    post.assign("body", locale, text.content.strip())


def _comments(session: Session, post: Post, rows: list[dict[str, Any]]) -> None:
    said: dict[str, Comment] = {}
    for row in rows:
        parent = said[row["parent"]].id if "parent" in row else None
        assert post.published_at is not None, "nobody comments on a draft"
        comment = Comment(post_id=post.id, parent_id=parent, name=row["name"], locale=row["locale"], state=row["state"])
        comment.say(row["body"].strip())
        comment.at = min(post.published_at + timedelta(hours=row["hours"]), clock.now())
        said[row["key"]] = comment
        session.add(comment)
        session.flush()


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
