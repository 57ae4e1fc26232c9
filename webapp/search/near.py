"""Near: what may have been meant where nothing was found, by the names of what there is."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection

from webapp.search.queries import titles
from webapp.storage.fulltext import Pool, Terms, words_of

# So many names are compared, with so many of the words; fewer are near enough, and fewer still are told.
COMPARED, ASKED, ENOUGH, TOLD = 200, 4, 0.3, 4
# What begins with four letters alike is asked for first, then with two.
BEGINNINGS = (4, 2)


def near(connection: Connection, pool: Pool, locale: str, terms: Terms) -> list[int]:
    """The ids of those whose names have the most in common with the words that were looked for."""
    asked = terms.words[:ASKED]
    for letters in BEGINNINGS:
        found = titles(connection, pool, locale, terms.near(letters))[:COMPARED]
        alike = {row.record_id: sum(_best(word, words_of(row.title)) for word in asked) for row in found}
        enough = [record for record, sum_ in alike.items() if sum_ >= ENOUGH * len(asked)]
        if enough:
            return sorted(enough, key=lambda record: (-alike[record], -record))[:TOLD]
    return []


def _best(word: str, others: tuple[str, ...]) -> float:
    return max((_alike(word, other) for other in others), default=0.0)


def _alike(one: str, other: str) -> float:
    """The part of their threes of letters that two words share."""
    mine, theirs = _threes(one), _threes(other)
    return len(mine & theirs) / len(mine | theirs)


@lru_cache(maxsize=4096)
def _threes(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))
