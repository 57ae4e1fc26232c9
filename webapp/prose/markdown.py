"""Markdown as HTML: limited, cleaned after rendering, kept under the digest of its text, then finished by our own hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.metadata import version

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from webapp.freshness.gathering import remembered
from webapp.prose import colours, costs
from webapp.prose.cleaning import clean
from webapp.prose.dialects import AUTHORS, VISITORS, bare, too_deep
from webapp.prose.finishing import Finish

# A library that was mended renders anew.
VERSION = (3, *map(version, ("markdown-it-py", "mdit-py-plugins", "nh3", "Pygments")))
# How many characters of code have colours, in one block and in a text without marks: those dear to colour take 8
# microseconds each, and marks leave less for them.
LONGEST_COLOURED, COLOURED = 2_500, 6_000
_CODE = re.compile(r"(?<=<pre><code>).*?(?=</code></pre>)", re.DOTALL)


def markdown(text: str, prefix: str = "") -> Markup:
    """Safe HTML within `hx-ignore`, so that nothing a text says can ever speak to htmx.

    Where several texts stand on one page, each needs a `prefix` of its own for the ids of its headings and notes.
    """
    return _framed(Finish(prefix)(_kept("markdown", _authored, text)))


def comment_markdown(text: str) -> Markup:
    """What visitors may write: paragraphs, emphasis, code, links, lists, quotes. There are no ids in it."""
    return _framed(Finish()(_kept("visitor", _visited, text)))


def unadorned(text: str) -> Markup:
    """The same as `markdown`, without ids and what needs a style sheet: for feeds."""
    return Markup(_kept("markdown", _authored, text))  # noqa: S704 - cleaned below


def too_complex(text: str) -> bool:
    """Whether it is marked up or nested so much that it is not shown as Markdown; 20,000 brackets took 400 ms."""
    return parsed(AUTHORS, text) is None


def _framed(html: str) -> Markup:
    return Markup(f'<div class="prose" hx-ignore>{html}</div>')  # noqa: S704 - cleaned below


def _kept(dialect: str, render: Callable[[str], str], text: str) -> str:
    return remembered(lambda: render(text), dialect, VERSION, text)


def _authored(text: str) -> str:
    tokens = parsed(AUTHORS, text)
    if tokens is None:
        return _as_typed(text)
    blocks = _colours(tokens, COLOURED * (1 - costs.cost(text) / costs.MOST))
    # The blocks of code stand in the HTML in the order of their tokens.
    return _CODE.sub(lambda found: next(blocks, "") or found[0], clean(bare(AUTHORS, tokens)))


def _visited(text: str) -> str:
    tokens = parsed(VISITORS, text)
    return _as_typed(text) if tokens is None else clean(bare(VISITORS, tokens))


def parsed(parser: MarkdownIt, text: str) -> list[Token] | None:
    """None where the text is too complex."""
    if costs.cost(text) > costs.MOST:
        return None
    tokens = parser.parse(text)
    return None if too_deep(tokens) else tokens


def _as_typed(text: str) -> str:
    """What is too complex: an import may bring it, and nothing is lost of it."""
    paragraphs = (escape(part.strip()) for part in re.split(r"\n[ \t]*\n", text))
    return "".join(f"<p>{part}</p>" for part in paragraphs if part)


def _colours(tokens: list[Token], left: float) -> Iterator[str]:
    """The coloured HTML of each block of code; empty where it stays as it is."""
    for token in tokens:
        if token.type in ("fence", "code_block"):
            language, code = token.info.lower().split(" ")[0], token.content
            known = language in colours.LANGUAGES and len(code) <= LONGEST_COLOURED
            if known and (cost := colours.cost(code)) <= left:
                left -= cost
                yield _coloured(language, code)
            else:
                yield ""


def _coloured(language: str, code: str) -> str:
    return remembered(lambda: colours.coloured(language, code), "code", VERSION, language, code)
