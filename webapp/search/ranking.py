"""Ranking: which of what was found comes first. The same on both databases, and of a thousand at most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.storage.fulltext import CAPPED, Terms, line_of

MOST = CAPPED - 1
# What comes first: a SKU as it was typed, what is called so, what has it in its name, what only speaks of it.
SKU, NAME, NAME_BEGINS, WORDS_OF_NAME, BEGINNINGS_OF_NAME, SKU_BEGINS, WORDS, BEGINNINGS = range(8)
LAST = ((99,), 0)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Ids, best first. There are `more` than could be counted."""

    ids: list[int]
    more: bool

    @property
    def count(self) -> int:
        return len(self.ids)


def ranked(found: dict[int, str], whole: set[int], terms: Terms, skus: Sequence[Any] = ()) -> Ranked:
    """`found` is id -> title; of those in `whole` the text has the very words, not only their beginnings."""
    tier = _tiers(terms)
    places = {record: (tier(line_of(title), record in whole), -record) for record, title in found.items()}
    for row in skus:
        places[row.id] = min(places.get(row.id, LAST), ((SKU if row.whole else SKU_BEGINS,), -row.id))
    ids = sorted(places, key=places.__getitem__)
    return Ranked(ids[:MOST], len(ids) > MOST)


def _tiers(terms: Terms) -> Callable[[str, bool], tuple[int, ...]]:
    """How good a title is, by its words in a line; what has fewer of them is more what was meant."""
    name, begun, words = f" {' '.join(terms.words)} ", terms.sought, terms.closed.sought

    def tier(line: str, whole: bool) -> tuple[int, ...]:
        if not _holds(line, begun):
            return (WORDS if whole else BEGINNINGS,)
        if line == name:
            return (NAME,)
        if line.startswith(name[:-1]):
            return NAME_BEGINS, len(line)
        return WORDS_OF_NAME if _holds(line, words) else BEGINNINGS_OF_NAME, len(line)

    return tier


def _holds(line: str, sought: Sequence[Sequence[str]]) -> bool:
    return all(any(form in line for form in forms) for forms in sought)
