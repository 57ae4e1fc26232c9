"""Versions: what guards a record against being overwritten by somebody who saw an older state of it.

A version is random, so a restored backup cannot bring one back. It guards writes and has nothing to do with the cache.
"""

import secrets

from webapp.extensions import Base

SQLITE_VERSION = "lower(hex(randomblob(8)))"
POSTGRESQL_VERSION = "substr(replace(gen_random_uuid()::text, '-', ''), 1, 16)"


def new_version() -> str:
    """16 hexadecimal digits."""
    return secrets.token_hex(8)


def tables() -> list[str]:
    """The tables whose rows have a version; a trigger renews it where an UPDATE from outside left it as it was."""
    return sorted(m.local_table.name for m in Base.registry.mappers if "version" in m.local_table.columns)  # type: ignore[attr-defined]
