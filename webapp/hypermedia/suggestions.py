"""What somebody may have meant whose address leads nowhere: our pages whose slug or name is nearly the last word of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy.exc import SQLAlchemyError

from webapp.hypermedia.locales import languages
from webapp.hypermedia.showing import shown
from webapp.storage.folding import fold
from webapp.storage.spoken import beside
from webapp.storage.transactions import snapshot

log = logging.getLogger(__name__)
# How many are offered, how like they must be, and how much of a word is compared.
OFFERED, LIKENESS, LONGEST = 5, 0.55, 80


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """A page of ours: how like it is to what was asked for (1 the same), and where it is."""

    likeness: float
    path: str
    name: str


def sought(path: str) -> str:
    """The last word of an address as a slug, empty where it can be none."""
    word = fold(path.rstrip("/").rpartition("/")[2]).removesuffix(".html")[:LONGEST]
    # No slug has a full stop in it, but most of what is tried on every shop of the world.
    return "" if len(word) < 3 or "." in word else word


def near(locale: str, word: str) -> list[Suggestion]:
    """The pages in this language that are nearest to what was sought, the nearest first."""
    if not word:
        return []
    try:
        found = _candidates(locale, word)
    except SQLAlchemyError:
        # The page that says that something is not there must not fail for want of suggestions.
        log.warning("no suggestions for %r", word, exc_info=True)
        return []
    return sorted((one for one in found if one.likeness >= LIKENESS), reverse=True)[:OFFERED]


def _candidates(locale: str, word: str) -> list[Suggestion]:
    locales = [locale, *(spoken.code for spoken in languages() if spoken.code != locale)]
    with snapshot() as connection:
        return [
            Suggestion(1 if row.same else _likeness(word, row.name, row.slug), one.path(locale, row.slug), row.name)
            for one in shown()
            for row in beside(connection, one.model, one.condition, locales, word)
        ]


def _likeness(word: str, name: str, slug: str) -> float:
    matcher = SequenceMatcher(b=word, autojunk=False)
    return max(_ratio(matcher, text[:LONGEST]) for text in (fold(slug), fold(name).replace(" ", "-")))


def _ratio(matcher: SequenceMatcher[str], text: str) -> float:
    """What is cheap to know is asked first."""
    matcher.set_seq1(text)
    if matcher.real_quick_ratio() < LIKENESS or matcher.quick_ratio() < LIKENESS:
        return 0
    return matcher.ratio()
