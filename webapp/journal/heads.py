"""What a story says of itself in the head of its page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from webapp.hypermedia import statics
from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.heads import Head, in_the_shop, quoted, titled
from webapp.hypermedia.linked_data import Node, breadcrumbs, node, shop
from webapp.hypermedia.locales import Language, language, source
from webapp.hypermedia.locales import marked as _
from webapp.hypermedia.paths import absolute
from webapp.hypermedia.templates import href
from webapp.journal.fragments import about_in, addresses_of, one_of
from webapp.journal.queries import contents as lists
from webapp.journal.queries import posts
from webapp.prose.reading import plain
from webapp.storage import scopes
from webapp.storage.latest import latest_changes


def post_url(locale: str, slug: str) -> str:
    return href("journal.post", locale=locale, slug=slug)


def author_url(locale: str, p: Any) -> str:
    return href("journal.author", locale=locale, slug=p.author_slug)


def journal_step(spoken: Language) -> tuple[str, str]:
    """(name, path) of the journal, as the first of breadcrumbs."""
    return spoken.translations.gettext(_("Journal")), href("journal.journal", locale=spoken.code)


def feed_of(spoken: Language) -> tuple[str, str]:
    """(title, path) of what readers subscribe to in a language."""
    return titled(journal_step(spoken)[0]), href("journal.feed", locale=spoken.code)


def description_of(p: Any) -> str | None:
    return quoted(p.summary or plain(p.body or ""))


def tags_of(p: Any) -> list[str]:
    return [tag.strip() for tag in (p.tags or "").split(",") if tag.strip()]


def _post(connection: Connection, locale: str, post_id: int, preview: bool = False) -> Mapping[str, Any]:
    p = posts.post_body(connection, locale, source(), post_id)
    if preview or p.name_locale != locale:
        # Nor is the offer of other languages a page of its own.
        return {"head": Head(title=titled(p.title))}
    twins = {code: post_url(code, slug) for code, slug in in_the_shop(posts.post_slugs(connection, post_id)).items()}
    written = latest_changes(connection, "post", [post_id]).get((post_id, locale), p.published_at)
    changed = max(written, p.published_at)
    said = lists.comment_counts(connection, [post_id]).get(post_id, 0)
    head = Head(
        title=titled(p.title),
        description=description_of(p),
        canonical=twins[locale],
        twins=twins,
        kind="article",
        feed=feed_of(language(locale)),
        properties=_properties(locale, p, changed),
        data=(
            _article(locale, p, changed, said),
            breadcrumbs(journal_step(language(locale)), (p.title, twins[locale])),
        ),
    )
    return {"head": head}


def _properties(locale: str, p: Any, changed: datetime) -> list[tuple[str, str]]:
    times = [("article:published_time", _moment(p.published_at)), ("article:modified_time", _moment(changed))]
    writer = [("article:author", absolute(author_url(locale, p)))] if p.author else []
    return times + writer + [("article:tag", tag) for tag in tags_of(p)]


def _article(locale: str, p: Any, changed: datetime, said: int) -> Node:
    url = absolute(post_url(locale, p.slug))
    return node(
        "Article",
        headline=p.title,
        description=description_of(p),
        image=absolute(statics.url(f"covers/{p.cover}.svg")) if p.cover else None,
        datePublished=_moment(p.published_at),
        dateModified=_moment(changed),
        inLanguage=locale,
        author=node("Person", name=p.author, url=absolute(author_url(locale, p))) if p.author else shop(),
        publisher=shop(),
        wordCount=len(plain(p.body or "").split()),
        commentCount=said,
        keywords=tags_of(p) or None,
        url=url,
        mainEntityOfPage=url,
    )


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


POST_HEAD = Fragment(
    "journal/post/head",
    _post,
    lambda locale, id_, preview=False: (
        {scopes.of("post:comment", None, id_)} | one_of(locale, id_) | addresses_of(id_) | about_in(locale)
    ),
)
