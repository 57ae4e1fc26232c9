"""Writers and readers in several processes: does anybody ever see a stale or a torn page, is any commit lost?

`python -m tests.race --secs 30 --database sqlite --cache memory`; `--control` first shows that the race can see all this.
Each act gives both products of a pair the same new number, as price and in the name. Whoever reads knows which number
had been committed before, and every page shows the number in several places.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import shutil
import sys
import tempfile
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from flask import Flask, request

POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1/postgres")
# Above every price of the demo, so that the dearest products are those of the race.
BASE = 1_000_000
PAIRS = ((1, 2), (3, 4), (5, 6), (7, 8))
LOCALES = ("en", "nl")
WRITERS, READERS = 2, 3
PAUSE_S = 0.02
# How often somebody signed in asks, who is never answered by the front cache.
SIGNED_IN = 0.02
# How often a kept fragment is taken for evicted, so that hits and misses come together.
EVICTED = 0.05
# What is taken away -> what is seen then.
CONTROLS = {"tokens": "stale", "snapshots": "torn", "watch": "stale"}


@dataclass(slots=True)
class Course:
    """What one race is run on; `control` takes away what keeps readers from seeing something stale or torn. A writer rests up to
    `pause` seconds after each commit: the shorter, the more misses; the longer, the more reads in the same time."""

    environ: dict[str, str]
    secs: float
    control: str | None = None
    pause: float = PAUSE_S


@dataclass(slots=True)
class Outcome:
    reads: int = 0
    writes: int = 0
    stale: int = 0
    torn: int = 0
    lost: int = 0
    at_the_front: int = 0
    warmed: int = 0
    examples: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        read = f"{self.reads:,} reads, {self.at_the_front:,} of them at the front, {self.warmed:,} pages warmed"
        return f"{read}, {self.writes:,} writes: {self.stale:,} stale, {self.torn:,} torn, {self.lost:,} lost"


def run(course: Course) -> Outcome:
    """Fill the shop that `course` names, let the processes race, and compare what they saw with what was committed."""
    context = multiprocessing.get_context("spawn")
    slugs = _filled(course.environ)
    committed = context.Array("q", len(PAIRS))
    # Everybody takes some time to come; the race lasts from when the last one has.
    together, until = context.Barrier(WRITERS + READERS), context.Value("d", 0.0)
    done: Any = context.Queue()
    shared = (course, committed, together, until)
    runners = [(_write, *shared, number) for number in range(WRITERS)]
    runners += [(_read, *shared, number, slugs) for number in range(READERS)]
    processes = [context.Process(target=_told, args=(done, *runner), daemon=True) for runner in runners]
    for process in processes:
        process.start()
    told = [done.get(timeout=course.secs + 60) for _ in processes]
    for process in processes:
        process.join(20)
    if failed := [one for one in told if isinstance(one, str)]:
        raise RuntimeError("\n".join(failed))
    outcome = Outcome(writes=sum(len(one) for one in told if isinstance(one, list)))
    for one in told:
        if isinstance(one, Outcome):
            outcome.reads += one.reads
            outcome.stale += one.stale
            outcome.torn += one.torn
            outcome.at_the_front += one.at_the_front
            outcome.warmed += one.warmed
            outcome.examples += one.examples
    outcome.lost = _lost(course.environ, [commit for one in told if isinstance(one, list) for commit in one])
    return outcome


def _told(done: Any, runner: Callable[..., Any], *args: Any) -> None:
    """Tell what the runner found, or why it could not."""
    try:
        done.put(runner(*args))
    except BaseException:
        done.put(traceback.format_exc()[-3000:])


@contextmanager
def _shop(environ: dict[str, str]) -> Iterator[Flask]:
    from webapp import create_app
    from webapp.config import Settings
    from webapp.extensions import db

    app = create_app(Settings.read(environ))
    with app.app_context():
        yield app
        for engine in db.engines.values():
            engine.dispose()


def _filled(environ: dict[str, str]) -> dict[str, str]:
    """Make the shop, each pair at number 0; locale/product -> slug."""
    from sqlalchemy import text

    from webapp.catalogue.demo import shop
    from webapp.storage import schema
    from webapp.storage.transactions import snapshot

    with _shop(environ):
        schema.prepare()
        shop.fill()
        for pair in range(len(PAIRS)):
            _commit(pair, 0)
        with snapshot() as connection:
            rows = connection.execute(text("SELECT locale, product_id, slug FROM product_listing WHERE product_id < 9"))
            return {f"{locale}/{product}": slug for locale, product, slug in rows}


def _commit(pair: int, number: int) -> int | None:
    """One act that gives both products the number."""
    from webapp.catalogue.models import Product
    from webapp.storage.acts import Actor, Intent, carry_out

    def work(session: Any) -> None:
        for id_ in PAIRS[pair]:
            product = session.get_one(Product, id_)
            product.published = True
            product.reprice(BASE + number)
            for locale in LOCALES:
                product.rename(f"Race {number} of {id_}", locale)

    return carry_out(Intent(Actor(None, "race"), "command"), work)[1]


def _write(course: Course, committed: Any, together: Any, until: Any, number: int) -> list[tuple[int, int, int]]:
    """Commit as fast as it goes, in pairs that are this writer's alone; tell (pair, number, act) of each commit."""
    dice, commits = random.Random(number), list[Any]()
    own = [pair for pair in range(len(PAIRS)) if pair % WRITERS == number]
    with _shop(course.environ):
        for _ in _turns(course, together, until):
            pair = dice.choice(own)
            act = _commit(pair, committed[pair] + 1)
            # Published after the commit has returned: from here on nobody may see less.
            committed[pair] += 1
            commits.append((pair, committed[pair], act))
            sleep(dice.random() * course.pause)
    return commits


