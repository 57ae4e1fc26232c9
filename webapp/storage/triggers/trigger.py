"""One trigger as DDL, and what those of both databases are made of."""

from dataclasses import dataclass

from webapp.extensions import Base
from webapp.storage.scopes import BUCKETS, Scope

PREFIX = "etalage_"
# Event -> the rows that it has to look at.
EVENTS = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
SQLITE_TOKEN = "random()"
POSTGRESQL_TOKEN = "('x' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 16))::bit(64)::bigint"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger (and on PostgreSQL its function) as DDL, in the order of execution."""

    name: str
    table: str
    statements: tuple[str, ...]


def scope_names(scope: Scope, row: str, dialect: str) -> list[str]:
    """SQL of the names that one row renews; `row` is `new` or `old`, or nothing within a transition table."""
    column = (lambda name: f"{row}.{name}") if row else (lambda name: name)
    # Not `%` on PostgreSQL: its driver takes that for a placeholder.
    record = column(scope.record)
    bucket = f"mod({record}, {BUCKETS})::text" if dialect == "postgresql" else f"({record} % {BUCKETS})"
    suffix = f" || '@' || {column(scope.locale)}" if scope.locale else ""
    return [f"'{scope.noun}'{suffix}", f"'{scope.noun}~' || {bucket}{suffix}"]


def key_of(table: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[table].primary_key]
