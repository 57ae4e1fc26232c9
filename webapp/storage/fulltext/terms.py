"""Terms: what somebody typed, as words and phrases. Nothing of it is an operator, whatever it looks like."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby

from webapp.storage.fulltext.words import WORD, folded, is_undivided

# Of a longer question the first words are looked for; each further one would cost, and find less.
MOST = 12
# A quotation that is still open reaches to the end.
_PARTS = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?|([^"“”„«»]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other; the last one may go on where it is `open`."""

    words: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """All of these must be there, or one where `any` is set."""

    terms: tuple[Term, ...]
    any: bool = False

    @classmethod
    def read(cls, typed: str) -> Terms:
        """Words as far as they are typed, and whatever is in quotation marks as it stands there."""
        found: list[Term] = []
        for quoted, plain in _PARTS.findall(typed):
            if words := words_of(quoted):
                found.append(Term(words, open=False))
            found += [term for part in plain.split() for term in _runs(words_of(part))]
        return cls(tuple(dict.fromkeys(found))[:MOST])

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for term in self.terms for word in term.words)

    def near(self) -> Terms:
        """What begins like one of the words: where one is mistyped, most are so behind their beginning."""
        beginnings = dict.fromkeys(word[: max(2, min(4, len(word) - 2))] for word in self.words)
        return Terms(tuple(Term((word,), open=True) for word in beginnings), any=True)

    def sqlite(self, columns: str, place: str) -> str:
        terms = (f'"{" ".join(term.words)}"{"*" * term.open}' for term in self.terms)
        return f'places : "{place}" AND {{{columns}}} : ({(" OR " if self.any else " AND ").join(terms)})'

    def postgresql(self) -> str:
        terms = (" <-> ".join(f"'{word}'" for word in term.words) + ":*" * term.open for term in self.terms)
        return (" | " if self.any else " & ").join(f"({term})" for term in terms)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text, in their order."""
    return tuple(word for word in WORD.findall(folded(text)) if _is_known(word))


def _is_known(word: str) -> bool:
    """Whether the databases see a word in it too: letters that are younger than their tables they pass over, and a
    question without any word would find everything."""
    return any(unicodedata.ucd_3_2_0.category(letter)[0] in "LN" for letter in word)


def _runs(words: tuple[str, ...]) -> list[Term]:
    """Each word by itself; but signs that nothing divides belong together as they were typed."""
    runs: list[Term] = []
    for undivided, run in groupby(words, is_undivided):
        runs += [Term(tuple(run), open=False)] if undivided else [Term((word,), open=True) for word in run]
    return runs
