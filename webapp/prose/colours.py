"""Code in colours: Pygments says what each piece is, and a few classes of ours show it."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from itertools import groupby
from typing import Any

from pygments import token
from pygments.lexers import get_lexer_by_name

# As they are written behind a fence. The patterns of others, such as Java's, take forever on what they do not expect.
LANGUAGES = {"bash", "c", "console", "cpp", "css", "diff", "go", "html", "ini", "javascript", "js", "json", "php", "py"}
LANGUAGES |= {"python", "ruby", "rust", "sh", "sql", "toml", "ts", "typescript", "xml", "yaml", "yml"}
CLASSES = {
    token.Comment: "t-comment",
    token.Generic.Deleted: "t-removed",
    token.Generic.Inserted: "t-added",
    token.Generic.Prompt: "t-comment",
    token.Keyword: "t-keyword",
    token.Literal: "t-number",
    token.Name.Attribute: "t-name",
    token.Name.Class: "t-name",
    token.Name.Decorator: "t-name",
    token.Name.Function: "t-name",
    token.Name.Tag: "t-keyword",
    token.Number: "t-number",
    token.Operator.Word: "t-keyword",
    token.String: "t-string",
}
# What no code has, but where the patterns of a lexer look ahead again and again: long lines, empty ones in a row, errors.
_STRANGE = re.compile(r"[^\n]{301}|\n(?:[ \t]*\n){8}")
MISTAKES = 10
_PIECE = re.compile(r"\w+|\W")


def cost(code: str) -> int:
    """As letters of ordinary code: each piece takes the same time to find, and has two of them or more."""
    return max(len(code), 2 * len(_PIECE.findall(code)))


def coloured(language: str, code: str) -> str:
    """The HTML of a piece of code, with a class on what has a colour; plain where we do not know it well enough."""
    pieces = [] if _STRANGE.search(code) else _pieces(language, code)
    if "".join(text for _class, text in pieces) != code:
        return escape(code, quote=False)
    return "".join(_shown(class_, escape(text, quote=False)) for class_, text in pieces)


def _shown(class_: str, html: str) -> str:
    return f'<span class="{class_}">{html}</span>' if class_ else html


def _pieces(language: str, code: str) -> list[tuple[str, str]]:
    """(class, text) of each piece; none where the code is not in that language."""
    found, mistakes = [], 0
    for _place, kind, text in _lexer(language).get_tokens_unprocessed(code):
        mistakes += kind is token.Error
        if mistakes == MISTAKES:
            return []
        found.append((_class(kind), text))
    return [(class_, "".join(text for _class, text in run)) for class_, run in groupby(found, lambda piece: piece[0])]


@cache
def _lexer(language: str) -> Any:
    return get_lexer_by_name(language)


@cache
def _class(kind: Any) -> str:
    """That of the nearest kind above which has one; `` where none has."""
    return next((CLASSES[one] for one in reversed(kind.split()) if one in CLASSES), "")
