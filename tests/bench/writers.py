"""Many at once: eight owners, each at a product of their own, against one alone; with one worker, and with four."""

from __future__ import annotations

import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.ours import Editor, Shop
from tests.bench.servers import Server
from tests.bench.table import judged, markdown
from tests.bench.wire import Refused

WRITERS, WORKERS = 8, 4


@dataclass(slots=True)
class Crowd:
    """How often each writer committed in one round, and what was refused, by status."""

    seconds: float
    commits: list[int]
    refused: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        return sum(self.commits) / self.seconds

    @property
    def fairness(self) -> float:
        """The slowest writer against the luckiest one."""
        return min(self.commits) / (max(self.commits) or 1)


def measured(rounds: int, secs: float, folder: Path) -> str:
    """The table of goal 20."""
    with ExitStack() as stack:
        shop = Shop(folder / "writers", stack).fill()
        crowds = dict(_crowds(shop))
        done: dict[str, list[Crowd]] = {name: [] for name in crowds}
        for _ in range(rounds):
            for name, editors in crowds.items():
                done[name].append(_turn(editors, secs))
    head = ("writers", "edits/s", "against one alone", "slowest against luckiest", "refused", "goals")
    return markdown(head, _rows(done), range(1, 5))


def _crowds(shop: Shop) -> Iterator[tuple[str, list[Editor]]]:
    threads, processes = shop.serve(), shop.serve(workers=WORKERS)
    yield "one", _editors(threads, 1)
    yield f"{WRITERS}, one process with threads", _editors(threads, WRITERS)
    yield f"{WRITERS}, {WORKERS} processes with threads", _editors(processes, WRITERS)


def _editors(server: Server, many: int) -> list[Editor]:
    return [Editor(server, product) for product in range(1, many + 1)]


def _turn(editors: Sequence[Editor], secs: float) -> Crowd:
    # What somebody else has done to a product since is seen before it counts.
    for editor in editors:
        editor.look()
    started = time.perf_counter()
    crowd = Crowd(secs, [0] * len(editors))
    threads = [
        threading.Thread(target=_write, args=(editor, number, started + secs, crowd))
        for number, editor in enumerate(editors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    crowd.seconds = time.perf_counter() - started
    return crowd


def _write(editor: Editor, number: int, until: float, crowd: Crowd) -> None:
    while time.perf_counter() < until:
        try:
            editor.edit()
        except Refused as refused:
            crowd.refused[refused.status] += 1
            editor.look()
        else:
            crowd.commits[number] += 1


def _rows(done: dict[str, list[Crowd]]) -> Iterator[tuple[str, ...]]:
    alone = done["one"]
    for name, crowds in done.items():
        ratio = statistics.median(one.per_second / base.per_second for one, base in zip(crowds, alone, strict=True))
        fair = statistics.median(crowd.fairness for crowd in crowds)
        refused = sum((crowd.refused for crowd in crowds), Counter[int]())
        told = ", ".join(f"{count} times {status}" for status, count in refused.items()) or "0"
        speed = f"{statistics.median(crowd.per_second for crowd in crowds):,.0f}"
        goals = "" if crowds is alone else _goals(ratio, fair, refused.total())
        yield name, speed, f"{ratio:.2f}x", f"{fair:.2f}", told, goals


def _goals(ratio: float, fair: float, refused: int) -> str:
    told = [f"20: refused 0: {refused}, {'**missed**' if refused else 'met'}"]
    told += [judged("20: edits/s >= 0.6x", ratio, ratio >= 0.6)]
    told += [judged("20: slowest against luckiest >= 0.5x", fair, fair >= 0.5)]
    return "<br>".join(told)
