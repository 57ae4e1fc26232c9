"""Matching: the records whose texts hold what was typed, as many as are ever ranked or counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, column, func, select, table, text, true

from webapp.storage.fulltext.keeping import place
from webapp.storage.fulltext.terms import Terms
from webapp.storage.listings import record_column

# One more than is told: "more than 1,000".
CAPPED = 1001
# As many texts as this that stand in for others are gathered first; where there are more, each match is looked up.
FEW = 2000
FOUND = table("fulltext", column("id"), column("noun"), column("record_id"), column("locale"), column("title"))
TITLE, ANYWHERE = "title", "title body"
_WORDS = table("fulltext_words", column("rowid"))
_QUERY = "CAST(:place AS tsquery) && to_tsquery('simple', :words)"


class Pool:
    """What can be found of a noun. `seen` joins the record to `FOUND` and says which may be seen: what may not is passed
    over before anything is counted. With `listing`, texts are found too where they stand in for missing ones."""

    def __init__(self, noun: str, seen: Callable[[Select[Any]], Select[Any]], listing: Any = None) -> None:
        self.noun = noun
        self.seen = seen
        self.listing = listing
        self._statements: dict[tuple[str, ...], Select[Any]] = {}
        self._fallen = _fallen(listing) if listing else None

    def titles(self, connection: Connection, locale: str, terms: Terms, **values: Any) -> list[Any]:
        """(record_id, title) of those whose title alone holds the terms: the first that are found, at most `CAPPED`."""
        return self._found(connection, TITLE, locale, terms, values)

    def texts(self, connection: Connection, locale: str, terms: Terms, **values: Any) -> list[Any]:
        """The same for those that hold them anywhere."""
        return self._found(connection, ANYWHERE, locale, terms, values)

    def _found(self, connection: Connection, part: str, locale: str, terms: Terms, values: dict[str, Any]) -> list[Any]:
        own = self._run(connection, part, "own", place(self.noun, locale), terms, values)
        if self._fallen is None or len(own) >= CAPPED:
            return own
        fallen = connection.scalar(self._fallen, {"locale": locale})
        if not fallen:
            return own
        how = "few" if fallen <= FEW else "many"
        return (own + self._run(connection, part, how, self.noun, terms, values | {"locale": locale}))[:CAPPED]

    def _run(
        self, connection: Connection, part: str, how: str, place: str, terms: Terms, values: dict[str, Any]
    ) -> list[Any]:
        dialect = connection.dialect.name
        statement = self._statements.get((dialect, part, how))
        if statement is None:
            statement = self._statements[dialect, part, how] = self._statement(dialect, part, how)
        if dialect == "sqlite":
            asked = {"match": terms.sqlite(part, place)}
        else:
            asked = {"place": f"'@{place}'", "words": terms.postgresql()}
        return list(connection.execute(statement, values | asked))

    def _statement(self, dialect: str, part: str, how: str) -> Select[Any]:
        matching = _sqlite() if dialect == "sqlite" else _postgresql(part)
        if how != "own":
            matching = self._standing_in(matching, how == "few" and dialect == "sqlite")
        return self.seen(matching).limit(CAPPED)

    def _standing_in(self, matching: Select[Any], few: bool) -> Select[Any]:
        listed = _listed(self.listing, FOUND)
        if few:
            ids = select(FOUND.c.id).join(self.listing, listed).where(FOUND.c.noun == self.noun)
            # By the sum, which no index serves: asked for one row at a time, the index of words takes 300 microseconds.
            return matching.where((_WORDS.c.rowid + 0).in_(ids))
        return matching.join(self.listing, listed)


def _sqlite() -> Select[Any]:
    """The newest first, which is the order in which the index is read anyway: nothing is sorted, nothing is scored."""
    both = _WORDS.join(FOUND, FOUND.c.id == _WORDS.c.rowid)
    matching = select(FOUND.c.record_id, FOUND.c.title).select_from(both).where(text("fulltext_words MATCH :match"))
    return matching.order_by(_WORDS.c.rowid.desc())


def _postgresql(part: str) -> Select[Any]:
    """Whichever come first: its index is read to the end, and sorting what it names would read the rows too."""
    words = text(f"fulltext.{'title_words' if part == TITLE else 'words'} @@ ({_QUERY})")
    # A question of which the parser leaves no word would find everything.
    asked = text("numnode(to_tsquery('simple', :words)) > 0")
    return select(FOUND.c.record_id, FOUND.c.title).select_from(FOUND).where(words, asked)


def _listed(listing: Any, found: Any) -> ColumnElement[bool]:
    """That a text stands in for another one in the language of the search."""
    return and_(
        record_column(listing) == found.c.record_id,
        listing.locale == bindparam("locale"),
        listing.name_locale == found.c.locale,
        listing.name_locale != listing.locale,
    )


def _fallen(listing: Any) -> Select[Any]:
    """How many texts stand in for others in a language, counted as far as it matters."""
    fallen = (listing.locale == bindparam("locale"), listing.name_locale != listing.locale)
    some = select(true().label("one")).where(*fallen).limit(FEW + 1).subquery()
    return select(func.count()).select_from(some)
