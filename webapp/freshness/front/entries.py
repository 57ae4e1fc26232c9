"""What the front cache keeps: whole answers with what proves them, so many bytes of them, the least recently used out first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from webapp.freshness.codings import IDENTITY, encoded, tag_of
from webapp.freshness.front.faces import Key
from webapp.storage.tokens import Tokens
from webapp.storage.watching import Known

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
    # What was known of the database when the tokens were last found unchanged.
    known: Known | None = None
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
    """At most `limit` bytes. Reading takes no lock and changes nothing; what changes the sum does."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bytes = 0
        self._kept: dict[Key, Entry] = {}
        self._sizes: dict[Key, int] = {}
        self._lock = Lock()
        self.get = self._kept.get

    def __len__(self) -> int:
        return len(self._kept)

    def put(self, key: Key, entry: Entry) -> None:
        """Keep an entry, or weigh it anew after it has grown by a variant."""
        size = entry.size
        with self._lock:
            self._take(key)
            # One page must not drive out all others.
            if size <= self.limit // 8:
                self._kept[key], self._sizes[key] = entry, size
                self.bytes += size
            if self.bytes > self.limit:
                self._make_room()

    def drop(self, key: Key) -> None:
        with self._lock:
            self._take(key)

    def items(self) -> list[tuple[Key, Entry]]:
        with self._lock:
            return list(self._kept.items())

    def _take(self, key: Key) -> None:
        self._kept.pop(key, None)
        self.bytes -= self._sizes.pop(key, 0)

    def _make_room(self) -> None:
        """The least recently asked for go first, and some more of them, so that this is not needed at each new page."""
        for key in sorted(self._kept, key=lambda key: self._kept[key].asked_at):
            if self.bytes <= self.limit - self.limit // 16:
                break
            self._take(key)
