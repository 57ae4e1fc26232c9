"""What is measured, and how: subjects that work for a while, and what that cost their server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.bench.servers import Server
from tests.bench.wire import Connection

# So many requests are on their way at any time, so that a server never waits for its client.
LANES = 4
# Work goes on until a moment of `time.perf_counter()` and tells how many requests or acts that were.
Work = Callable[[float], int]


@dataclass(frozen=True, slots=True)
class Subject:
    """One row of the table. `page` is the body that a reader gets, where there is one."""

    name: str
    server: Server
    work: Work
    page: bytes = b""


@dataclass(frozen=True, slots=True)
class Round:
    """What one subject did in its turn. `cpu_us` is the server's CPU per request, None where it cannot be known."""

    requests: int
    seconds: float
    cpu_us: float | None

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def reading(
    name: str, server: Server, request: bytes | Callable[[], bytes], check: Callable[[bytes], object] = len
) -> Subject:
    """Asks for this over and over; what to ask may be found out at the beginning of each turn. `check` sees each body."""
    find = request if callable(request) else lambda: request
    head, page = Connection(server.port).send(find())
    if head[9:10] == b"3" and page:
        raise RuntimeError(f"{name} sends its readers away: {head[:300]!r}")
    lanes = [Connection(server.port) for _ in range(LANES)]

    def work(until: float) -> int:
        count = 0
        for body in _answers(lanes, find(), until):
            check(body)
            count += 1
        return count

    return Subject(name, server, work, page)


def _answers(lanes: Sequence[Connection], request: bytes, until: float) -> Iterator[bytes]:
    """The bodies; in the end no answer is left on its way."""
    for lane in lanes:
        lane.ask(request)
    while time.perf_counter() < until:
        for lane in lanes:
            yield lane.receive()[1]
            lane.ask(request)
    for lane in lanes:
        yield lane.receive()[1]


def acting(name: str, server: Server, act: Callable[[], object]) -> Subject:
    """Does this again and again, one after the other."""

    def work(until: float) -> int:
        count = 0
        while time.perf_counter() < until or not count:
            act()
            count += 1
        return count

    return Subject(name, server, work)


def turn(subject: Subject, seconds: float) -> Round:
    """Let it work for so long, and count."""
    cpu, started = subject.server.cpu_s(), time.perf_counter()
    count = subject.work(started + seconds)
    took, after = time.perf_counter() - started, subject.server.quiet_cpu_s()
    used = None if cpu is None or after is None else (after - cpu) / count * 1e6
    return Round(count, took, used)
