"""Markdown as HTML: CommonMark without HTML, limited, sanitised after rendering, kept under the digest of its text."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from webapp.freshness.gathering import remembered

VERSION = 2
# What a text may cost and how deep it may nest. The dearest that a search found within this took 40 ms.
COST, DEEPEST = 800, 20
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
# What a line under the heads of a table is made of, with the marks of lists and quotes that it may stand in.
RULING = frozenset("|:- \t>*+.)0123456789")
# The page has its own h1 and h2.
LOWERED = {f"h{level}": f"h{min(6, level + 2)}" for level in range(1, 7)}
# Deeper than is allowed, since the parser leaves out what is deeper than this and would not tell.
_ITEM = re.compile(r"(?:^|(?<=[\s>]))(?:[-+]|\d{1,9}[.)])(?=\s|$)", re.MULTILINE)
_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST + 3}).enable(["table", "strikethrough"])


def markdown(text: str) -> Markup:
    """Safe HTML within `hx-ignore`, so that nothing a text says can ever speak to htmx."""
    html = remembered(lambda: _rendered(text), "markdown", VERSION, text)
    return Markup(f'<div class="prose" hx-ignore>{html}</div>')  # noqa: S704 - sanitised below


def too_complex(text: str) -> bool:
    """Whether it is marked up or nested so much that it is not shown as Markdown; 20,000 brackets took 400 ms."""
    return _cost(text) > COST or _too_deep(_parser.parse(text))


def _cost(text: str) -> float:
    """An upper bound in units of some 35 microseconds: marks that may begin something, lines, and cells of tables."""
    lines = [line for line in text.splitlines() if line.strip()]
    marks = sum(text.count(mark) for mark in "*_~[]!<>")
    items = len(_ITEM.findall(text))
    cheap = sum(text.count(mark) for mark in "`&\\:")
    return marks + items + len(lines) + cheap / 5 + sum(_cells(block) for block in re.split(r"\n[ \t]*\n", text))


def _cells(block: str) -> int:
    """How many cells a block without an empty line may have: each row of a table is filled up to its widest."""
    lines = block.split("\n")
    columns = max((line.count("|") + line.count(":") for line in lines if _rules_table(line)), default=0)
    return (columns + 1) * len(lines) if columns else 0


def _rules_table(line: str) -> bool:
    """Whether it may be the line under the heads of a table, in a list or a quote too."""
    return "-" in line and RULING.issuperset(line)


def _too_deep(tokens: list[Token]) -> bool:
    """The words within twenty quotes are at level 21, since their paragraph is one too."""
    return any(token.level > DEEPEST + 1 or _too_deep(token.children or []) for token in tokens)


def _rendered(text: str) -> str:
    if _cost(text) > COST:
        return _plain(text)
    tokens = _parser.parse(text)
    if _too_deep(tokens):
        return _plain(text)
    for token in tokens:
        token.tag = LOWERED.get(token.tag, token.tag)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        # Without a rule for every element the library lets `title` and `lang` through.
        attributes={"a": {"href"}, "*": set()},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )


def _plain(text: str) -> str:
    """What is too complex, as it was typed: an import may bring it, and nothing is lost of it."""
    paragraphs = (escape(part.strip()) for part in re.split(r"\n[ \t]*\n", text))
    return "".join(f"<p>{part}</p>" for part in paragraphs if part)