def _turns(course: Course, together: Any, until: Any) -> Iterator[None]:
    together.wait(60)
    with until.get_lock():
        until.value = until.value or monotonic() + course.secs
    while monotonic() < until.value:
        yield


def _read(course: Course, committed: Any, together: Any, until: Any, number: int, slugs: dict[str, str]) -> Outcome:
    """Ask for pages, most as a stranger and some as somebody signed in, and look at the numbers in them. What was outdated is
    warmed meanwhile."""
    from webapp.access import Visitor
    from webapp.freshness.front.warming import warm_up

    dice, seen = random.Random(100 + number), Outcome()
    with _shop(course.environ) as app, ExitStack() as changed:
        _evict_now_and_then(app, dice)
        if course.control:
            changed.enter_context(_blinded(app, course.control))
        somebody = Visitor(1, "Ed", "ed@etalage.test", "editor")
    app.extensions["etalage.load_visitor"] = lambda: somebody if request.cookies else None
    warmer, front = warm_up(app), app.extensions.get("etalage.front")
    ask = partial(_ask, app.wsgi_app, dice)
    for _ in _turns(course, together, until):
        pages = [_list_page, _product_page]
        seen.reads += 1
        for problem in dice.choice(pages)(ask, committed, dice, slugs):
            setattr(seen, problem[0], getattr(seen, problem[0]) + 1)
            seen.examples = [*seen.examples, problem[1]][:5]
    if warmer and front:
        warmer.stop()
        seen.at_the_front, seen.warmed = front.hits, warmer.warmed
    return seen


def _ask(application: Any, dice: random.Random, path: str, query: str = "") -> str:
    """What the shop answers, without the cost of a client: a race is as good as it has many reads."""
    from werkzeug.test import create_environ

    environ = _environs.setdefault("get", create_environ("/", "http://127.0.0.1/")) | {
        "PATH_INFO": path,
        "QUERY_STRING": query,
    }
    if dice.random() < SIGNED_IN:
        environ["HTTP_COOKIE"] = "etalage=somebody"
    sent: list[str] = []
    body = b"".join(application(environ, lambda status, _headers, _exc_info=None: sent.append(status)))
    assert sent == ["200 OK"], (path, sent)
    return body.decode()


_environs: dict[str, Any] = {}


def _evict_now_and_then(app: Flask, dice: random.Random) -> None:
    from webapp.freshness.store import Store

    class Forgetful(Store):
        def get_many(self, keys: Any) -> dict[str, str]:
            return {key: text for key, text in super().get_many(keys).items() if dice.random() > EVICTED}

    app.extensions["etalage.store"] = Forgetful()


@contextmanager
def _blinded(app: Flask, control: str) -> Iterator[None]:
    """Without tokens readers see what was kept long ago; without snapshots they see half of a commit; and a front cache that
    does not watch the database answers what it has."""
    from sqlalchemy import create_engine

    from webapp.freshness import gathering
    from webapp.storage import engines
    from webapp.storage.watching import Known, Watch

    if control == "tokens":
        gathering.tokens.read = lambda _names, _connection=None: {}  # type: ignore[assignment]
    elif control == "watch":
        Watch.still = lambda *_known: Known(b"", None, None)  # type: ignore[method-assign,assignment]
        Watch.moved = lambda _self: False  # type: ignore[method-assign]
    else:
        made = engines.engines()
        reading = create_engine(made.writing.url, isolation_level="AUTOCOMMIT")
        app.extensions["etalage.engines"] = engines.Engines(reading=reading, writing=made.writing)
        _slow_fragments()
    yield


def _slow_fragments() -> None:
    from webapp.hypermedia.fragments import Placed

    render = Placed.render

    def slowly(self: Placed, connection: Any) -> str:
        sleep(0.002)
        return render(self, connection)

    Placed.render = slowly  # type: ignore[method-assign]


Problems = Iterator[tuple[str, str]]


