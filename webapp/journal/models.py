"""The nouns of the journal: authors, posts with their texts per language, and what readers say to them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from webapp.extensions import Base
from webapp.prose.addresses import Addressed
from webapp.prose.slugs import free_slug
from webapp.storage.clock import Moment, now
from webapp.storage.listings import Listing
from webapp.storage.records import Record, Text
from webapp.storage.scopes import Scope
from webapp.storage.tallies import Tally

WAITING, SHOWN, HIDDEN, SPAM = "waiting", "shown", "hidden", "spam"
STATES = (WAITING, SHOWN, HIDDEN, SPAM)
TOLD = "told_at IS NOT NULL"
_STATES = ", ".join(f"'{state}'" for state in STATES)


def digest_of(body: str) -> str:
    """The same for texts that differ in case and spaces only."""
    return hashlib.blake2b(" ".join(body.casefold().split()).encode(), digest_size=20).hexdigest()


class Author(Record, Base):
    """Who writes: a name on stories, which need not be an account. Their address is the same in every language."""

    __noun__ = "author"
    __tablename__ = "author"
    __scopes__ = (Scope("author", record="id"),)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    texts: Mapped[dict[str, AuthorText]] = relationship(
        back_populates="author", collection_class=attribute_keyed_dict("locale"), cascade="all, delete-orphan"
    )
    __table_args__ = (CheckConstraint("length(trim(name)) > 0", name="name_filled"),)

    def rename(self, name: str) -> None:
        """The first name gives the address; later names leave it."""
        self.name = name
        if not self.slug:
            with self.session().no_autoflush:
                self.slug = free_slug(name, self._taken)

    def _taken(self, slugs: list[str]) -> set[str]:
        return set(self.session().scalars(select(Author.slug).where(Author.slug.in_(slugs))))


class AuthorText(Text, Base):
    __tablename__ = "author_text"
    __owner__ = "author"
    __scopes__ = (Scope("author", record="author_id", locale="locale"),)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), ForeignKey("locale.code"), primary_key=True)
    about: Mapped[str | None] = mapped_column(String(1000))
    author: Mapped[Author] = relationship(back_populates="texts")


class Post(Addressed, Base):
    """A story. It is a draft until it is `published`, scheduled while its `published_at` is still to come, and then out."""

    __noun__ = "post"
    __tablename__ = "post"
    __titled__ = "title"
    __due__ = "published_at"
    __scopes__ = (Scope("post", record="id"),)
    __needs__ = ("author_id",)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"))
    cover: Mapped[str | None] = mapped_column(String(100))
    published: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    texts: Mapped[dict[str, PostText]] = relationship(
        back_populates="post", collection_class=attribute_keyed_dict("locale"), cascade="all, delete-orphan"
    )
    __table_args__ = (
        CheckConstraint("published_at IS NOT NULL OR NOT published", name="published_has_its_time"),
        # The lists, newest first; and the clock's question which post came due last.
        Index("ix_post_published_at", "published_at", "id"),
        # The page of an author, and the count of what refers to one before it goes to the trash.
        Index("ix_post_author", "author_id", "published_at", "id"),
    )

    def publish(self, published: bool) -> None:
        """Let it out, now or at the time that it is scheduled for; or make it a draft again, which keeps its time."""
        self.published = published
        if published and self.published_at is None:
            self.published_at = now()

    def schedule(self, moment: datetime | None) -> None:
        """Set from when on it is out; raises `ValueError` "published" where nothing would be left of a published post's time."""
        if moment is None and self.published:
            raise ValueError("published")
        self.published_at = moment


class PostText(Text, Base):
    """A story in one language. It is there in the languages that it has a title in; none stands in for another."""

    __tablename__ = "post_text"
    __owner__ = "post"
    __searched__ = ("title", "summary", "body", "tags")
    __falls_back__ = False
    __scopes__ = (Scope("post", record="post_id", locale="locale"),)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), ForeignKey("locale.code"), primary_key=True)
    title: Mapped[str | None] = mapped_column(String(200))
    slug: Mapped[str | None] = mapped_column(String(200))
    summary: Mapped[str | None] = mapped_column(String(500))
    body: Mapped[str | None]
    # Words divided by commas.
    tags: Mapped[str | None] = mapped_column(String(300))
    post: Mapped[Post] = relationship(back_populates="texts")
    __table_args__ = (
        UniqueConstraint("slug", "locale"),
        CheckConstraint("length(trim(title)) > 0", name="title_filled"),
    )


class PostListing(Listing, Base):
    """What the desk calls a post in each language, which may fall back; the journal lists only what does not."""

    __tablename__ = "post_listing"
    __listed__ = ("post_text", "post", "post_id", "title")
    __told__ = "CASE WHEN {row}.published AND {row}.trashed_at IS NULL THEN {row}.published_at END"
    __scopes__ = (
        Scope("post:name", record="post_id", locale="locale", columns=("name", "name_key", "name_locale", "slug")),
        Scope("post:told", record="post_id", locale="locale", columns=("told_at",)),
        Scope("post:address", record="post_id", locale="locale", columns=("slug", "name_locale")),
    )
    # How many are out or will be, in each language.
    __tallies__ = (Tally("told", where=TOLD, by="locale"),)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    __table_args__ = (
        Index("ix_post_listing_name", "locale", "name_key", "post_id"),
        Index("ix_post_listing_slug", "locale", "slug"),
        # The journal: what is told in a language, newest first, and how much of it.
        Index(
            "ix_post_listing_told", "locale", "told_at", "post_id", postgresql_where=text(TOLD), sqlite_where=text(TOLD)
        ),
    )


class Comment(Record, Base):
    """What a reader says to a post, or in reply to another comment. It is as its author wrote it, in one language."""

    __noun__ = "comment"
    __tablename__ = "comment"
    __scopes__ = (Scope("comment", record="id"), Scope("post:comment", record="post_id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    # Serves the rule that what is replied to cannot be deleted.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    # Who was signed in; whoever was not is known again by a mark that their browser keeps, of which this is a digest.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    browser: Mapped[str | None] = mapped_column(String(64), index=True)
    locale: Mapped[str] = mapped_column(String(16))
    body: Mapped[str]
    state: Mapped[str] = mapped_column(String(16), default=WAITING)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    # Of the body, to know the same text again.
    digest: Mapped[str] = mapped_column(String(40), index=True)
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state_known"),
        CheckConstraint("length(trim(body)) > 0", name="body_filled"),
        # The thread below a post.
        Index("ix_comment_post", "post_id", "id"),
        # What waits for somebody to look at it.
        Index("ix_comment_state", "state", "id"),
    )

    def say(self, body: str) -> None:
        self.body = body
        self.digest = digest_of(body)


Author.__texts__ = AuthorText
Post.__texts__ = PostText
