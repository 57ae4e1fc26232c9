"""Gathering the fragments of a page: all from one moment, rendered only where the cache does not prove to be fresh.

FRESHNESS, rules 4 to 7: one statement reads the tokens of the whole page; keys are made of them; whatever is missing
is rendered from a snapshot in which the tokens are read again, so that hits and misses never mix two commits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Lock
from time import perf_counter
from typing import Any

from flask import current_app, g
from sqlalchemy import Connection

from webapp.freshness.listening import listener
from webapp.freshness.needs import Need
from webapp.freshness.store import BOUNDLESS, Store
from webapp.storage import tokens
from webapp.storage.scopes import EPOCH
from webapp.storage.tokens import Tokens
from webapp.storage.transactions import snapshot

SCHEMA = 1
# One render per key and process: keys share these locks, taken in order so that two pages cannot wait for each other.
_LOCKS = [Lock() for _ in range(64)]


@dataclass(frozen=True, slots=True)
class Stamp:
    """The keys of needs in their order, and the tokens that these were made of."""

    keys: list[str]
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Gathered:
    """The texts in the order of the needs, and the stamp that proves them (an ETag is made of its keys)."""

    texts: list[str]
    stamp: Stamp


@dataclass(slots=True)
class Figures:
    """What `Server-Timing` tells of one request."""

    asked: int = 0
    hits: int = 0
    render_s: float = 0.0


def figures() -> Figures:
    """The figures of this request, made at its first question."""
    if "figures" not in g:
        g.figures = Figures()
    found: Figures = g.figures
    return found


def stamp(needs: Sequence[Need], connection: Connection | None = None, also: Sequence[str] = ()) -> Stamp:
    """The keys of all needs as of this moment, or of a snapshot, by the one statement that reads their tokens; and `also`
    those of what is around them, such as who is signed in."""
    read = tokens.read(names_of(needs).union(also), connection)
    return Stamp(_keys(needs, read), read)


def gather(needs: Sequence[Need], stamped: Stamp | None = None, also: Sequence[str] = ()) -> Gathered:
    """The texts of all needs as of one moment between the start and the end of this call; `stamped` is a stamp just made."""
    store = the_store()
    stamped = stamped or stamp(needs, also=also)
    found = store.get_many(stamped.keys)
    seconds: dict[str, float] = {}
    figures().asked += len(stamped.keys)
    if len(found) < len(set(stamped.keys)):
        with _held(sorted(set(stamped.keys) - found.keys())):
            stamped, found, seconds = _from_snapshot(store, needs, also)
    figures().hits += len(stamped.keys) - len(seconds)
    figures().render_s += sum(seconds.values())
    listener().gathered(needs, stamped.keys, found, seconds)
    return Gathered([found[key] for key in stamped.keys], stamped)


def key_of(*parts: object) -> str:
    """The key of what follows from `parts` alone, such as a page from its fragments' keys."""
    # repr() keeps the parts apart whatever they hold; joining them would not.
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def key_of_page(kind: str, path: str, keys: Sequence[str]) -> str:
    """The key of a page, by those of its fragments."""
    return BOUNDLESS * any(key.startswith(BOUNDLESS) for key in keys) + key_of(kind, path, keys)


def remembered(make: Callable[[], str], *parts: object) -> str:
    """What `make` gives, where it follows from `parts` and the program alone, such as rendered Markdown: it needs no stamp."""
    key = key_of(current_app.extensions["etalage.templates_digest"], *parts)
    text = the_store().get_many([key]).get(key)
    if text is None:
        text = make()
        if not g.get("passing", False):
            the_store().set_many({key: text})
    return text


@contextmanager
def passing() -> Iterator[None]:
    """Within it nothing new is remembered: all the beginnings of a text that is being typed would fill the store."""
    g.passing = True
    try:
        yield
    finally:
        g.passing = False


def the_store() -> Store:
    found: Store = current_app.extensions["etalage.store"]
    return found


def names_of(needs: Sequence[Need]) -> set[str]:
    return {scope for need in needs for scope in need.scopes}


def _from_snapshot(
    store: Store, needs: Sequence[Need], also: Sequence[str]
) -> tuple[Stamp, dict[str, str], dict[str, float]]:
    """The stamp of a new snapshot, key -> text, and key -> seconds of what was rendered."""
    seconds: dict[str, float] = {}
    with snapshot() as connection:
        stamped = stamp(needs, connection, also)
        found = store.get_many(stamped.keys)
        rendered: dict[str, str] = {}
        for key, need in zip(stamped.keys, needs, strict=True):
            if key not in found and key not in rendered:
                started = perf_counter()
                rendered[key] = need.render(connection)
                seconds[key] = perf_counter() - started
    kept = {key for key, need in zip(stamped.keys, needs, strict=True) if need.kept}
    store.set_many({key: text for key, text in rendered.items() if key in kept})
    return stamped, found | rendered, seconds


def _keys(needs: Sequence[Need], read: Tokens) -> list[str]:
    digest: str = current_app.extensions["etalage.templates_digest"]
    epoch = read.get(EPOCH)
    parts = [
        (SCHEMA, digest, epoch, n.name, n.locale, [*map(_plain, n.page_key)], [read.get(scope) for scope in n.scopes])
        for n in needs
    ]
    return [BOUNDLESS * n.boundless + key_of(*made_of) for n, made_of in zip(needs, parts, strict=True)]


def _plain(part: Any) -> object:
    """What a part of a page key consists of: a dataclass writes itself in 100 microseconds, its values in one."""
    names = getattr(part, "__dataclass_fields__", None)
    return part if names is None else (type(part).__name__, *[getattr(part, name) for name in names])


@contextmanager
def _held(keys: Sequence[str]) -> Iterator[None]:
    with ExitStack() as stack:
        for index in sorted({int(key.removeprefix(BOUNDLESS)[:4], 16) % len(_LOCKS) for key in keys}):
            stack.enter_context(_LOCKS[index])
        yield
