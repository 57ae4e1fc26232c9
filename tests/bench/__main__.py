"""Measures the table of the README: subjects take turns, so that what slows the machine slows them all alike."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.bench import browser, large, table, writers
from tests.bench.environments import NotInstalled, python_of, version_of
from tests.bench.peers import PEERS
from tests.bench.peers.peer import Peer
from tests.bench.subjects import subjects, take_turns

PARTS = ("table", "writers")


def main() -> None:
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--secs", type=float, default=1.0, help="of each subject in each round")
    options.add_argument("--quick", action="store_true", help="one round of 0.2 s: does it run, whatever it shows")
    options.add_argument("--alone", action="store_true", help="ours and the yardsticks, no peers")
    options.add_argument("--skip", nargs="+", choices=PARTS, default=[], help="leave these tables out")
    options.add_argument("--rows", type=int, metavar="N", help="also with so many products, against the demo")
    options.add_argument("--browser", action="store_true", help="also from Enter to the painted value, in a Chromium")
    chosen = options.parse_args()
    # So that whoever ends the run also ends the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for part in _parts(chosen, Path(folder)):
            print(f"\n{part}", flush=True)


def _parts(chosen: argparse.Namespace, folder: Path) -> Iterator[str]:
    rounds, secs = (1, 0.2) if chosen.quick else (chosen.rounds, chosen.secs)
    peers = None if chosen.alone else list(_installed())
    versions = {peer.package: version_of(python_of(peer.folder), peer.package) for peer in peers or ()}
    yield table.heading(rounds, secs, versions)
    if "table" not in chosen.skip:
        yield from _table(peers, rounds, secs, folder)
    if "writers" not in chosen.skip:
        yield writers.measured(rounds, secs, folder)
    if chosen.rows:
        yield large.measured(peers or (), chosen.rows, rounds, secs, folder)
    if chosen.browser:
        yield browser.measured(peers or (), rounds, folder)


def _table(peers: Sequence[Peer] | None, rounds: int, secs: float, folder: Path) -> Iterator[str]:
    with ExitStack() as stack:
        taking_part = list(subjects(folder, peers, stack))
        yield table.costs(take_turns(taking_part, rounds, secs))
        yield table.sizes(taking_part)


def _installed() -> Iterator[Peer]:
    for peer in PEERS:
        try:
            python_of(peer.folder)
        except NotInstalled as reason:
            print(reason, file=sys.stderr)
        else:
            yield peer


if __name__ == "__main__":
    main()
