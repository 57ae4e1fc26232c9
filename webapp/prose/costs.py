"""What a Markdown text costs to render, known before it is parsed."""

from __future__ import annotations

import re

# What a text may cost. The dearest that a search found within this took 40 ms; 20,000 brackets would take 400.
MOST = 800
# What a line under the heads of a table is made of, with the marks of lists and quotes that it may stand in.
RULING = frozenset("|:- \t>*+.)0123456789")
_ITEM = re.compile(r"(?:^|(?<=[\s>]))(?:[-+]|\d{1,9}[.)])(?=\s|$)", re.MULTILINE)
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*[\w#+.-]*[ \t]*")


def cost(text: str) -> float:
    """An upper bound in units of some 35 microseconds: marks that may begin something, lines, and cells of tables."""
    text = _without_code(re.split(r"\r\n?|\n", text))
    lines = [line for line in text.splitlines() if line.strip()]
    marks = sum(text.count(mark) for mark in "*_~[]!<>")
    items = len(_ITEM.findall(text))
    cheap = sum(text.count(mark) for mark in "`&\\:")
    return marks + items + len(lines) + cheap / 5 + sum(_cells(block) for block in re.split(r"\n[ \t]*\n", text))


def _without_code(lines: list[str]) -> str:
    """Without what stands between fences at the margin, where no mark means anything; it costs next to nothing.

    A fence elsewhere could hide from this where those at the margin begin and end, so then everything counts.
    """
    kept, closing = list[str](), None
    for line in lines:
        if closing:
            closing = None if closing.fullmatch(line) else closing
        elif fence := _FENCE.fullmatch(line):
            closing = re.compile(f" {{0,3}}{re.escape(fence[1])}{fence[1][0]}*[ \t]*")
            kept.append(line)
        elif "```" in line or "~~~" in line:
            return "\n".join(lines)
        else:
            kept.append(line)
    return "\n".join(kept)


def _cells(block: str) -> int:
    """How many cells a block without an empty line may have: each row of a table is filled up to its widest."""
    lines = block.split("\n")
    columns = max((line.count("|") + line.count(":") for line in lines if _rules_table(line)), default=0)
    return (columns + 1) * len(lines) if columns else 0


def _rules_table(line: str) -> bool:
    """Whether it may be the line under the heads of a table, in a list or a quote too."""
    return "-" in line and RULING.issuperset(line)
