"""Statements that are prepared: compiled once for a database, and sent through its driver.

Core takes 37 microseconds for what the driver does in 3: it looks up how the statement was compiled and builds objects around its
cursor. What is sent with each request is prepared once and for all.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any, cast

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

from webapp.storage.engines import driver_of, engines
from webapp.storage.statements import note

Process = Callable[[Any], Any]


class Prepared:
    """A statement with bind parameters. It is given the same names each time; a value may be a list of what stands in an IN.

    Rows are named tuples. Errors of the driver are those of SQLAlchemy, as through Core; what a column has by default in Python is
    not filled in.
    """

    def __init__(self, statement: SelectBase | UpdateBase) -> None:
        self._statement = statement
        self._compiled: dict[tuple[Any, ...], _Compiled] = {}

    def all(self, connection: Connection | None, **values: Any) -> list[Any]:
        """Its rows; without a connection as of now, since a single statement is a snapshot by itself."""
        values = {name: _filled(value) if isinstance(value, list) else value for name, value in values.items()}
        compiled = self._for(values)
        with driver_of(connection) as raw:
            return compiled.rows(compiled.run(raw, values))

    def first(self, connection: Connection | None, **values: Any) -> Any | None:
        """The first row, or None where there is none."""
        return next(iter(self.all(connection, **values)), None)

    def run(self, connection: Connection, *several: dict[str, Any]) -> int:
        """Run it with each of several sets of values; how many rows that wrote."""
        count: int = self._for(several[0]).run(connection.connection, *several).rowcount
        return count

    def _for(self, values: dict[str, Any]) -> _Compiled:
        dialect = engines().reading.dialect
        key = (dialect.name, *[len(value) for value in values.values() if isinstance(value, list)])
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = _Compiled(self._statement, dialect, values)
        return found


def _filled(values: list[Any]) -> list[Any]:
    """Filled up to a power of two with what it ends with, which is the same to an IN: so there are few lengths to compile for."""
    missing = (1 << (len(values) - 1).bit_length()) - len(values) if values else 0
    return values + values[-1:] * missing


class _Compiled:
    """The same for one database, and for lists of certain lengths."""

    def __init__(self, statement: SelectBase | UpdateBase, dialect: Dialect, values: dict[str, Any]) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(values))
        state = compiled.construct_expanded_state(values, escape_names=False)
        self.sql: str = state.statement
        self._positional = state.positiontup is not None
        self._defaults = {name: value for name, value in state.parameters.items() if name not in values}
        listed = {one: (name, at) for name, many in state.parameter_expansion.items() for at, one in enumerate(many)}
        self._names = list(state.positiontup or state.parameters)
        self._binds: list[tuple[str, int | None]] = [listed.get(name, (name, None)) for name in self._names]
        types = [compiled.binds[name].type.dialect_impl(dialect) for name, _at in self._binds]
        self._bound = _places(one.bind_processor(dialect) for one in types)
        columns = list(statement.exported_columns)
        self._row = _row([str(column.key) for column in columns])
        types = [column.type.dialect_impl(dialect) for column in columns]
        self._read = _places(one.result_processor(dialect, None) for one in types)
        self._dialect, self._error = dialect, dialect.loaded_dbapi.Error

    def run(self, raw: Any, *several: dict[str, Any]) -> Any:
        """The cursor after it."""
        parameters = [self._parameters(values) for values in several]
        cursor = raw.cursor()
        started = perf_counter()
        try:
            if len(parameters) == 1:
                cursor.execute(self.sql, parameters[0])
            else:
                cursor.executemany(self.sql, parameters)
        except self._error as error:
            raise DBAPIError.instance(self.sql, parameters, error, self._error, dialect=self._dialect) from error
        note(self.sql, perf_counter() - started)
        return cursor

    def rows(self, cursor: Any) -> list[Any]:
        return [self._row(self._processed(found)) for found in cursor.fetchall()]

    def _processed(self, found: Any) -> Any:
        """A row as its types have it; most have nothing to do."""
        if not self._read:
            return found
        values = list(found)
        for place, process in self._read:
            values[place] = process(values[place])
        return values

    def _parameters(self, values: dict[str, Any]) -> Any:
        given = self._defaults | values if self._defaults else values
        bound = [given[name] if at is None else given[name][at] for name, at in self._binds]
        for place, process in self._bound:
            bound[place] = process(bound[place])
        return bound if self._positional else dict(zip(self._names, bound, strict=True))


def _places(processes: Iterable[Process | None]) -> list[tuple[int, Process]]:
    """Those values that the driver has otherwise than we do, by their place; most are the same."""
    return [(place, process) for place, process in enumerate(processes) if process]


def _row(names: list[str]) -> Callable[[Any], Any]:
    """Makes a row that has these names."""
    row = cast("Any", namedtuple)("Row", names, rename=True)
    make: Callable[[Any], Any] = row._make
    return make
