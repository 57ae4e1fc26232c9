"""What is kept, read by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select

from webapp.storage.prepared import Prepared
from webapp.storage.tallies.declaring import Kept, name_of

_NAMED = Prepared(select(Kept.name, Kept.value).where(Kept.name.in_(bindparam("names", expanding=True))))


def kept(connection: Connection, noun: str, *tallies: str) -> list[int] | None:
    """The values of some tallies of a noun, in one statement; None where one is not kept, so that the rows have to be asked."""
    names = tuple(name_of(noun, tally) for tally in tallies)
    found: dict[str, Any] = {row.name: row.value for row in _NAMED.all(connection, names=[*names])}
    values = [found.get(name) for name in names]
    return None if None in values else values  # type: ignore[return-value]
