"""Many clients at once: nothing that was acknowledged is lost, and only the same field ever conflicts."""

from __future__ import annotations

import itertools
import json
import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from webapp.catalogue.models import Product, ProductText
from webapp.storage.acts import Act
from webapp.storage.changes import Change
from webapp.storage.transactions import snapshot
from webapp.storage.versions import seen_of

ROWS = (1, 2, 3)
FIELDS = ("price", "stock", "reorder_level", "pack", "published", "nl/summary", "de/summary")


@dataclass
class Client:
    """One person who edits at random from the version that they saw last."""

    browser: object
    number: int
    edits: int
    seen: dict[tuple[int, str], str]
    statuses: Counter = field(default_factory=Counter)
    acknowledged: list[tuple[int, str, object]] = field(default_factory=list)
    conflicts: list[tuple[int, str, str]] = field(default_factory=list)
    busy: list[tuple[int, str]] = field(default_factory=list)
    failure: BaseException | None = None

    def work(self) -> None:
        try:
            chance = random.Random(self.number)
            for turn in range(self.edits):
                self.edit(chance.choice(ROWS), chance.choice(FIELDS), f"{self.number:02}{turn:04}")
        except BaseException as error:
            self.failure = error

    def edit(self, row: int, field_: str, value: str) -> None:
        locale, _, name = f"en/{field_}".rpartition("/")
        locale = locale.rpartition("/")[2] or "en"
        sent = str(int(value) % 2) if name == "published" else value
        seen, key = self.seen[row, locale], f"race-{value}-{row}-{name}"
        answer = self.browser.write(f"/{locale}/products/{row}/{name}", sent, seen, key)
        self.statuses[answer.status_code] += 1
        if answer.status_code == 200:
            self.acknowledged.append((row, key, meant(name, sent)))
        elif answer.status_code == 503:
            assert int(answer.headers["Retry-After"]) > 0
            self.busy.append((row, key))
        elif answer.status_code == 409:
            self.conflicts.append((row, field_, seen))
        if newer := re.search(rf'id="product-{row}"[^>]*data-version="([^"]+)"', answer.text):
            self.seen[row, locale] = newer[1]


def meant(name, sent):
    """The value of what was typed."""
    if name == "price":
        return int(sent) * 100
    return sent == "1" if name == "published" else int(sent) if name in ("stock", "reorder_level") else sent


