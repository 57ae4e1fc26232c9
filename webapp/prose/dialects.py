"""The Markdown that we read, and the bare HTML that it becomes: CommonMark without HTML, for authors and for visitors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

DEEPEST = 20
# Deeper than is allowed, since the parser leaves out what is deeper than this and would not tell.
_OPTIONS = {"html": False, "maxNesting": DEEPEST + 3}


class _Bare(RendererHTML):
    """Without pictures, classes and ids. Elements that no Markdown becomes mark the parts of notes: `sup`, `sub`, `section`."""

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """The words that stand for it: the shop shows no pictures from elsewhere."""
        return escapeHtml(self.renderInlineAsText(tokens[idx].children, options, env))

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self.code_block(tokens, idx, options, env)

    def footnote_ref(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return f"<sup>{tokens[idx].meta['id'] + 1}</sup>"

    def footnote_block_open(self, *_: Any) -> str:
        return "<section><ol>\n"

    def footnote_block_close(self, *_: Any) -> str:
        return "</ol></section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return f'<li value="{tokens[idx].meta["id"] + 1}">'

    def footnote_close(self, *_: Any) -> str:
        return "</li>\n"

    def footnote_anchor(self, *_: Any) -> str:
        return "<sub></sub>"


_renderer = _Bare()


def _authors() -> MarkdownIt:
    parser = MarkdownIt("commonmark", _OPTIONS).enable(["table", "strikethrough"])
    # Notes within the line, `^[…]`, nest without a limit.
    footnote_plugin(parser, inline=False)
    # The plugin brings a way of rendering that has ids and classes.
    parser.renderer = _renderer
    return parser


def _visitors() -> MarkdownIt:
    parser = MarkdownIt("commonmark", _OPTIONS | {"breaks": True}, renderer_cls=lambda _parser: _renderer)
    return parser.disable(["heading", "lheading", "hr", "image", "reference"])


AUTHORS, VISITORS = _authors(), _visitors()


def too_deep(tokens: list[Token]) -> bool:
    """The words within twenty quotes are at level 21, since their paragraph is one too."""
    return any(token.level > DEEPEST + 1 or too_deep(token.children or []) for token in tokens)


def bare(parser: MarkdownIt, tokens: list[Token]) -> str:
    """HTML that still needs cleaning. Its headings follow a page's `h1` without leaving a level out."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            above = [tag for tag in above if tag < token.tag] + [token.tag]
        if token.type.startswith("heading_"):
            token.tag = f"h{min(6, len(above) + 1)}"
        if style := token.attrs.pop("style", None):
            token.attrs["align"] = str(style).removeprefix("text-align:")
    return _renderer.render(tokens, parser.options, {})


def words(line: Token) -> str:
    """What is said in a line or a cell; of a picture, what stands for it."""
    return _renderer.renderInlineAsText(line.children, AUTHORS.options, {})
