"""The triggers of both databases, generated from what the tables declare: scopes, versions, listings,
addresses, full text, tallies.

They are the reason why no bulk update, import or database shell can leave a stale fragment behind. SQLite has row
triggers; PostgreSQL statement triggers with transition tables, which touch each scope once per statement, in sorted order.
"""

from sqlalchemy import Connection, inspect, text

from webapp.storage.triggers import by_row, by_statement
from webapp.storage.triggers.trigger import POSTGRESQL_TOKEN, PREFIX, SQLITE_TOKEN, Trigger

__all__ = ["POSTGRESQL_TOKEN", "PREFIX", "SQLITE_TOKEN", "Trigger", "expected", "present", "renew"]


def expected(dialect: str) -> dict[str, Trigger]:
    """Name -> trigger, of everything that the mapped tables declare."""
    declared = by_row.declared() if dialect == "sqlite" else by_statement.declared()
    return {trigger.name: trigger for trigger in declared}


def renew(connection: Connection) -> None:
    """Drop all triggers of ours and create them from the declarations. Alembic's batch mode drops some silently."""
    dialect = connection.dialect.name
    for name, table in present(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}" + ("" if dialect == "sqlite" else f" ON {table}"))
    tables = set(inspect(connection).get_table_names())
    for trigger in expected(dialect).values():
        for statement in trigger.statements if trigger.table in tables else ():
            connection.exec_driver_sql(statement)


def present(connection: Connection) -> list[tuple[str, str]]:
    """(trigger, table) of what the database has of ours."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(
            text("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        )
    else:
        found = connection.execute(
            text("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname")
        )
    return [(name, table) for name, table in found if name.startswith(PREFIX)]