def raced(app, signed_in, kept, clients, edits):
    """All clients at once, each with its own connection; returned when all are done."""
    seen = {(row, code): kept.version(row, locale=code) for row in ROWS for code in ("en", "nl", "de")}
    people = [Client(signed_in(app, "editor" if n % 2 else "other"), n, edits, dict(seen)) for n in range(clients)]
    threads = [threading.Thread(target=one.work) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert [one.failure for one in people if one.failure] == []
    return people


def history(row):
    """The changes of a record, oldest first, with the key of their act."""
    with snapshot() as connection:
        joined = select(Change.__table__, Act.key).join(Act, Act.id == Change.act_id)
        return connection.execute(
            joined.where(Change.noun == "product", Change.record_id == row).order_by(Change.id)
        ).all()


def check(people, kept, busy=0):
    total = sum((one.statuses for one in people), Counter())
    assert set(total) <= {200, 409, 503}, total
    assert total[503] <= busy, total
    # Turns are fair, so that whoever edits the same value in turn meets the other one's about every second time.
    assert total[200] > total.total() / 3, total
    assert total[409] > 0, total
    acts = {row: history(row) for row in ROWS}
    written = {(row, change.key): change for row in ROWS for change in acts[row]}
    for one in people:
        for row, key, value in one.acknowledged:
            change = written.get((row, key))
            # A boolean that stood so already is acknowledged and no act.
            assert change is not None or key.endswith("published"), f"{key} was acknowledged and is lost"
            assert change is None or json.loads(change.new) == value
        assert not [one_busy for one_busy in one.busy if one_busy in written]
    for row in ROWS:
        check_chain(row, acts[row], kept)
    for one in people:
        for row, field_, seen in one.conflicts:
            assert field_ in changed_since(acts[row], field_, seen), "a conflict on a field that nobody changed"


def check_chain(row, changes, kept):
    for code, is_text in ((None, False), ("nl", True), ("de", True)):
        ours = [change for change in changes if change.version_before is not None and change.locale == code]
        for before, after in itertools.pairwise(ours):
            assert after.version_before in (before.version_after, before.version_before)
        assert ours[-1].version_after == seen_of(kept.version(row, locale=code or "en"), is_text)
    latest = {(change.field, change.locale): json.loads(change.new) for change in changes}
    with snapshot() as connection:
        for name in ("price", "stock", "reorder_level", "pack", "published"):
            assert connection.scalar(select(getattr(Product, name)).where(Product.id == row)) == latest[name, None]
        for code in ("nl", "de"):
            text = select(ProductText.summary).where(ProductText.product_id == row, ProductText.locale == code)
            assert connection.scalar(text) == latest["summary", code]


def changed_since(changes, field_, seen):
    """`nl/summary`, `price`: what was changed of the record, or of its text in that language, after the state that was seen."""
    code, _, _name = field_.rpartition("/")
    version = seen_of(seen, bool(code))
    mine = [change for change in changes if (change.locale or "") == code]
    place = next(n for n, change in enumerate(mine) if (change.version_before or "") == version)
    return {f"{code}/{change.field}" if code else change.field for change in mine[place:]}


def test_nothing_is_lost_in_a_thousand_edits_by_eight_clients(sqlite_shop, signed_in, kept):
    """SQLite has one writer at a time; where the disk is slow it may say that it is busy, and has written nothing."""
    check(raced(sqlite_shop, signed_in, kept, clients=8, edits=125), kept, busy=10)


@pytest.mark.parametrize("database_environ", ["postgresql"], indirect=True)
def test_nothing_is_lost_on_postgresql_either(shop, signed_in, kept):
    check(raced(shop, signed_in, kept, clients=6, edits=25), kept)


@pytest.mark.parametrize("database_environ", ["sqlite", "postgresql"], indirect=True)
def test_one_request_sent_eight_times_at_once_is_written_once(shop, signed_in, kept):
    acts, version = kept.acts(), kept.version(1)
    browsers = [signed_in(shop, "editor") for _ in range(8)]
    statuses = at_once(
        [lambda b=b: b.write("/en/products/1/price", "12", version, "sent-eight-times") for b in browsers]
    )
    assert (statuses, kept.acts()) == ([200] * 8, acts + 1)


@pytest.mark.parametrize("database_environ", ["sqlite", "postgresql"], indirect=True)
def test_one_creation_sent_four_times_at_once_makes_one_record(shop, signed_in, kept):
    acts = kept.acts()
    form = {"sku": "NEW-1", "name": "Lamp", "price": "1", "stock": "1", "category_id": "", "supplier_id": ""}
    browsers = [signed_in(shop, "editor") for _ in range(4)]
    statuses = at_once([lambda b=b: b.post("/en/products", key="sent-four-times", **form) for b in browsers])
    assert (statuses, kept.acts()) == ([201] * 4, acts + 1)


@pytest.mark.parametrize("database_environ", ["sqlite", "postgresql"], indirect=True)
def test_one_act_undone_four_times_at_once_is_undone_once(shop, signed_in, kept):
    browsers = [signed_in(shop, "editor") for _ in range(4)]
    browsers[0].post("/en/products/1/trash")
    act, acts = kept.last_act().id, kept.acts()
    statuses = at_once([lambda b=b: b.post("/en/undo", act=act) for b in browsers])
    assert (sorted(statuses), kept.acts()) == ([200, 409, 409, 409], acts + 1)
    assert kept.value(1, "trashed_at") is None


def at_once(calls):
    statuses, barrier = [], threading.Barrier(len(calls))

    def run(call):
        barrier.wait(timeout=10)
        statuses.append(call().status_code)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return statuses
