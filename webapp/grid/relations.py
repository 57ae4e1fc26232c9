"""Relations: a field whose value is a record of another table, found by its name while one types."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, Select, func, select

from webapp.grid.columns import Table, table_of
from webapp.grid.fields import Field, Invalid
from webapp.hypermedia.locales import Language
from webapp.storage.folding import fold
from webapp.storage.listings import listing_of, record_column
from webapp.storage.transactions import snapshot

OFFERED = 20
# Names that one SELECT looks up.
LOOKED_UP = 500


@dataclass(frozen=True, kw_only=True)
class Relation(Field):
    """A record of `noun`, typed by its name, or as `#12` where a name alone would not do."""

    kind = "relation"
    noun: str

    @property
    def table(self) -> Table:
        table = table_of(self.noun)
        assert table is not None, f"{self.noun} is on no desk"
        return table

    @property
    def _title(self) -> Any:
        return getattr(self.table.model, self.table.title)

    def understand(self, typed: str, spoken: Language) -> int:
        typed = typed.replace("\0", "\ufffd")  # PostgreSQL takes no NUL, not even to look for it
        with snapshot() as connection:
            if typed.startswith("#") and typed[1:].isdecimal() and len(typed) < 11:
                found = list(connection.execute(self._named(spoken)[0].where(self.table.model.id == int(typed[1:]))))
            else:
                found = self._exactly(connection, typed, spoken)
        if not found:
            raise Invalid("no_such_record", _("There is no “%(name)s” here. Choose one of the list.", name=typed))
        if len(found) > 1:
            numbers = ", ".join(f"#{row.id}" for row in found)
            raise Invalid("several_records", _("Several have this name. Type one of %(numbers)s.", numbers=numbers))
        return int(found[0].id)

    def ids_of(self, names: Collection[str], spoken: Language) -> dict[str, int]:
        """Name -> record, of those that are spelled exactly so and are the only one of that name; some hundred by one SELECT."""
        found: dict[str, list[int]] = {}
        remaining = iter(sorted({name.replace("\0", "\ufffd") for name in names}))
        with snapshot() as connection:
            while some := list(islice(remaining, LOOKED_UP)):
                statement, key, _word = self._named(spoken)
                listed = listing_of(self.table.model) is not None
                among = key.in_([fold(name) for name in some]) if listed else self._title.in_(some)
                for row in connection.execute(statement.where(among)):
                    found.setdefault(row.name, []).append(row.id)
        return {name: ids[0] for name, ids in found.items() if len(ids) == 1 and name in names}

    def names_of(self, ids: Collection[int], spoken: Language) -> dict[int, str]:
        """Record -> name, also of what is in the trash, for notes and conflicts."""
        names: dict[int, str] = {}
        remaining = iter(sorted(ids))
        with snapshot() as connection:
            while some := list(islice(remaining, LOOKED_UP)):
                named = self._all_named(spoken).where(self.table.model.id.in_(some))
                names |= {row.id: row.name for row in connection.execute(named)}
        return {id_: names.get(id_, f"#{id_}") for id_ in ids}

    def name_of(self, record_id: int | None, spoken: Language) -> str:
        return "" if record_id is None else self.names_of([record_id], spoken)[record_id]

    def offered(
        self, connection: Connection, typed: str, spoken: Language, recent: Sequence[int] = ()
    ) -> tuple[list[Any], int]:
        """The first rows (id, name) whose name holds what was typed, `recent` ones before others; and how many there are."""
        statement, key, word = self._named(spoken, typed)
        held = func.instr(key, word) if connection.dialect.name == "sqlite" else func.strpos(key, word)
        holding = statement.where(held > 0)
        first = list(connection.execute(holding.where(self.table.model.id.in_(recent)))) if recent else []
        rows = list(connection.execute(holding.order_by(key).limit(OFFERED)))
        known = {row.id for row in first}
        offered = sorted(first, key=lambda row: recent.index(row.id)) + [row for row in rows if row.id not in known]
        full = len(rows) == OFFERED
        total = connection.scalar(select(func.count()).select_from(holding.subquery())) if full else len(rows)
        return offered[:OFFERED], int(total or 0)

    def _exactly(self, connection: Connection, typed: str, spoken: Language) -> list[Any]:
        statement, key, word = self._named(spoken, typed)
        rows = list(connection.execute(statement.where(key == word).limit(10)))
        return [row for row in rows if row.name == typed] or rows

    def _named(self, spoken: Language, typed: str = "") -> tuple[Select[Any], Any, Any]:
        """The same of what is not in the trash, with the column that names are searched in, and the word as that has it."""
        model: Any = self.table.model
        listing, named = listing_of(model), self._all_named(spoken).where(model.trashed_at.is_(None))
        if listing is None:
            # The database lowers both: SQLite knows the case of ASCII letters only, Python that of all.
            return named, func.lower(self._title), func.lower(typed)
        return named, listing.name_key, fold(typed)

    def _all_named(self, spoken: Language) -> Select[Any]:
        """A SELECT of (id, name)."""
        model: Any = self.table.model
        listing = listing_of(model)
        if listing is None:
            return select(model.id, self._title.label("name"))
        return (
            select(model.id, listing.name)
            .join(listing, record_column(listing) == model.id)
            .where(listing.locale == spoken.code)
        )
