"""What home, the journal, a year of it and the page of an author say of themselves in their heads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.heads import SHOP, Head, page_name, quoted, titled
from webapp.hypermedia.linked_data import Node, breadcrumbs, node, shop
from webapp.hypermedia.locales import Language, language, languages, settings_timezone, source
from webapp.hypermedia.locales import marked as _
from webapp.hypermedia.paths import absolute
from webapp.journal.fragments import about_in, contents_url, out_anywhere, told_in
from webapp.journal.heads import feed_of, journal_step
from webapp.journal.queries import contents as lists
from webapp.journal.queries import posts
from webapp.journal.queries.contents import Contents
from webapp.journal.queries.newest import newest

# As the home page says it itself.
WELCOME = _(
    "Things for the table, the kitchen, the desk and the garden, made to be used every day, and the stories behind them."
)


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
        feed=feed_of(spoken),
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
    return journal_step(spoken)[0], say(
        _("Stories of things that last, of who makes them, and of how to use and keep them.")
    )


def _about(spoken: Language, contents: Contents, name: str, author: Any) -> list[Node]:
    """The linked data of a list."""
    url = contents_url(spoken.code, contents)
    if contents.at == "home":
        return [shop(), node("WebSite", name=SHOP, url=absolute(url), inLanguage=spoken.code, publisher=shop())]
    if author:
        person = node("Person", name=name, description=author.about or author.about_source, url=absolute(url))
        return [person, breadcrumbs(journal_step(spoken), (name, url))]
    return [breadcrumbs(journal_step(spoken), (name, url))] if contents.year else []


CONTENTS_HEAD = Fragment(
    "journal/contents/head",
    _contents,
    lambda locale, contents: (
        told_in(locale)
        | (about_in(locale) if contents.author else set())
        | (out_anywhere() if contents.author or contents.year else set())
    ),
)
