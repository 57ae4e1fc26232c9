"""Each fragment is on show, and each sample of it renders in every language, with ids of its own that hold together."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from flask import Flask, g

from webapp.gallery.samples import samples
from webapp.hypermedia.locales import language
from webapp.places import folder

PARTIALS = folder("templates") / "partials"
LOCALES = ("en", "nl", "de", "fr", "es", "ar")
REFERRING = (
    "for",
    "form",
    "list",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-activedescendant",
)
# The ids that every page has.
LAYOUT = {"announcer", "main", "notes", "dialogs", "alarm"}
# fragment -> the ids that it refers to and that stand elsewhere on its page.
OUTSIDE: dict[str, set[str]] = {"search/results": {"search-form"}, "grid/row": {"products-acts", "posts-acts"}}


class Page(HTMLParser):
    """The ids of a fragment and what it says of ids. The client copies what is in a template, so that is a page of its own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.meant: set[str] = set()
        self.templates = [Page(inside) for inside in re.findall(r"<template[^>]*>(.*?)</template>", html, re.DOTALL)]
        self.feed(re.sub(r"(<template[^>]*>).*?</template>", r"\1", html, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in REFERRING:
                self.meant |= set((value or "").split())
            elif name in ("href", "hx-target") and (value or "").startswith("#"):
                self.meant.add((value or "")[1:])

    def twice(self) -> list[str]:
        several = [id_ for id_, count in Counter(self.ids).items() if count > 1]
        return several + [id_ for template in self.templates for id_ in template.twice()]

    def loose(self) -> set[str]:
        return (self.meant - set(self.ids)).union(*(template.loose() for template in self.templates))


def fragments() -> set[str]:
    return {
        path.relative_to(PARTIALS).as_posix().removesuffix(".html")
        for path in PARTIALS.rglob("*.html")
        if "{% block display %}" in path.read_text(encoding="utf-8")
    }


def test_each_fragment_is_on_show(sqlite_shop: Flask) -> None:
    assert fragments() - {sample.fragment for sample in samples()} == set(), "declare a sample of it in webapp/gallery"
    assert {sample.fragment for sample in samples()} - fragments() == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_each_sample_renders_and_its_ids_hold_together(sqlite_shop: Flask, locale: str) -> None:
    twice: dict[str, list[str]] = {}
    loose: dict[str, set[str]] = {}
    for sample in samples():
        with sqlite_shop.test_request_context(f"/{locale}/"):
            g.language = language(locale)
            page = Page(sample.html(g.language))
        name = f"{sample.fragment}: {sample.state}"
        twice |= {name: page.twice()} if page.twice() else {}
        left = page.loose() - LAYOUT - OUTSIDE.get(sample.fragment, set())
        loose |= {name: left} if left else {}
    assert twice == {}
    assert loose == {}


def test_every_page_has_the_ids_of_the_layout(sqlite_shop: Flask) -> None:
    assert set(Page(sqlite_shop.test_client().get("/en/").text).ids) >= LAYOUT


def test_what_stands_elsewhere_is_still_meant(sqlite_shop: Flask) -> None:
    meant: dict[str, set[str]] = {}
    for sample in samples():
        with sqlite_shop.test_request_context("/en/"):
            g.language = language("en")
            meant.setdefault(sample.fragment, set()).update(Page(sample.html(g.language)).loose())
    assert {name: ids for name, ids in OUTSIDE.items() if ids - meant[name]} == {}


def test_the_sight_of_ids_is_no_illusion() -> None:
    page = Page(
        '<p id="a" aria-describedby="b c"><i id="a"></i><template><b id="a"></b><label for="d"></label></template>'
    )
    assert page.twice() == ["a"]
    assert page.loose() == {"b", "c", "d"}
