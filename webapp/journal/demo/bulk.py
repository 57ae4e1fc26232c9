"""Plausible posts by the thousand, for measuring: without acts, while every trigger fires."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from webapp.hypermedia.locales import languages
from webapp.journal.models import Author, Post, PostText
from webapp.storage import clock
from webapp.storage.transactions import write
from webapp.storage.versions import new_version

BATCH = 1000
WORDS = [
    "clay", "light", "paper", "water", "salt", "bread", "wood", "thread", "stone", "glass", "wool", "iron", "tea",
    "morning", "winter", "garden", "hand", "table",
]  # fmt: skip


def add(count: int) -> None:
    """Add `count` posts, one an hour back from now, in transactions of a thousand."""
    numbers = iter(range(count))
    start = write(lambda session: session.scalar(select(func.coalesce(func.max(Post.id), 0)))) or 0
    authors: list[Any] = write(lambda session: list(session.scalars(select(Author.id)))) or [None]
    while batch := list(islice(numbers, BATCH)):
        rows = [_post(start + 1 + number, number, authors) for number in batch]
        texts = [text for row in rows for text in _texts(row["id"])]
        write(lambda session, rows=rows, texts=texts: _insert(session, rows, texts))  # type: ignore[misc]
    write(_restart_ids)


def _insert(session: Session, rows: list[dict[str, Any]], texts: list[dict[str, Any]]) -> None:
    connection = session.connection()
    connection.execute(insert(Post), rows)
    connection.execute(insert(PostText), texts)


def _restart_ids(session: Session) -> None:
    """PostgreSQL does not notice ids that were given; SQLite does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.setval(func.pg_get_serial_sequence("post", "id"), func.max(Post.id))))


def _post(id_: int, number: int, authors: list[Any]) -> dict[str, Any]:
    return {
        "id": id_,
        "version": new_version(),
        "author_id": authors[number % len(authors)],
        "cover": None,
        "published": number % 50 != 49,
        "published_at": clock.now() - timedelta(hours=number),
        "trashed_at": None,
    }


def _texts(id_: int) -> Iterator[dict[str, Any]]:
    """In half of the languages, another half for the next."""
    dice = random.Random(id_)  # noqa: S311 - plausible, and the same each time
    for place, spoken in enumerate(languages()):
        if (place + id_) % 2:
            continue
        title = f"{' and '.join(dice.sample(WORDS, 2))} {id_}"
        body = "\n\n".join(" ".join(dice.choices(WORDS, k=60)).capitalize() + "." for _paragraph in range(3))
        yield {
            "post_id": id_,
            "locale": spoken.code,
            "title": title.capitalize(),
            "slug": title.replace(" ", "-"),
            "summary": " ".join(dice.choices(WORDS, k=12)).capitalize() + ".",
            "body": body,
            "tags": None,
        }
