"""What a visitor may read of the journal, in which language, and the columns that its pages show."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased

from webapp.journal.models import Author, AuthorText, Post, PostListing, PostText
from webapp.storage.clock import Moment


class NoSuchPage(LookupError):
    """The list is not that long, or nobody writes under this name."""


NOW = bindparam("now", type_=Moment())
# What a visitor may read: out, and no longer waiting for its time.
OUT = and_(Post.published, Post.trashed_at.is_(None), Post.published_at <= NOW)
LISTED = and_(PostListing.post_id == Post.id, PostListing.locale == bindparam("locale"))
# There, in the language itself and not by falling back.
SPOKEN = and_(LISTED, PostListing.name_locale == PostListing.locale)
# What a visitor may read in this language itself, by the listing alone.
OUT_HERE = and_(PostListing.locale == bindparam("locale"), PostListing.told_at <= NOW)

own = aliased(PostText, name="own")
OWN = and_(own.post_id == Post.id, own.locale == bindparam("locale"))
# One at most, so that an index has what they wrote in its order.
WRITES = select(Author.id).where(Author.slug == bindparam("author"), Author.trashed_at.is_(None)).scalar_subquery()
BY = and_(Author.id == Post.author_id, Author.trashed_at.is_(None))
ROW = (Post.id, Post.cover, Post.published, Post.published_at, PostListing.name.label("title"), PostListing.slug)
TOLD = (own.summary, own.body, own.tags, Author.name.label("author"), Author.slug.label("author_slug"))
about, about_source = aliased(AuthorText, name="about"), aliased(AuthorText, name="about_source")
ABOUT = (about.about, about_source.about.label("about_source"))
SAYS = and_(about.author_id == Author.id, about.locale == bindparam("locale"))
SAYS_SOURCE = and_(about_source.author_id == Author.id, about_source.locale == bindparam("source"))
