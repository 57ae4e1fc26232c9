"""Terms: what somebody typed, as words and phrases. Nothing of it is an operator, whatever it looks like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from webapp.storage.fulltext.words import WORD, folded, is_undivided, is_whole

# Of a longer question the first words are looked for; each further one would cost, and find less.
MOST = 12
ARTICLE = "ال"
# A quotation that is still open reaches to the end.
_PARTS = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?|([^"“”„«»]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other; the last one may go on where it is `open`."""

    words: tuple[str, ...]
    open: bool

    @property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        """What it is looked for as: an Arabic word by itself with its article and without."""
        if len(self.words) > 1 or not "\u0621" <= (word := self.words[0])[0] <= "\u064a":
            return (self.words,)
        bare = word.removeprefix(ARTICLE) if len(word) > len(ARTICLE) + 1 else word
        return (bare,), (ARTICLE + bare,)

    def matches(self, words: tuple[str, ...], place: int) -> bool:
        """Whether it stands at a place among some words."""
        return any(self._matches(form, words, place) for form in self.forms)

    def _matches(self, form: tuple[str, ...], words: tuple[str, ...], place: int) -> bool:
        *whole, last = form
        end = place + len(whole)
        if end >= len(words) or words[place:end] != tuple(whole):
            return False
        return words[end].startswith(last) if self.open else words[end] == last


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
    def is_enough(self) -> bool:
        """Whether there is a word to look for; one letter begins half of all words, unless it is a word by itself."""
        return any(len(word) > 1 or is_whole(word) for word in self.words)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for term in self.terms for word in term.words)

    @property
    def closed(self) -> Terms:
        """The same as whole words, none of which goes on."""
        return Terms(tuple(Term(term.words, open=False) for term in self.terms), self.any)

    def near(self, letters: int) -> Terms:
        """What begins like one of the words: where one is mistyped, most are so behind their beginning."""
        beginnings = dict.fromkeys(word[:letters] for word in self.words)
        return Terms(tuple(Term((word,), open=True) for word in beginnings), any=True)

    @property
    def sought(self) -> list[list[str]]:
        """Per term the forms of which one is within `line_of` what holds it."""
        return [[f" {' '.join(form)}{'' if term.open else ' '}" for form in term.forms] for term in self.terms]

    def match(self, words: tuple[str, ...], place: int) -> int:
        """How many words from a place on are what one of these looks for."""
        return max((len(term.words) for term in self.terms if term.matches(words, place)), default=0)

    def sqlite(self, columns: str, place: str) -> str:
        terms = (" OR ".join(f'"{" ".join(form)}"{"*" * term.open}' for form in term.forms) for term in self.terms)
        joined = (" OR " if self.any else " AND ").join(f"({term})" for term in terms)
        return f'places : "{place}" AND {{{columns}}} : ({joined})'

    def postgresql(self) -> str:
        terms = (" | ".join(_phrase(form) + ":*" * term.open for form in term.forms) for term in self.terms)
        return (" | " if self.any else " & ").join(f"({term})" for term in terms)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text, in their order."""
    return tuple(word for word in WORD.findall(folded(text)) if _is_known(word))


def line_of(text: str) -> str:
    """The folded words of a text, each between spaces."""
    return f" {' '.join(WORD.findall(folded(text)))} "


def spans_of(text: str) -> Iterator[tuple[str, int, int]]:
    """(folded word, start, end) of each word of a text as it is written."""
    for found in WORD.finditer(text):
        if word := folded(found[0]):
            yield word, found.start(), found.end()


def _phrase(words: tuple[str, ...]) -> str:
    return " <-> ".join(f"'{word}'" for word in words)


def _is_known(word: str) -> bool:
    """Whether the databases see a word in it too: letters that are younger than their tables they pass over, fractions too,
    and a question without any word would find everything."""
    kinds = (unicodedata.ucd_3_2_0.category(letter) for letter in word)
    return any(kind[0] == "L" or kind in ("Nd", "Nl") for kind in kinds)


def _runs(words: tuple[str, ...]) -> list[Term]:
    """Each word by itself; but signs that nothing divides belong together as they were typed."""
    runs = ((undivided, tuple(run)) for undivided, run in groupby(words, is_undivided))
    return [term for undivided, run in runs for term in _terms(run, undivided)]


def _terms(run: tuple[str, ...], undivided: bool) -> list[Term]:
    return [Term(run, open=False)] if undivided else [Term((word,), open=True) for word in run]
