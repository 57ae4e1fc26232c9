"""Lists: which rows of a table somebody looks at, and the address that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from webapp.grid.columns import Table
from webapp.hypermedia.templates import href

LONGEST_Q = 200


@dataclass(frozen=True, slots=True)
class ListKey:
    """Which rows: validated and canonical, so that it can be part of a cache key. `sort` is a field or `-field`;
    `reading` is a plain table of the same rows, for the keys that a screen reader has for tables.
    """

    plural: str
    q: str = ""
    sort: str = ""
    page: int = 1
    trash: bool = False
    reading: bool = False

    @property
    def whole(self) -> ListKey:
        """All of the list, whatever page of it is shown, and however."""
        return replace(self, page=1, reading=False)


def list_key(table: Table, args: Mapping[str, str]) -> ListKey:
    """The canonical key of a list from its query; what is not understood is as by default."""
    sort = args.get("sort", "")
    column = table.column(sort.removeprefix("-"))
    page = args.get("page", "1")
    return ListKey(
        table.plural,
        q=" ".join(args.get("q", "").split())[:LONGEST_Q],
        sort=sort if column and column.sortable and sort != table.sort else "",
        page=int(page) if page.isascii() and page.isdecimal() and 0 < len(page) < 8 and int(page) else 1,
        trash=args.get("trash") == "1",
        reading=args.get("as") == "table",
    )


def list_url(locale: str, key: ListKey, **changes: Any) -> str:
    """The address of the same list with some things changed; what is as by default is left out."""
    return _with(href("desk.table", locale=locale, plural=key.plural), replace(key, **changes))


def bulk_url(locale: str, key: ListKey) -> str:
    """Where fields of all its rows are changed alike."""
    return _with(href("desk.bulk", locale=locale, plural=key.plural), key.whole)


def _with(path: str, key: ListKey) -> str:
    query = urlencode(list_query(key))
    return f"{path}?{query}" if query else path


def list_query(to: ListKey) -> dict[str, str]:
    values = {"q": to.q, "sort": to.sort, "page": to.page, "trash": to.trash, "as": "table" if to.reading else ""}
    return {
        k: str(int(v) if isinstance(v, bool) else v) for k, v in values.items() if v and not (k == "page" and v == 1)
    }
