"""Matching: the records whose texts hold what was typed, as many as are ever ranked or counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, column, func, literal, select, table, text

from webapp.storage.fulltext.keeping import place
from webapp.storage.fulltext.terms import Terms
from webapp.storage.listings import record_column
from webapp.storage.records import Record

# One more than is told: "more than 1,000".
CAPPED = 1001
# As many texts as this that stand in for others are gathered first; where there are more, each match is looked up.
FEW = 2000
FOUND = table("fulltext", column("id"), column("noun"), column("record_id"), column("locale"), column("title"))
TITLE, ANYWHERE = "title", "title body"
_WORDS = table("fulltext_words", column("rowid"))
_QUERY = "CAST(:place AS tsquery) && to_tsquery('simple', :words)"


class Pool:
    """What can be found of a noun: records of `model` that meet `condition`; what may not be seen is passed over before
    anything is counted. With `listing`, texts of the source language are found too where they stand in for missing ones.
    What the condition asks for by name is given with each question."""

    def __init__(self, model: type[Record], condition: ColumnElement[bool], listing: Any = None) -> None:
        self.noun = model.__noun__
        self.seen = _there_is(model.id == FOUND.c.record_id, condition)
        self.listing = listing
        self._statements: dict[tuple[str, str, str], Select[Any]] = {}
        self._fallen = _fallen(listing) if listing else None

    def titles(self, connection: Connection, locale: str, source: str, terms: Terms, **values: Any) -> list[Any]:
        """(record_id, title) of those whose title alone holds the terms: the first that are found, at most `CAPPED`."""
        return self._found(connection, TITLE, Asked(self.noun, locale, source, terms, values))

    def texts(self, connection: Connection, locale: str, source: str, terms: Terms, **values: Any) -> list[Any]:
        """The same for those that hold them anywhere."""
        return self._found(connection, ANYWHERE, Asked(self.noun, locale, source, terms, values))

    def _found(self, connection: Connection, part: str, asked: Asked) -> list[Any]:
        own = self._run(connection, part, "own", asked)
        if self._fallen is None or len(own) == CAPPED or asked.locale == asked.source:
            return own
        fallen = connection.scalar(self._fallen, {"locale": asked.locale, "source": asked.source})
        if not fallen:
            return own
        return (own + self._run(connection, part, "few" if fallen <= FEW else "many", asked))[:CAPPED]

    def _run(self, connection: Connection, part: str, how: str, asked: Asked) -> list[Any]:
        dialect = connection.dialect.name
        statement = self._statements.get((dialect, part, how))
        if statement is None:
            statement = self._statements[dialect, part, how] = self._statement(dialect, part, how)
        return list(connection.execute(statement, asked.values_of(dialect, part, how)))

    def _statement(self, dialect: str, part: str, how: str) -> Select[Any]:
        matching = _sqlite() if dialect == "sqlite" else _postgresql(part)
        if how != "own":
            matching = self._standing_in(matching, how == "few" and dialect == "sqlite")
        return matching.where(self.seen).limit(CAPPED)

    def _standing_in(self, matching: Select[Any], few: bool) -> Select[Any]:
        stands_in = and_(record_column(self.listing) == FOUND.c.record_id, *_lent(self.listing))
        if not few:
            return matching.where(_there_is(stands_in))
        source = (FOUND.c.noun == self.noun, FOUND.c.locale == bindparam("source"))
        ids = select(FOUND.c.id).join(self.listing, stands_in).where(*source)
        # By the sum, which no index serves: asked for one row at a time, the index of words takes 300 microseconds.
        return matching.where((_WORDS.c.rowid + 0).in_(ids))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a pool."""

    noun: str
    locale: str
    source: str
    terms: Terms
    values: dict[str, Any]

    def values_of(self, dialect: str, part: str, how: str) -> dict[str, Any]:
        own = how == "own"
        there = place(self.noun, self.locale if own else self.source)
        if dialect == "sqlite":
            words = {"match": self.terms.sqlite(part, there)}
        else:
            words = {"place": f"'@{there}'", "words": self.terms.postgresql()}
        return self.values | words | ({} if own else {"locale": self.locale, "source": self.source})


def _there_is(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Asked of one match after the other until there are enough. A planner that could turn it into a join would read all
    the matches first; it cannot behind an OFFSET."""
    return select(literal(1)).where(*conditions).offset(0).correlate(FOUND).exists()


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


def _lent(listing: Any) -> tuple[ColumnElement[bool], ...]:
    """Where a text of the source stands in for one in the language of the search."""
    return (
        listing.locale == bindparam("locale"),
        listing.name_locale == bindparam("source"),
        listing.name_locale != listing.locale,
    )


def _fallen(listing: Any) -> Select[Any]:
    """How many texts stand in for others in a language, counted as far as it matters."""
    some = select(literal(1).label("one")).where(*_lent(listing)).limit(FEW + 1).subquery()
    return select(func.count()).select_from(some)
