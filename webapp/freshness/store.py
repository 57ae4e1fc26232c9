"""Where rendered fragments are kept: any back end of Flask-Caching, left alone for a moment when it fails."""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import IO, Any

from cachelib.serializers import BaseSerializer
from flask import Flask
from flask_caching.backends.filesystemcache import FileSystemCache

from webapp.config import Settings
from webapp.extensions import cache

log = logging.getLogger(__name__)
# Nothing is stale, so the time limit only collects garbage. Entries without one would be evicted first.
KEPT_S = 7 * 24 * 3600
# SimpleCache sorts everything once it is past its threshold: far above the working set.
ENTRIES = 50_000
FAILURES, WITHIN_S, REST_S = 3, 1.0, 2.0
# What there are as many of as there are words, such as searches, shares so many places, whose keys begin with this sign:
# whoever asks for ever other ones drives out nothing else.
BOUNDLESS, PLACES = "~", 1024


class TextSerializer(BaseSerializer):
    """UTF-8 text, or JSON for what a back end counts; never pickle. What does not parse is a miss."""

    def dumps(self, value: Any, protocol: int = 0) -> bytes:
        return b"t" + value.encode() if isinstance(value, str) else b"j" + json.dumps(value).encode()

    def loads(self, bvalue: bytes | None) -> Any:
        try:
            if bvalue:
                return bvalue[1:].decode() if bvalue[:1] == b"t" else json.loads(bvalue[1:])
        except ValueError:
            log.warning("an entry of the cache does not parse; taken as a miss")
        return None

    def dump(self, value: Any, f: IO[bytes], protocol: int = 0) -> None:
        f.write(self.dumps(value))

    def load(self, f: IO[bytes]) -> Any:
        return self.loads(f.read())


class TextFiles(FileSystemCache):
    """Counts its files while it is made, before Flask-Caching would hand it the serializer."""

    serializer = TextSerializer()  # type: ignore[assignment]  # it only has to have the same methods


def configuration(settings: Settings) -> dict[str, Any]:
    """The settings of Flask-Caching."""
    common = {"CACHE_DEFAULT_TIMEOUT": KEPT_S, "CACHE_THRESHOLD": ENTRIES, "CACHE_KEY_PREFIX": "etalage:"}
    kinds: dict[str, dict[str, Any]] = {
        "off": {"CACHE_TYPE": "NullCache", "CACHE_NO_NULL_WARNING": True},
        "memory": {"CACHE_TYPE": "SimpleCache", "CACHE_SERIALIZER": TextSerializer()},
        "files": {
            "CACHE_TYPE": f"{__name__}.TextFiles",
            "CACHE_DIR": str(settings.data / "cache"),
            "CACHE_SERIALIZER": TextSerializer(),
        },
        "redis": {
            "CACHE_TYPE": "RedisCache",
            "CACHE_REDIS_URL": settings.redis_url,
            # Short enough that a server that hangs fails three times within a second, and is then left alone.
            "CACHE_OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
            "CACHE_SERIALIZER": TextSerializer(),
        },
    }
    return common | kinds[settings.cache]


class Store:
    """A failing read is a miss, a failing write is counted and never raised; after three failures in a second
    the back end is left alone for two, since a request must not wait for a cache that is down."""

    def __init__(self) -> None:
        self.failures = 0
        self._recent: deque[float] = deque(maxlen=FAILURES)
        self._rests_until = 0.0

    def get_many(self, keys: Sequence[str]) -> dict[str, str]:
        """Key -> text of what is there."""
        if monotonic() < self._rests_until:
            return {}
        try:
            values = cache.get_many(*map(_place, keys))
        except Exception:
            self._failed()
            return {}
        found = {key: _text(key, value) for key, value in zip(keys, values, strict=True) if isinstance(value, str)}
        return {key: text for key, text in found.items() if text is not None}

    def set_many(self, texts: Mapping[str, str]) -> None:
        if not texts or monotonic() < self._rests_until:
            return
        try:
            cache.set_many({_place(key): _kept(key, text) for key, text in texts.items()})
        except Exception:
            self._failed()

    def _failed(self) -> None:
        self.failures += 1
        self._recent.append(monotonic())
        log.warning("the cache failed", exc_info=True)
        if len(self._recent) == FAILURES and self._recent[-1] - self._recent[0] < WITHIN_S:
            self._rests_until = monotonic() + REST_S


def _place(key: str) -> str:
    return f"{BOUNDLESS}{int(key[1:4], 16) % PLACES}" if key.startswith(BOUNDLESS) else key


def _kept(key: str, text: str) -> str:
    """With its key, where others may have the same place."""
    return key + text if key.startswith(BOUNDLESS) else text


def _text(key: str, kept: str) -> str | None:
    if not key.startswith(BOUNDLESS):
        return kept
    return kept.removeprefix(key) if kept.startswith(key) else None


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(configuration(settings))
    cache.init_app(app)
    app.extensions["etalage.store"] = Store()
