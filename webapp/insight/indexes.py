"""The index that would help: read from a plan, and only where it is plain. Where several readings are possible, nothing is said.

What counts as plain: a table of some size is read from end to end although the statement compares its columns with values;
SQLite makes an index for each run of the statement; all rows of one table are sorted by its own columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from webapp.insight.plans import Plan

# A smaller table is read from end to end in less time than it takes to find a row by an index.
WORTH_ROWS = 1_000
NAME = r'"?([A-Za-z_]\w*)"?'
SOURCE = re.compile(
    rf"\b(?:FROM|JOIN|UPDATE)\s+{NAME}(?:\s+AS)?(?:\s+(?!ON\b|WHERE\b|JOIN\b|SET\b|ORDER\b|GROUP\b|LEFT\b|INNER\b|CROSS\b|LIMIT\b|UNION\b){NAME})?",
    re.IGNORECASE,
)
WHERE = re.compile(r"\bWHERE\b(.*?)(?:\bGROUP BY\b|\bORDER BY\b|\bLIMIT\b|$)", re.IGNORECASE | re.DOTALL)
ORDER = re.compile(r"\bORDER BY\b(.*?)(?:\bLIMIT\b|\bOFFSET\b|$)", re.IGNORECASE | re.DOTALL)
VALUE = r"(?:\?|%\(\w+\)s|%s|\$\d+|'[^']*'|-?\d+(?:\.\d+)?)"
COMPARED = re.compile(rf'(?:"?(\w+)"?\.)?"?(\w+)"?\s*(=|<=|>=|<|>|IN)\s*(?:\(\s*)?{VALUE}', re.IGNORECASE)
SORTED = re.compile(r'^(?:"?(\w+)"?\.)?"?(\w+)"?(?:\s+(ASC|DESC))?$', re.IGNORECASE)
AUTOMATIC = re.compile(r"SEARCH (\w+) USING AUTOMATIC (?:PARTIAL )?(?:COVERING )?INDEX \(((?:\w+=\?(?: AND )?)+)\)")
SCANNED = re.compile(r"^\s*SCAN (?:TABLE \w+ AS |TABLE )?(\w+)$")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database's own catalogue says of a table: its columns, its indexes with their columns, about how many rows."""

    columns: str
    indexes: str
    rows: str


SQLITE = Facts(
    "SELECT name FROM pragma_table_info(:table)",
    "SELECT l.name, i.name FROM pragma_index_list(:table) AS l, pragma_index_info(l.name) AS i ORDER BY l.name, i.seqno",
    # The highest number of a row: nothing is counted. The name has been found among the columns' tables by then.
    "SELECT max(rowid) FROM {table}",
)
POSTGRESQL = Facts(
    "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%(table)s) AND attnum > 0",
    "SELECT i.indexrelid, a.attname FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY k(attnum, place)"
    " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum"
    " WHERE i.indrelid = to_regclass(%(table)s) ORDER BY i.indexrelid, k.place",
    "SELECT coalesce((SELECT greatest(c.reltuples, s.n_live_tup) FROM pg_class c"
    " JOIN pg_stat_user_tables s ON s.relid = c.oid WHERE c.oid = to_regclass(%(table)s)), 0)",
)


@dataclass(frozen=True, slots=True)
class Missing:
    """An index that is not there: its table, and its columns in their order."""

    table: str
    columns: tuple[str, ...]

    def __str__(self) -> str:
        return f"CREATE INDEX ix_{self.table}_{'_'.join(self.columns)} ON {self.table} ({', '.join(self.columns)})"


def missing_index(connection: Connection, sql: str, plan: Plan) -> Missing | None:
    found = _automatic(sql, plan) or _compared(sql, plan) or _sorted(sql, plan)
    return found if found and _would_help(connection, found) else None


def _automatic(sql: str, plan: Plan) -> Missing | None:
    """SQLite builds one for each run, which says best that it is missing."""
    for line in plan.lines:
        if match := AUTOMATIC.search(line):
            table = _tables(sql).get(match[1])
            columns = tuple(re.findall(r"(\w+)=\?", match[2]))
            return Missing(table, columns) if table else None
    return None


def _compared(sql: str, plan: Plan) -> Missing | None:
    """A table that is read from end to end, and whose columns are compared with values: equal ones first, then one range."""
    tables, where = _tables(sql), WHERE.search(sql)
    for alias in _scanned(plan):
        table = tables.get(alias)
        if table is None or where is None or _is_hard_to_read(where[1]):
            continue
        compared = [(c, op) for name, c, op in COMPARED.findall(where[1]) if (name or alias) in (alias, table)]
        equal = [column for column, op in compared if op in ("=", "IN", "in")]
        ranges = [column for column, op in compared if op not in ("=", "IN", "in")]
        columns = tuple(dict.fromkeys(equal + ranges[:1]))
        if columns:
            return Missing(table, columns)
    return None


def _sorted(sql: str, plan: Plan) -> Missing | None:
    """All rows of one table, sorted by its own columns in one direction."""
    tables, order = _tables(sql), ORDER.search(sql)
    scanned = list(_scanned(plan))
    if order is None or len(scanned) != 1 or len(set(tables.values())) != 1 or WHERE.search(sql):
        return None
    if not any("USE TEMP B-TREE FOR ORDER BY" in line for line in plan.lines) and not _sorts(plan):
        return None
    parts = [SORTED.match(part.strip()) for part in order[1].split(",")]
    if not all(parts) or len({(part[3] or "ASC").upper() for part in parts if part}) != 1:
        return None
    return Missing(next(iter(tables.values())), tuple(part[2] for part in parts if part))


def _scanned(plan: Plan) -> Iterable[str]:
    """The names under which tables are read from end to end, with no index at all."""
    for node in plan.nodes:
        if node["Node Type"] == "Seq Scan":
            yield node.get("Alias") or node["Relation Name"]
    for line in plan.lines if not plan.nodes else ():
        if match := SCANNED.match(line):
            yield match[1]


def _sorts(plan: Plan) -> bool:
    return any(node["Node Type"] in ("Sort", "Incremental Sort") for node in plan.nodes)


def _is_hard_to_read(where: str) -> bool:
    return bool(re.search(r"\bOR\b|\bSELECT\b|\bCASE\b|\bNOT\b|\w\(", where, re.IGNORECASE))


def _tables(sql: str) -> dict[str, str]:
    """Name within the statement -> table; a table that stands there twice under one name is left as it is."""
    found: dict[str, str] = {}
    for table, alias in SOURCE.findall(sql):
        found[alias or table] = table
    return found


def _would_help(connection: Connection, missing: Missing) -> bool:
    """Whether table and columns are real, the table is large, and no index begins with these columns."""
    facts = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    driver: Any = connection.connection.dbapi_connection

    def ask(sql: str) -> list[Any]:
        return list(driver.execute(sql, {"table": missing.table}).fetchall())

    columns = {name for (name,) in ask(facts.columns)}
    if not columns.issuperset(missing.columns) or (ask(facts.rows.format(table=missing.table))[0][0] or 0) < WORTH_ROWS:
        return False
    have: dict[Any, list[str]] = {}
    for index, column in ask(facts.indexes):
        have.setdefault(index, []).append(column)
    return not any(tuple(names[: len(missing.columns)]) == missing.columns for names in have.values())
