"""Markdown as HTML: CommonMark without HTML, sanitised after rendering, kept under the digest of its text."""

from __future__ import annotations

import hashlib

import nh3
from flask import current_app
from markdown_it import MarkdownIt
from markupsafe import Markup

from webapp.freshness.store import Store

VERSION = 1
TAGS = {
    "p",
    "br",
    "hr",
    "strong",
    "em",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "table",
    "thead",
    "tbody",
}
TAGS |= {"tr", "th", "td", "h3", "h4", "h5", "h6"}
# The page has its own h1 and h2.
LOWERED = {f"h{level}": f"h{min(6, level + 2)}" for level in range(1, 7)}
_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])


def markdown(text: str) -> Markup:
    """Safe HTML within `hx-ignore`, so that nothing a text says can ever speak to htmx."""
    store: Store = current_app.extensions["etalage.store"]
    key = "markdown" + hashlib.blake2b(f"{VERSION}{text}".encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
    html = store.get_many([key]).get(key)
    if html is None:
        html = _rendered(text)
        store.set_many({key: html})
    return Markup(f'<div class="prose" hx-ignore>{html}</div>')  # noqa: S704 - sanitised below


def _rendered(text: str) -> str:
    tokens = _parser.parse(text)
    for token in tokens:
        token.tag = LOWERED.get(token.tag, token.tag)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
