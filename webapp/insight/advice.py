"""The statements worth looking at: the slowest with their plan and the index that would help, and those sent once per row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from webapp.insight.indexes import Missing, missing_index
from webapp.insight.plans import Plan, plan_of
from webapp.insight.queries import Statement
from webapp.storage.statements import REPEATED

# Of those that are not among the slowest, so many that took the most time in all are asked whether an index would help.
SHOWN, ASKED = 10, 25


@dataclass(frozen=True, slots=True)
class Explained:
    """`is_slow` where it took longer than the setting at least once."""

    statement: Statement
    plan: Plan | None
    index: Missing | None

    @property
    def is_slow(self) -> bool:
        return self.statement.tally.slow > 0


def slowest(connection: Connection, statements: Iterable[Statement]) -> list[Explained]:
    """By the worst that each took, one line for a statement, under the route that it took longest in; then those that are
    not so slow, but that an index would help."""
    found: dict[str, Statement] = {}
    for one in sorted(statements, key=lambda one: -one.tally.worst_s):
        found.setdefault(one.text, one)
    several = list(found.values())
    others = sorted(several[SHOWN:], key=lambda one: -one.tally.seconds)[:ASKED]
    helped = [one for one in (_explained(connection, other) for other in others) if one.index]
    return [_explained(connection, one) for one in several[:SHOWN]] + helped


def repeated(statements: Iterable[Statement]) -> list[Statement]:
    many = [one for one in statements if one.tally.most >= REPEATED]
    return sorted(many, key=lambda one: -one.tally.most * one.tally.repeated)[:SHOWN]


def _explained(connection: Connection, statement: Statement) -> Explained:
    plan = plan_of(connection, statement.sql)
    return Explained(statement, plan, missing_index(connection, statement.sql, plan) if plan else None)
