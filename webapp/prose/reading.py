"""A Markdown text as it is read: its words without the marks, and how long they take."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it.token import Token

from webapp.freshness.gathering import remembered
from webapp.prose.dialects import AUTHORS, words
from webapp.prose.letters import UNSPACED
from webapp.prose.markdown import parsed

WORDS_A_MINUTE, LETTERS_A_MINUTE = 200, 500
_UNSPACED = re.compile(f"[{UNSPACED}]")
_LETTER = re.compile(r"\w")


def plain(text: str) -> str:
    """The words, a line for each paragraph, heading, cell and line of code; what is too complex stays as typed."""
    tokens = parsed(AUTHORS, text)
    if tokens is None:
        return text.strip()
    lines = (line for token in tokens for line in _lines(token))
    return "\n".join(line for line in lines if line)


def _lines(token: Token) -> list[str]:
    if token.type == "inline":
        return [" ".join(words(token).split())]
    return [line.strip() for line in token.content.splitlines()]


@lru_cache(maxsize=256)
def minutes(text: str) -> int:
    """How long the words of a Markdown text take to read, at least one. It follows from the text alone, so it is remembered, of
    the latest texts in memory too: a list of stories asks for ten."""
    return int(remembered(lambda: str(_minutes(text)), "minutes", text))


def _minutes(text: str) -> int:
    read = plain(text)
    letters = len(_UNSPACED.findall(read))
    spaced = sum(1 for word in _UNSPACED.sub(" ", read).split() if _LETTER.search(word))
    return max(1, round(spaced / WORDS_A_MINUTE + letters / LETTERS_A_MINUTE))
