"""What this process knows of the fragments that the cache keeps: when each was rendered, for how long, how often it was found."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# So many fragments are known one by one; the longest unasked are forgotten first. Their totals stay.
ENTRIES = 2_000
Place = tuple[str, str, tuple[Any, ...]]


@dataclass(slots=True)
class Entry:
    """One fragment on one page. `at` is None where another process rendered it, so that nobody here knows when and for how long."""

    place: Place
    key: str
    scopes: tuple[str, ...]
    size: int
    at: float | None
    render_s: float
    hits: int = 0

    @property
    def saved_s(self) -> float:
        return self.hits * self.render_s


class KeptFragments:
    """By place, since what is outdated is replaced there; and by key, since that is all that a whole page tells of its parts."""

    def __init__(self, entries: int = ENTRIES) -> None:
        self._entries = entries
        self._by_key: OrderedDict[str, Entry] = OrderedDict()
        self._keys: dict[Place, str] = {}

    def put(self, entry: Entry) -> Entry:
        self._by_key.pop(self._keys.get(entry.place, ""), None)
        self._by_key[entry.key] = entry
        self._keys[entry.place] = entry.key
        if len(self._by_key) > self._entries:
            _key, oldest = self._by_key.popitem(last=False)
            self._keys.pop(oldest.place, None)
        return entry

    def hit(self, key: str) -> Entry | None:
        """The entry of `key`, now found once more; None where another process had rendered it."""
        entry = self._by_key.get(key)
        if entry is not None:
            self._by_key.move_to_end(key)
            entry.hits += 1
        return entry

    def __iter__(self) -> Iterator[Entry]:
        return iter([*self._by_key.values()])

    def __len__(self) -> int:
        return len(self._by_key)