def _list_page(ask: Any, committed: Any, dice: random.Random, _slugs: dict[str, str]) -> Problems:
    """All pairs on one page, by price: both of a pair show one number, none older than what was committed."""
    before = list(committed)
    locale = dice.choice(LOCALES)
    text = ask(f"/{locale}/products", "sort=-price")
    for pair, products in enumerate(PAIRS):
        numbers = frozenset().union(*(_numbers(text, product) for product in products))
        yield from _judged(f"list in {locale}", numbers, before[pair])


def _product_page(ask: Any, committed: Any, dice: random.Random, slugs: dict[str, str]) -> Problems:
    """One product in two fragments, its head and its body: name, name and price show one number."""
    before = list(committed)
    locale, pair = dice.choice(LOCALES), dice.randrange(len(PAIRS))
    product = dice.choice(PAIRS[pair])
    text = ask(f"/{locale}/products/{slugs[f'{locale}/{product}']}".encode().decode("latin-1"))
    yield from _judged(f"product in {locale}", _numbers(text, product), before[pair])


@lru_cache(maxsize=512)
def _numbers(text: str, product: int) -> frozenset[int]:
    """All numbers that a page shows of a product: its price, and those in its names."""
    names = {int(n) for n in re.findall(rf"Race (\d+) of {product}\b", text)}
    assert names, text[:2000]
    return frozenset({*names, _price(text, product)})


def _price(text: str, product: int) -> int:
    found = re.search(rf'id="product-{product}-price"[^>]*>(?:<span[^>]*>)?([^<]*)<', text)
    assert found, text[:2000]
    return int(re.sub(r"\D", "", found[1])) - BASE


def _judged(where: str, numbers: frozenset[int], before: int) -> Problems:
    if len(numbers) > 1:
        yield "torn", f"{where} shows {sorted(numbers)} together"
    if min(numbers) < before:
        yield "stale", f"{where} shows {min(numbers)} after {before} was committed"


def _lost(environ: dict[str, str], commits: list[tuple[int, int, int]]) -> int:
    """Acknowledged commits that are not in the acts, and products that do not have the last one."""
    from sqlalchemy import text

    from webapp.storage.transactions import snapshot

    with _shop(environ), snapshot() as connection:
        rows = connection.execute(text("SELECT act_id, record_id, new FROM act_change WHERE field = 'price'"))
        written = {tuple(row) for row in rows}
        prices = {row[0]: row[1] for row in connection.execute(text("SELECT id, price FROM product WHERE id < 9"))}
    wanted = [(act, id_, str(BASE + number)) for pair, number, act in commits for id_ in PAIRS[pair]]
    last = {pair: max([n for p, n, _act in commits if p == pair], default=0) for pair in range(len(PAIRS))}
    wrong = [id_ for pair, number in last.items() for id_ in PAIRS[pair] if prices[id_] != BASE + number]
    return sum(one not in written for one in wanted) + len(wrong)


@contextmanager
def place(database: str, cache: str) -> Iterator[Callable[[], dict[str, str]]]:
    """Gives settings of one new empty shop after the other, and takes them all away in the end."""
    folder, databases = Path(tempfile.mkdtemp(prefix="race-")), list[str]()
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        redis = stack.enter_context(_redis(folder)) if cache == "redis" else None

        def make() -> dict[str, str]:
            environ = {"ETALAGE_DATA": str(folder / uuid.uuid4().hex[:8]), "ETALAGE_CACHE": cache}
            if redis:
                environ["ETALAGE_REDIS_URL"] = redis
            if database == "postgresql":
                databases.append(f"etalage_race_{uuid.uuid4().hex[:12]}")
                _postgresql(f"CREATE DATABASE {databases[-1]}")
                environ["ETALAGE_DATABASE_URL"] = POSTGRESQL.rsplit("/", 1)[0] + f"/{databases[-1]}"
            return environ

        try:
            yield make
        finally:
            for name in databases:
                _postgresql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    from tests.unit.race.redis_server import Redis

    server = Redis(folder)
    server.start()
    try:
        yield server.url
    finally:
        server.kill()


def _postgresql(statement: str) -> None:
    import psycopg

    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        connection.execute(statement)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.race", description=__doc__)
    parser.add_argument("--secs", type=float, default=10)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--cache", choices=("memory", "files", "redis", "off"), default="memory")
    parser.add_argument(
        "--pause", type=float, default=PAUSE_S, help="a writer rests up to so many seconds after a commit"
    )
    parser.add_argument("--control", action="store_true", help="also race without what prevents all this")
    chosen = parser.parse_args()
    failed = False
    with place(chosen.database, chosen.cache) as make:
        for control in (*(CONTROLS if chosen.control else ()), None):
            outcome = run(Course(make(), chosen.secs, control, chosen.pause))
            print(f"{chosen.database}, {chosen.cache}{f', control {control}' if control else ''}: {outcome}")
            for example in outcome.examples if control is None else ():
                print(f"  {example}")
            seen = getattr(outcome, CONTROLS[control]) if control else outcome.stale + outcome.torn + outcome.lost
            failed |= not seen if control else bool(seen) or not outcome.reads or not outcome.writes
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
