"""Versions: what guards a record, and each of its texts, against being overwritten by somebody who saw an older state of it.

A version is random, so a restored backup cannot bring one back. It guards writes and has nothing to do with the cache.
"""

import secrets
from typing import Any

from sqlalchemy import ColumnElement, func

from webapp.extensions import Base

SQLITE_VERSION = "lower(hex(randomblob(6)))"
POSTGRESQL_VERSION = "substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)"


def new_version() -> str:
    """12 hexadecimal digits: nobody guesses one, two of a record are never the same, and each row of a page brings two."""
    return secrets.token_hex(6)


def seen(record: str, text: str | None) -> str:
    """What a page in one language tells its editors: the version of the record, and that of its text if it has one."""
    return f"{record}.{text or ''}"


def seen_sql(record: Any, text: Any) -> ColumnElement[str]:
    """The same as SQL, of the two version columns."""
    joined: ColumnElement[str] = record + "." + func.coalesce(text, "")
    return joined


def seen_of(seen: str, is_text: bool) -> str | None:
    """The half that concerns a field of a text, or of the record itself; None where this was never told to anybody."""
    record, told, text = seen.partition(".")
    if not (record and told):
        return None
    return text if is_text else record


def tables() -> list[str]:
    """The tables whose rows have a version."""
    return sorted(m.local_table.name for m in Base.registry.mappers if "version" in m.local_table.columns)  # type: ignore[attr-defined]


def events(table: str) -> dict[str, str]:
    """Event -> where a trigger gives a row its version: an UPDATE from outside left the old one, an INSERT gave it none."""
    found = {"update": "new.version = old.version"}
    if Base.metadata.tables[table].columns["version"].server_default is not None:
        found["insert"] = "new.version = ''"
    return found
