"""Seeking: what was asked, in the one form in which it is looked for and kept."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from webapp.storage.fulltext import Terms

LONGEST = 200
# The two groups of what is found: `in` of the address.
PRODUCTS, STORIES = "", "journal"


@dataclass(frozen=True, slots=True)
class Search:
    """One page of one question: canonical, so that it is part of a cache key."""

    q: str = ""
    group: str = PRODUCTS
    page: int = 1

    @classmethod
    def read(cls, typed: str, group: str = PRODUCTS, page: int = 1) -> Search:
        """Spaces and ways to write an accent make no other question; what is too long is cut. What is not a letter that
        can be kept, half of a pair, stands as a question mark."""
        whole = typed.encode("utf-8", "replace").decode()
        return cls(" ".join(unicodedata.normalize("NFC", whole).split())[:LONGEST].rstrip(), group, page)

    @property
    def terms(self) -> Terms:
        return Terms.read(self.q)
