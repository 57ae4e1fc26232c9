"""What the process itself says of this moment: its memory, its connections, its front cache, its queue of writers."""

from __future__ import annotations

import os
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy.pool import QueuePool

from webapp.freshness.front import Front
from webapp.storage.engines import engines
from webapp.storage.queueing import Figures, Queue

STATM = Path("/proc/self/statm")
_STARTED = time.monotonic()


@dataclass(frozen=True, slots=True)
class Process:
    """Bytes in memory now and at most; None where the system does not say. CPU seconds and age since the start."""

    pid: int
    memory: int | None
    memory_most: int
    cpu_s: float
    age_s: float


@dataclass(frozen=True, slots=True)
class Pool:
    """Connections to the database: how many are lent now, how many wait, how many there may be."""

    lent: int
    idle: int
    most: int


@dataclass(frozen=True, slots=True)
class FrontFigures:
    """What the front cache keeps, in pages and bytes of how many; what it answered, and what it had to pass on."""

    entries: int
    bytes: int
    limit: int
    hits: int
    misses: int


def process() -> Process:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kilobytes, but on macOS bytes.
    most *= 1 if sys.platform == "darwin" else 1024
    now = int(STATM.read_text().split()[1]) * resource.getpagesize() if STATM.exists() else None
    return Process(os.getpid(), now, most, time.process_time(), time.monotonic() - _STARTED)


def pool() -> Pool | None:
    found = engines().reading.pool
    if not isinstance(found, QueuePool):
        return None
    return Pool(found.checkedout(), found.checkedin(), found.size() + max(0, found._max_overflow))


def writers() -> Figures | None:
    """Those of the queue of writers; PostgreSQL needs none."""
    queue: Queue | None = engines().writing.get_execution_options().get("etalage_queue")
    return queue.figures if queue else None


def front() -> FrontFigures | None:
    """Those of the front cache; None where there is none."""
    found: Front | None = current_app.extensions.get("etalage.front")
    if found is None:
        return None
    entries = found.entries
    return FrontFigures(len(entries), entries.bytes, entries.limit, found.hits, found.asked - found.hits)
