"""What the tests of the search share: a visitor, somebody who changes the database from outside, and many products."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from tests.unit.catalogue import conftest as catalogue
from tests.unit.conftest import Browser
from tests.unit.freshness import conftest as freshness
from tests.unit.security import conftest as security

filled_many, many = catalogue.filled_many, catalogue.many
outside, signed_in = freshness.outside, freshness.signed_in
read_markup = security.read_markup


class Found:
    """An answer of the search, as its reader sees it."""

    def __init__(self, answer: Any) -> None:
        assert answer.status_code == 200, answer.text
        self.html: str = answer.text
        self.said = " ".join(unescape(_without_tags(self._one(r'role="status">(.*?)</p>'))).split())
        self.hits = re.findall(r'<li class="hit" id="([a-z]+-\d+)">', self.html)
        self.titles = [unescape(_without_tags(title)) for title in re.findall(r"<h3[^>]*>(.*?)</h3>", self.html)]
        self.marks = [unescape(mark) for mark in re.findall(r"<mark>(.*?)</mark>", self.html)]
        self.names = [unescape(_without_tags(name)) for name in re.findall(r"<li>(<a .*?</a>)", self.html)]

    def _one(self, pattern: str) -> str:
        found = re.search(pattern, self.html, re.DOTALL)
        assert found, self.html
        return found[1]


def _without_tags(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


class Searcher:
    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def __call__(self, q: str, locale: str = "en", **query: Any) -> Found:
        return Found(self.browser.htmx(self.address(q, locale, **query)))

    def address(self, q: str, locale: str = "en", **query: Any) -> str:
        more = "".join(f"&{name.rstrip('_')}={value}" for name, value in query.items())
        return f"/{locale}/search?q={quote(q, safe='')}{more}"


@pytest.fixture
def search(shop: Flask, signed_in: Any) -> Searcher:
    """`search(q, locale, page=…)`: what a visitor finds."""
    return Searcher(signed_in(shop, None))
