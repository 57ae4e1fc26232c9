"""All that takes turns in the main table, in the order of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.bench import mixed, ours
from tests.bench.environments import APPS
from tests.bench.goals import FLASK, HEADED, MINUTE, TUTORIAL, WSGI
from tests.bench.load import Round, Subject, reading, turn
from tests.bench.peers.peer import Peer
from tests.bench.servers import Server, serving
from tests.bench.wire import Connection, get

# Before anything counts: what is compiled, connected or kept at the first request.
WARMING_S = 0.3


def subjects(folder: Path, peers: Iterable[Peer] | None, stack: ExitStack) -> Iterator[Subject]:
    """Each is served until `stack` ends; where `peers` is None, the tutorial is left out too."""
    shop = ours.Shop(folder / "shop", stack).fill()
    kept, off = shop.serve(), shop.serve(cache="off")
    yield from _bare(kept, folder, stack)
    yield from ours.pages(kept, off)
    yield from mixed.subjects(kept)
    yield from _tutorial(shop.file, stack) if peers is not None else ()
    for peer in peers or ():
        yield from peer.subjects(stack.enter_context(peer.serving(shop.file, folder)))


def _bare(kept: Server, folder: Path, stack: ExitStack) -> Iterator[Subject]:
    """They answer with the bytes that our list had a moment ago."""
    head, body = Connection(kept.port).send(get(ours.PATH))
    files = {"BENCH_BODY": folder / "body", "BENCH_HEADERS": folder / "headers"}
    files["BENCH_BODY"].write_bytes(body)
    # The server writes those two by itself.
    own = [line for line in head.split(b"\r\n")[1:] if line.split(b":")[0] not in (b"date", b"server")]
    files["BENCH_HEADERS"].write_bytes(b"\n".join(own))
    environ = {name: str(file) for name, file in files.items()}
    for name, target in ((FLASK, "app:flask"), (WSGI, "app:wsgi"), (HEADED, "app:headed")):
        server = stack.enter_context(serving(target, APPS / "bare", **environ))
        yield reading(name, server, get(ours.PATH))


def _tutorial(file: Path, stack: ExitStack) -> Iterator[Subject]:
    for name, cache in ((TUTORIAL, "NullCache"), (MINUTE, "SimpleCache")):
        environ = {"BENCH_DATABASE": str(file), "BENCH_CACHE": cache}
        yield reading(name, stack.enter_context(serving("app:app", APPS / "tutorial", **environ)), get(ours.PATH))


def take_turns(taking_part: Sequence[Subject], rounds: int, secs: float) -> dict[str, list[Round]]:
    """What each did in each round."""
    for subject in taking_part:
        turn(subject, min(WARMING_S, secs / 2))
    done: dict[str, list[Round]] = {subject.name: [] for subject in taking_part}
    for _ in range(rounds):
        for subject in taking_part:
            done[subject.name].append(turn(subject, secs))
    return done
