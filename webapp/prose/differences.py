"""How two texts differ, word by word: for whoever has to choose between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate, groupby, takewhile
from typing import Literal, NamedTuple

from webapp.prose.letters import UNSPACED

# How many comparisons one pair of texts may take: some 35 ms.
MOST = 350_000
_ENDS = ".!?؟。！？"
_MARKS = r"!-/:-@\[-`{-~¡-¿،؛؟۔\u2010-\u205e\u3000-\u3004\u3008-\u303f\uff01-\uff0f\uff1a-\uff20"
LINE = re.compile(r"[^\n]*\n|[^\n]+")
SENTENCE = re.compile(rf"[^{_ENDS}]+[{_ENDS}]*\s*|[{_ENDS}]+\s*")
# Spaces, a letter of a script without any, a mark however often, or a word with whatever belongs to it in its script.
WORD = re.compile(rf"\s+|[{UNSPACED}]|([{_MARKS}])\1*|[^\s{UNSPACED}{_MARKS}]+")


class Part(NamedTuple):
    """`same` is in both texts, `gone` only in the old one, `new` only in the new one."""

    kind: Literal["same", "gone", "new"]
    text: str


def words(old: str, new: str) -> list[Part]:
    """The parts of both texts in their order; where too much differs, sentences or lines, or both texts whole."""
    parts = _Comparing(MOST).parts(old, new, (LINE, SENTENCE, WORD))
    runs = groupby((part for part in parts if part.text), lambda part: part.kind)
    return [Part(kind, "".join(part.text for part in run)) for kind, run in runs]


class _Comparing:
    """Compares from coarse to fine, while there are comparisons left."""

    def __init__(self, left: int) -> None:
        self.left = left

    def parts(self, old: str, new: str, units: tuple[re.Pattern[str], ...]) -> Iterator[Part]:
        if old == new:
            yield Part("same", old)
        elif not units or not old or not new:
            yield Part("gone", old)
            yield Part("new", new)
        else:
            for gone, come in self._pairs(_cut(old, units[0]), _cut(new, units[0])):
                yield from self._finer(gone, come, units[1:])

    def _finer(self, gone: list[str], come: list[str], units: tuple[re.Pattern[str], ...]) -> Iterator[Part]:
        """As many lines as before are most likely the same ones, each edited."""
        if units and len(gone) == len(come):
            for one, other in zip(gone, come, strict=True):
                yield from self.parts(one, other, units)
        else:
            yield from self.parts("".join(gone), "".join(come), units)

    def _pairs(self, old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
        """Stretches of both, alike or not; what begins and ends alike needs no search."""
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
        yield old[:head], new[:head]
        yield from self._searched(old[head : len(old) - tail], new[head : len(new) - tail])
        yield old[len(old) - tail :], new[len(new) - tail :]

    def _searched(self, old: list[str], new: list[str]) -> list[tuple[list[str], list[str]]]:
        """One stretch where a search would take more than half of what is left."""
        search = _Search(old, new, self.left // 2)
        try:
            codes = search.get_opcodes()
        except _TooLong:
            return [(old, new)]
        finally:
            self.left -= search.spent
        return [(old[a:b], new[c:d]) for _tag, a, b, c, d in codes]


def _cut(text: str, unit: re.Pattern[str]) -> list[str]:
    return [found[0] for found in unit.finditer(text)]


def _alike(old: list[str], new: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


class _Search(SequenceMatcher[str]):
    """Counts what it does, and gives up in time. Spaces alone make no two places the same."""

    def __init__(self, old: list[str], new: list[str], most: int) -> None:
        super().__init__(str.isspace, old, new, autojunk=False)
        self.spent, self.most = 0, most
        places = Counter(unit for unit in new if not unit.isspace())
        # What looking through the first so many units of the old text takes.
        self.costs = [0, *accumulate(1 + places[unit] for unit in old)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None):  # type: ignore[no-untyped-def]
        cost = self.costs[-1 if ahi is None else ahi] - self.costs[alo]
        if self.spent + cost > self.most:
            raise _TooLong
        self.spent += cost
        return super().find_longest_match(alo, ahi, blo, bhi)


class _TooLong(Exception):
    pass
