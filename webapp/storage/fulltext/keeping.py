"""Keeping the index: per text a row of its words and of where it is, made by triggers of both databases.

A text is indexed once, in its own language. Languages that it stands in for are resolved by the listings when somebody
searches: keeping a copy, or only a mark, for each of them made an import of six languages ten times as slow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from webapp.extensions import Base
from webapp.storage.fulltext.words import sql

# The places are words that no text can hold: a text's own are letters and digits.
_LEXEMES = "array_to_tsvector(string_to_array(p.places, ' '))"
_TITLE = "to_tsvector('simple', p.title)"
# Each column of the index with what it holds of a prepared text. PostgreSQL has the words of a title by themselves too,
# since it would have to look at every row to see where a word stands.
KEPT = {
    "sqlite": {"places": "p.places", "title": "p.title", "body": "p.body"},
    "postgresql": {
        "places": "p.places",
        "title": "p.title",
        "title_words": f"{_LEXEMES} || {_TITLE}",
        "words": f"{_LEXEMES} || {_TITLE} || to_tsvector('simple', p.body)",
    },
}
# Behind a subquery: its columns are made once, however often they are used.
ONCE = {"sqlite": "LIMIT -1 OFFSET 0", "postgresql": "OFFSET 0"}


def place(noun: str, locale: str) -> str:
    """The word that stands for the texts of a noun in one language."""
    return f"{noun}{locale.replace('-', '')}"


@dataclass(frozen=True, slots=True)
class Declaration:
    """The texts of a noun in table `texts`, of the record in column `record`; `searched` are their columns, the title first."""

    noun: str
    texts: str
    record: str
    searched: tuple[str, ...]

    @property
    def watched(self) -> str:
        """The columns that the index follows."""
        return ", ".join(dict.fromkeys((self.record, "locale", *self.searched, "slug")))

    def index_sql(self, row: str, source: str, dialect: str) -> str:
        """Keep the texts that are visible: `row` in `source`. What would stay the same is not written."""
        kept = KEPT[dialect]
        body = " || ' ' || ".join(f"coalesce({row}.{column}, '')" for column in self.searched[1:]) or "''"
        prepared = (
            f"SELECT {row}.{self.record} AS record, {row}.locale AS locale,\n"
            f"'@{self.noun} @{self.noun}' || replace({row}.locale, '-', '') AS places,\n"
            f"{sql(f'{row}.{self.searched[0]}', dialect)} AS title, {sql(body, dialect)} AS body\n"
            f"{source} WHERE {self._shown(row)} {ONCE[dialect]}"
        )
        same, new = (f"({', '.join(f'{t}.{column}' for column in kept)})" for t in ("fulltext", "excluded"))
        differs = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
        return (
            f"INSERT INTO fulltext (noun, record_id, locale, {', '.join(kept)})\n"
            f"SELECT '{self.noun}', p.record, p.locale, {', '.join(kept.values())} FROM ({prepared}) p WHERE true\n"
            f"ON CONFLICT (noun, record_id, locale) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in kept)}\n"
            f"WHERE {same} {differs} {new};"
        )

    def forget_sql(self, row: str, unless: str = "false") -> str:
        """Take out the text that `row` is, or was."""
        key = f"noun = '{self.noun}' AND record_id = {row}.{self.record} AND locale = {row}.locale"
        return f"DELETE FROM fulltext WHERE {key} AND NOT ({unless});"

    def forget_lost_sql(self) -> str:
        """Take out whatever is not shown any more."""
        there = f"t.{self.record} = fulltext.record_id AND t.locale = fulltext.locale AND {self._shown('t')}"
        return f"DELETE FROM fulltext WHERE noun = '{self.noun}' AND NOT EXISTS (SELECT 1 FROM {self.texts} t WHERE {there});"

    def sqlite(self) -> Iterator[tuple[str, str, str]]:
        """(event, timing, statements) of row triggers."""
        index, shown = self.index_sql("new", "", "sqlite"), self._shown("new")
        stays = f"{shown} AND (old.{self.record}, old.locale) = (new.{self.record}, new.locale)"
        # An OR REPLACE may put a text without a title in the place of another one.
        yield "insert", "AFTER INSERT", f"{self.forget_sql('new', unless=shown)}\n{index}"
        yield "update", f"AFTER UPDATE OF {self.watched}", f"{self.forget_sql('old', unless=stays)}\n{index}"
        yield "delete", "AFTER DELETE", self.forget_sql("old")

    def postgresql(self) -> Iterator[tuple[str, str]]:
        """(event, statements) of statement triggers."""
        changed = f"(SELECT {self.watched} FROM new_rows EXCEPT SELECT {self.watched} FROM old_rows)"
        keys = f"{self.record}, locale"
        gone = f"SELECT {keys} FROM old_rows EXCEPT SELECT {keys} FROM new_rows WHERE {self._shown('new_rows')}"
        yield "insert", self.index_sql("t", "FROM new_rows t", "postgresql")
        yield "update", f"{self._forget_each(gone)}\n{self.index_sql('t', f'FROM {changed} t', 'postgresql')}"
        yield "delete", self._forget_each(f"SELECT {keys} FROM old_rows")
        yield "truncate", f"DELETE FROM fulltext WHERE noun = '{self.noun}';"

    def _forget_each(self, gone: str) -> str:
        # One by one: planned for a whole statement, each would read the index from end to end.
        return f"FOR touched IN {gone} LOOP\n{self.forget_sql('touched')}\nEND LOOP;"

    def _shown(self, row: str) -> str:
        """Whether a text is there for visitors: it has a title and an address."""
        return f"{row}.{self.searched[0]} IS NOT NULL AND {row}.slug IS NOT NULL"


def declarations() -> Iterator[Declaration]:
    """Of each class of texts that declares `__searched__`."""
    for mapper in sorted(Base.registry.mappers, key=lambda m: m.class_.__tablename__):
        texts = mapper.class_
        if searched := getattr(texts, "__searched__", None):
            record = next(column.name for column in texts.__table__.primary_key if column.name != "locale")
            yield Declaration(texts.__owner__, texts.__tablename__, record, searched)


def rebuild(connection: Connection) -> None:
    """Bring the index to what the texts say, as an upgrade requires that may have written them; what is right is left alone."""
    for one in declarations():
        connection.exec_driver_sql(one.forget_lost_sql())
        connection.exec_driver_sql(one.index_sql("t", f"FROM {one.texts} t", connection.dialect.name))


def parts(dialect: str, highest: Callable[[str, str], int], size: int) -> Iterator[list[str]]:
    """The same in parts, each the statements of a short transaction over the texts of so many records.

    `highest(table, column)` is the highest id in a column.
    """
    for one in declarations():
        yield [one.forget_lost_sql()]
        for first in range(1, highest(one.texts, one.record) + 1, size):
            within = f"SELECT * FROM {one.texts} WHERE {one.record} BETWEEN {first} AND {first + size - 1}"
            yield [one.index_sql("t", f"FROM ({within}) t", dialect)]


def sqlite_triggers() -> Iterator[tuple[str, str, str, str]]:
    """(name, timing, table, statements) of each."""
    for one in declarations():
        for event, timing, statements in one.sqlite():
            yield f"fulltext_{one.texts}_{event}", timing, one.texts, statements


def postgresql_triggers() -> Iterator[tuple[str, str, str, str, str]]:
    """(name, event, table, statements, variables) of each."""
    for one in declarations():
        for event, statements in one.postgresql():
            yield f"fulltext_{one.texts}_{event}", event, one.texts, statements, "touched record;"
