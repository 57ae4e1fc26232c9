"""Plans: how the database means to answer a statement, asked without its values, which are nobody's business.

SQLite is given NULL for each value, PostgreSQL is asked for its generic plan. A statement that changes rows is explained too:
to explain is not to run.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from webapp.insight.normalising import SHOWN

NAMED = re.compile(r"%\(\w+\)s|%s")
LITERAL = re.compile(r"'(?:[^']|'')*'")
EXPLAINED = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plan:
    """Its lines, indented by depth, as the database words them. `nodes` are PostgreSQL's, flat, each with its parent's type."""

    lines: list[str]
    nodes: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(self.lines)


def plan_of(connection: Connection, sql: str) -> Plan | None:
    """None where there is none to be had: the statement was cut, or what it speaks of is gone."""
    if len(sql) >= SHOWN or not EXPLAINED.match(sql) or ";" in LITERAL.sub("", sql):
        return None
    try:
        driver = connection.connection.dbapi_connection
        return _sqlite(driver, sql) if connection.dialect.name == "sqlite" else _postgresql(driver, sql)
    except Exception:
        return None


def _sqlite(driver: Any, sql: str) -> Plan:
    rows = driver.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * _marks(sql)).fetchall()
    depths = {0: 0}
    for number, parent, _unused, _detail in rows:
        depths[number] = depths.get(parent, 0) + 1
    return Plan([f"{'  ' * (depths[number] - 1)}{detail}" for number, _parent, _unused, detail in rows])


def _marks(sql: str) -> int:
    return LITERAL.sub("", sql).count("?")


def _postgresql(driver: Any, sql: str) -> Plan:
    counter = iter(range(1, 10_000))
    numbered = NAMED.sub(lambda _found: f"${next(counter)}", sql).replace("%%", "%")
    count = next(counter) - 1
    name, nulls = f"etalage_{secrets.token_hex(4)}", f"({', '.join(['NULL'] * count)})" if count else ""
    # What is prepared outlives a transaction, so it is let go of whatever happens.
    with driver.transaction():
        driver.execute(f"PREPARE {name} AS {numbered}")
    try:
        with driver.transaction():
            driver.execute("SET LOCAL plan_cache_mode = force_generic_plan")
            found = driver.execute(f"EXPLAIN (FORMAT JSON) EXECUTE {name}{nulls}").fetchone()[0]
    finally:
        driver.execute(f"DEALLOCATE {name}")
    root = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    plan = Plan([])
    _flatten(root, 0, "", plan)
    return plan


def _flatten(node: dict[str, Any], depth: int, above: str, plan: Plan) -> None:
    on = f" on {node['Relation Name']}" if "Relation Name" in node else ""
    using = f" using {node['Index Name']}" if "Index Name" in node else ""
    said = "".join(f"; {name}: {node[name]}" for name in ("Index Cond", "Filter", "Sort Key") if name in node)
    plan.lines.append(f"{'  ' * depth}{node['Node Type']}{using}{on}{said}")
    plan.nodes.append({**{name: value for name, value in node.items() if name != "Plans"}, "Above": above})
    for inner in node.get("Plans", ()):
        _flatten(inner, depth + 1, node["Node Type"], plan)
