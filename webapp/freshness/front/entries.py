"""What the front cache keeps: whole answers with what proves them, so many bytes of them, the least recently used out first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from webapp.freshness.codings import IDENTITY, encoded, tag_of
from webapp.storage.tokens import Tokens

# Path, query and face of a request, and whose page it is.
Key = tuple[str, str, str, str]
Headers = list[tuple[str, str]]
# What a 304 leaves out: it describes a body.
OF_A_BODY = ("content-type", "content-length", "content-encoding")
# About what an entry weighs besides its bodies.
OVERHEAD = 2048


@dataclass(frozen=True, slots=True)
class Proof:
    """What a page tells of itself: the names and tokens of all that it shows, and the key that these make. Somebody's own
    page has no such key, since no browser keeps it, but ends: `until` is when somebody must be asked who they are."""

    endpoint: str
    tokens: Tokens
    names: tuple[str, ...]
    whole: str | None
    body: bytes
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """An answer in one coding, ready to be sent."""

    etag: str | None
    body: bytes
    headers: Headers
    unchanged: Headers


@dataclass(eq=False, slots=True)
class Entry:
    """An answer. It `holds` where its tokens were read before Flask was entered and were the same afterwards: only then is
    what a route looked up on its way to its fragments, such as whose address this is, as true as they are."""

    proof: Proof
    headers: Headers
    holds: bool
    variants: dict[str, Variant] = field(default_factory=dict)
    # Reader of a thread -> what it knew when it last found the tokens unchanged.
    proved: dict[Any, Any] = field(default_factory=dict)
    hits: int = 0
    asked_at: float = 0.0

    def variant(self, coding: str) -> Variant:
        """Compressed when first asked for, and kept."""
        found = self.variants.get(coding)
        if found is None:
            found = self.variants[coding] = self._made(coding)
        return found

    def _made(self, coding: str) -> Variant:
        body = encoded(self.proof.body, coding)
        etag = f'"{tag_of(self.proof.whole, coding)}"' if self.proof.whole else None
        headers = [*self.headers, ("Content-Length", str(len(body)))]
        headers += [("ETag", etag)] if etag else []
        headers += [("Content-Encoding", coding)] if coding != IDENTITY else []
        unchanged = [(name, value) for name, value in headers if name.lower() not in OF_A_BODY]
        return Variant(etag, body, headers, unchanged)

    @property
    def size(self) -> int:
        return OVERHEAD + len(self.proof.body) + sum(len(variant.body) for variant in self.variants.values())


class Entries:
    """At most `limit` bytes. Reading takes no lock; what changes the sum does."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bytes = 0
        self._kept: OrderedDict[Key, tuple[Entry, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Entry | None:
        found = self._kept.get(key)
        if found is None:
            return None
        try:
            self._kept.move_to_end(key)
        except KeyError:  # put out meanwhile
            return None
        return found[0]

    def put(self, key: Key, entry: Entry) -> None:
        """Keep an entry, or weigh it anew after it has grown by a variant."""
        size = entry.size
        with self._lock:
            _entry, before = self._kept.pop(key, (entry, 0))
            self.bytes -= before
            # One page must not drive out all others.
            if size <= self.limit // 8:
                self._kept[key] = entry, size
                self.bytes += size
            while self.bytes > self.limit:
                _key, (_entry, out) = self._kept.popitem(last=False)
                self.bytes -= out

    def drop(self, key: Key) -> None:
        with self._lock:
            _entry, size = self._kept.pop(key, (None, 0))
            self.bytes -= size

    def items(self) -> list[tuple[Key, Entry]]:
        with self._lock:
            return [(key, entry) for key, (entry, _size) in self._kept.items()]
