"""Tallies: counts and sums over a whole table that cost the same whatever the number of its rows.

A table declares what is counted; triggers of both databases add the difference that each change makes, in its transaction.
"""

from webapp.storage.tallies.by_row import triggers as sqlite_triggers
from webapp.storage.tallies.by_statement import triggers as postgresql_triggers
from webapp.storage.tallies.declaring import STANDING, Kept, Tally, per
from webapp.storage.tallies.keeping import differing, fill, refill
from webapp.storage.tallies.reading import kept

__all__ = [
    "STANDING",
    "Kept",
    "Tally",
    "differing",
    "fill",
    "kept",
    "per",
    "postgresql_triggers",
    "refill",
    "sqlite_triggers",
]
