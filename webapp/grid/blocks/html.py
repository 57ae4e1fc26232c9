"""Blocks of cells as spreadsheets and web pages put them on the clipboard as HTML: the first table of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from time import thread_time

from webapp.grid.blocks.limits import MOST_CELLS, TooMuch

# What is fed at once, and what all of it may cost: of what is badly broken the parser reads the beginning again and again.
PIECE, SECONDS = 2**11, 5.0
# No table of anybody's is wider, though a `colspan` may say so.
WIDEST, TALLEST = 1_000, 65_534
BREAKS = frozenset(
    {"p", "div", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
)
UNSEEN = frozenset({"style", "script"})
# Not the space that does not break: somebody meant it.
SPACES = re.compile(r"[ \t\r\n\f]+")
AROUND_BREAK = re.compile(r" *\n *")


def parse(text: str) -> tuple[list[list[str]], str]:
    """The rows, and the language of the grid of ours that they were copied from, if it was one; no rows without a table.

    A cell that spans several counts for each of them. Raises `TooMuch`.
    """
    reader, ends = _Reader(), thread_time() + SECONDS
    for at in range(0, len(text), PIECE):
        reader.feed(text[at : at + PIECE])
        if reader.done:
            break
        if thread_time() > ends:
            raise TooMuch
    # To close it would read anew what is left of broken markup; this lets go of a text that may still have gone on.
    reader.feed("</td>")
    return reader.rows(), reader.origin


class _Reader(HTMLParser):
    """Goes through the markup once. A table within a cell is part of its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.origin = ""
        self.done = False
        self._depth = 0
        self._unseen = ""
        # (row, column) -> text
        self._cells: dict[tuple[int, int], str] = {}
        self._row, self._column, self._last = -1, 0, 0
        self._text: list[str] | None = None
        self._spans = (1, 1)

    def rows(self) -> list[list[str]]:
        self._end_cell()
        width = max((column for _row, column in self._cells), default=-1) + 1
        return [[self._cells.get((row, column), "") for column in range(width)] for row in range(self._last)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.done:
            return
        if tag in UNSEEN:
            self._unseen = tag
        elif tag == "table":
            self._depth += 1
            self.origin = self.origin or dict(attrs).get("data-etalage") or ""
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._row, self._column = self._row + 1, 0
        elif self._depth == 1 and tag in ("td", "th"):
            self._begin_cell(dict(attrs))
        elif tag == "br":
            self._say("\n")
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        elif tag == "table" and self._depth:
            self._depth -= 1
            self.done = self._depth == 0
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen and not self.done:
            self._say(SPACES.sub(" ", data))

    def _say(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _break(self, tag: str) -> None:
        """Where a block begins or ends, a line does; `<p></p>` between two is one all the same."""
        last = next((piece for piece in reversed(self._text or ()) if piece != " "), "\n")
        if tag in BREAKS and last != "\n":
            self._say("\n")

    def _begin_cell(self, attrs: dict[str, str | None]) -> None:
        self._end_cell()
        self._row = max(self._row, 0)
        self._text = []
        self._spans = _span(attrs.get("rowspan"), TALLEST), _span(attrs.get("colspan"), WIDEST)

    def _end_cell(self) -> None:
        if self._text is None:
            return
        text = SPACES.sub(_one_space, AROUND_BREAK.sub("\n", "".join(self._text))).strip(" \n")
        self._text = None
        # A cell that looks empty holds a space, so that its borders are drawn.
        self._place("" if text == "\xa0" else text)

    def _place(self, text: str) -> None:
        while (self._row, self._column) in self._cells:
            self._column += 1
        tall, wide = self._spans
        if len(self._cells) + tall * wide > 2 * MOST_CELLS or self._column + wide > WIDEST:
            raise TooMuch
        for down in range(tall):
            for along in range(wide):
                self._cells.setdefault((self._row + down, self._column + along), text)
        self._column += wide
        self._last = self._row + 1


def _one_space(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n") or " "


def _span(said: str | None, most: int) -> int:
    return max(1, min(int(said), most)) if said and said.isascii() and said.isdecimal() and len(said) < 9 else 1
