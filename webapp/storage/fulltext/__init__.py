"""Full text: the words of what is shown, found in one index per database behind one small interface.

A class of texts declares `__searched__`, its title first. Triggers keep a row of `fulltext` for each text that can be
shown, so that no import and no database shell can forget one; `Pool` finds in it, and `rebuild` makes it anew.
"""

from webapp.storage.fulltext.keeping import parts, postgresql_triggers, rebuild, sqlite_triggers
from webapp.storage.fulltext.matching import CAPPED, Pool
from webapp.storage.fulltext.terms import Terms, line_of, spans_of, words_of
from webapp.storage.fulltext.words import folded

__all__ = [
    "CAPPED",
    "Pool",
    "Terms",
    "folded",
    "line_of",
    "parts",
    "postgresql_triggers",
    "rebuild",
    "spans_of",
    "sqlite_triggers",
    "words_of",
]
