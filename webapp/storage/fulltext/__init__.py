"""Full text: the words of what is shown, found in one index per database behind one small interface.

A class of texts declares `__searched__`, its title first. Triggers keep a row of `fulltext` for each text that can be
shown, so that no import and no database shell can forget one; `Pool` finds in it, and `rebuild` makes it anew.
"""

from webapp.storage.fulltext.keeping import postgresql_triggers, rebuild, sqlite_triggers
from webapp.storage.fulltext.matching import CAPPED, FOUND, Pool
from webapp.storage.fulltext.terms import Term, Terms, words_of

__all__ = ["CAPPED", "FOUND", "Pool", "Term", "Terms", "postgresql_triggers", "rebuild", "sqlite_triggers", "words_of"]
