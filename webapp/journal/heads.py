"""What the pages of the journal say of themselves in their heads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from webapp.hypermedia import statics
from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.heads import SHOP, Head, page_name, quoted, titled
from webapp.hypermedia.linked_data import Node, breadcrumbs, node, shop
from webapp.hypermedia.locales import Language, language, languages, settings_timezone, source
from webapp.hypermedia.locales import marked as _
from webapp.hypermedia.paths import absolute
from webapp.hypermedia.templates import href
from webapp.journal.fragments import about_in, addresses_of, contents_url, one_of, told_in
from webapp.journal.queries import contents as lists
from webapp.journal.queries import posts
from webapp.journal.queries.contents import Contents
from webapp.journal.queries.newest import newest
from webapp.prose.reading import plain
from webapp.storage import scopes
from webapp.storage.latest import latest_changes

# As the home page says it itself.
WELCOME = _(
    "Things for the table, the kitchen, the desk and the garden, made to be used every day, and the stories behind them."
)


def post_url(locale: str, slug: str) -> str:
    return href("journal.post", locale=locale, slug=slug)


def author_url(locale: str, p: Any) -> str:
    return href("journal.author", locale=locale, slug=p.author_slug)


def description_of(p: Any) -> str | None:
    return quoted(p.summary or plain(p.body or ""))


def tags_of(p: Any) -> list[str]:
    return [tag.strip() for tag in (p.tags or "").split(",") if tag.strip()]


def _post(connection: Connection, locale: str, post_id: int, preview: bool = False) -> Mapping[str, Any]:
    p = posts.post_body(connection, locale, source(), post_id)
    if preview or p.name_locale != locale:
        # Nor is the offer of other languages a page of its own.
        return {"head": Head(title=titled(p.title))}
    twins = {code: post_url(code, slug) for code, slug in posts.post_slugs(connection, post_id).items()}
    written = latest_changes(connection, "post", [post_id]).get((post_id, locale), p.published_at)
    changed = max(written, p.published_at)
    said = lists.comment_counts(connection, [post_id]).get(post_id, 0)
    head = Head(
        title=titled(p.title),
        description=description_of(p),
        canonical=twins[locale],
        twins=twins,
        kind="article",
        feed=_feed(language(locale)),
        properties=_properties(locale, p, changed),
        data=(_article(locale, p, changed, said), breadcrumbs(_journal(language(locale)), (p.title, twins[locale]))),
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


def _contents(connection: Connection, locale: str, contents: Contents) -> Mapping[str, Any]:
    spoken, zone = language(locale), settings_timezone()
    author = posts.author(connection, locale, source(), contents.author) if contents.author else None
    name, about = _named(spoken, contents, author)
    narrow = contents.author or contents.year
    there = [*newest(connection, contents, zone)] if narrow else [one.code for one in languages()]
    further = lists.contents_ids(connection, locale, replace(contents, page=contents.page + 1), zone)
    # Beyond its first page, home shows what the journal does.
    series, first = Contents() if contents.at == "home" else contents, contents.page == 1
    head = Head(
        title=titled(name, page_name(spoken, contents.page)),
        description=quoted(about) if first else None,
        canonical=contents_url(locale, contents if first else series, contents.page) if locale in there else None,
        twins={code: contents_url(code, contents) for code in there} if first else {},
        default="/" if contents.at == "home" else None,
        kind="profile" if author else "website",
        before=None if first else contents_url(locale, series, contents.page - 1),
        after=contents_url(locale, series, contents.page + 1) if further else None,
        feed=_feed(spoken),
        data=_about(spoken, contents, name, author) if first else (),
    )
    return {"head": head}


def _named(spoken: Language, contents: Contents, author: Any) -> tuple[str, str | None]:
    """(name, what it is about) of a list."""
    say = spoken.translations.gettext
    if author:
        return author.name, author.about or author.about_source
    if contents.year:
        year = {"year": contents.year}
        return say(_("Stories of %(year)s")) % year, say(_("All that the journal told in %(year)s.")) % year
    if contents.at == "home" and contents.page == 1:
        return say(_("The window")), say(WELCOME)
    return _journal(spoken)[0], say(
        _("Stories of things that last, of who makes them, and of how to use and keep them.")
    )


def _about(spoken: Language, contents: Contents, name: str, author: Any) -> list[Node]:
    """The linked data of a list."""
    url = contents_url(spoken.code, contents)
    if contents.at == "home":
        return [shop(), node("WebSite", name=SHOP, url=absolute(url), inLanguage=spoken.code, publisher=shop())]
    if author:
        person = node("Person", name=name, description=author.about or author.about_source, url=absolute(url))
        return [person, breadcrumbs(_journal(spoken), (name, url))]
    return [breadcrumbs(_journal(spoken), (name, url))] if contents.year else []


def _journal(spoken: Language) -> tuple[str, str]:
    return spoken.translations.gettext(_("Journal")), href("journal.journal", locale=spoken.code)


def _feed(spoken: Language) -> tuple[str, str]:
    return titled(_journal(spoken)[0]), href("journal.feed", locale=spoken.code)


POST_HEAD = Fragment(
    "journal/post/head",
    _post,
    lambda locale, id_, preview=False: (
        {scopes.of("post:comment", None, id_)} | one_of(locale, id_) | addresses_of(id_) | about_in(locale)
    ),
)
CONTENTS_HEAD = Fragment(
    "journal/contents/head",
    _contents,
    lambda locale, contents: (
        told_in(locale)
        | (about_in(locale) if contents.author else set())
        | (addresses_of() if contents.author or contents.year else set())
    ),
)
