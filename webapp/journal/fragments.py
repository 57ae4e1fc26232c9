"""The fragments of the journal: what each reads, and the scopes that prove it fresh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.locales import languages, settings_timezone, source
from webapp.hypermedia.templates import href
from webapp.journal.queries import contents as lists
from webapp.journal.queries import posts
from webapp.journal.queries.contents import PER_PAGE, Contents
from webapp.journal.queries.reading import NoSuchPage
from webapp.storage import scopes

# Who writes, as every list and story names them.
_WRITERS = {scopes.of("author")}
_CLOCK = {scopes.due("post")}


def out_in(*locales: str) -> set[str]:
    """Which posts are out in these languages, and since when."""
    return {scopes.of("post:told", locale) for locale in locales} | _CLOCK


def out_anywhere() -> set[str]:
    return out_in(*(spoken.code for spoken in languages()))


def told_in(locale: str) -> set[str]:
    """Any post that is out, any text of one in this language, and where it is found."""
    return {scopes.of("post"), scopes.of("post", locale), scopes.of("post:address", locale)} | out_in(locale)


def one_of(locale: str, post_id: int) -> set[str]:
    """A post, its text in this language, and what it is called where it has none: a preview shows that too."""
    told = {scopes.of("post", spoken, post_id) for spoken in (None, locale)}
    return told | {scopes.of("post:name", locale, post_id)}


def addresses_of(post_id: int | None = None) -> set[str]:
    """In which languages a post is told, and where."""
    return {scopes.of("post:address", spoken.code, post_id) for spoken in languages()}


def about_in(locale: str) -> set[str]:
    """What authors say of themselves."""
    return _WRITERS | {scopes.of("author", spoken) for spoken in (locale, source())}


def contents_url(locale: str, contents: Contents, page: int = 1) -> str:
    """The address of one page of a list."""
    shown = page if page > 1 else None
    if contents.at == "home":
        return href("journal.home", locale=locale, page=shown)
    if contents.author:
        return href("journal.author", locale=locale, slug=contents.author, page=shown)
    if contents.year:
        return href("journal.year", locale=locale, year=contents.year, page=shown)
    return href("journal.journal", locale=locale, page=shown)


def _list(connection: Connection, locale: str, contents: Contents) -> Mapping[str, Any]:
    zone = settings_timezone()
    who = posts.author(connection, locale, source(), contents.author) if contents.author else None
    count = lists.contents_count(connection, locale, contents, zone)
    last = max(1, -(-count // PER_PAGE))
    if contents.page > last or (contents.year and not count):
        raise NoSuchPage(contents.page)
    ids = lists.contents_ids(connection, locale, contents, zone)
    return {
        "contents": contents,
        "author": who,
        "cards": lists.contents_cards(connection, locale, ids),
        "comments": lists.comment_counts(connection, ids),
        "count": count,
        "last": last,
        "zone": zone,
        "url": lambda page: contents_url(locale, contents, page),
    }


def _years(connection: Connection, locale: str, current: int) -> Mapping[str, Any]:
    return {"years": lists.years(connection, locale, settings_timezone()), "current": current}


def _body(connection: Connection, locale: str, post_id: int) -> Mapping[str, Any]:
    found = posts.post_body(connection, locale, source(), post_id)
    return {"p": found, "zone": settings_timezone()}


def _neighbours(connection: Connection, locale: str, post_id: int) -> Mapping[str, Any]:
    older, newer = posts.neighbours(connection, locale, post_id)
    return {"older": older, "newer": newer}


def _post_languages(connection: Connection, locale: str, post_id: int) -> Mapping[str, Any]:
    slugs = posts.post_slugs(connection, post_id)
    others = {code: href("journal.post", locale=code, slug=slug) for code, slug in slugs.items()}
    fallback = {spoken.code: href("journal.journal", locale=spoken.code) for spoken in languages()}
    return {"languages": languages(), "alternates": fallback | others}


def _elsewhere(connection: Connection, locale: str, post_id: int) -> Mapping[str, Any]:
    slugs = posts.post_slugs(connection, post_id)
    found = posts.post_body(connection, locale, source(), post_id)
    return {"p": found, "told": [spoken for spoken in languages() if spoken.code in slugs], "slugs": slugs}


LIST = Fragment(
    "journal/post/list",
    _list,
    lambda locale, contents: (
        told_in(locale) | {scopes.of("post:comment")} | (about_in(locale) if contents.author else _WRITERS)
    ),
)
YEARS = Fragment(
    "journal/post/years",
    _years,
    lambda locale, current: out_in(locale),
)
BODY = Fragment(
    "journal/post/body",
    _body,
    lambda locale, id_: one_of(locale, id_) | about_in(locale),
)
NEIGHBOURS = Fragment(
    "journal/post/neighbours",
    _neighbours,
    lambda locale, id_: out_in(locale) | {scopes.of("post:name", locale), scopes.of("post", record=id_)},
)
POST_LANGUAGES = Fragment(
    "journal/post/languages",
    _post_languages,
    lambda locale, id_: addresses_of(id_),
)
ELSEWHERE = Fragment(
    "journal/post/elsewhere",
    _elsewhere,
    lambda locale, id_: one_of(locale, id_) | addresses_of(id_) | about_in(locale),
)
