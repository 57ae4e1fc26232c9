"""Imports: some files as one act over many short transactions, or rehearsed in one that is rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webapp.exchange.drafts import Draft, Flaw, Remark, place_of
from webapp.exchange.files import Reading, recognised
from webapp.exchange.reports import Report
from webapp.exchange.sheets import Unreadable
from webapp.exchange.upserts import Outcome, upsert
from webapp.hypermedia import locales
from webapp.storage.acts import Actor, Intent, carry_out

# A row of a hot scope is locked for as long as a transaction lasts: batches are short.
BATCH = 100
INTENT = Intent(Actor(None, "import"), "import")
# Told after each batch: how much was read, of how much where that is known, and of which file.
Told = Callable[[int, int | None, str], None]
# What was said of a record before: its gist, what it is called, and where.
Seen = dict[tuple[str, str, str], tuple[bytes, str, str]]


class _Rehearsed(Exception):
    """Ends the transaction of a dry run, so that nothing of it stays."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def _untold(_done: int, _total: int | None, _file: str) -> None:
    pass


def perform(paths: Sequence[Path], report: Report, intent: Intent = INTENT, told: Told = _untold) -> None:
    """Import files; `report` has what was committed even where the database gives up, or `told` raises, in between.

    A report that names an act has this import go on with it.
    """

    def step(batch: list[Draft]) -> list[Outcome]:
        outcomes, report.act = carry_out(
            intent, lambda session: upsert(session, batch, locales.source()), continued=report.act
        )
        return outcomes

    _read_all(recognised(paths, report), report, step, told)


def _dry() -> Report:
    return Report(dry=True)


def rehearse(paths: Sequence[Path], make: Callable[[], Report] = _dry, told: Told = _untold) -> Report:
    """Say what an import would do: the same code in one transaction, which is rolled back."""

    def work(session: Session) -> None:
        report = make()
        _read_all(recognised(paths, report), report, lambda batch: upsert(session, batch, locales.source()), told)
        raise _Rehearsed(report)

    try:
        carry_out(INTENT, work)
    except _Rehearsed as done:
        return done.report
    raise AssertionError("a rehearsal ends in a rollback")


def _read_all(
    readings: list[Reading], report: Report, step: Callable[[list[Draft]], list[Outcome]], told: Told
) -> None:
    seen: Seen = {}
    total, read = _length(readings), 0
    for reading in readings:
        report.begin(reading.name, reading.kind)
        begun = read
        try:
            for batch in _batches(_drafts(reading, report, seen)):
                for outcome in step(batch):
                    report.add(outcome)
                row = batch[-1].row
                # A row counts once, whether it says much or nothing; a document has none, so there what it says counts.
                read = begun + row - 1 if total is not None and isinstance(row, int) else read + len(batch)
                told(read, total, reading.name)
        except Unreadable as unreadable:
            report.refuse(Flaw(None, None, str(unreadable)))
        read = begun + reading.length if total is not None and reading.length is not None else read
        told(read, total, reading.name)


def _length(readings: list[Reading]) -> int | None:
    lengths = [reading.length for reading in readings if reading.length is not None]
    return sum(lengths) if len(lengths) == len(readings) else None


def _drafts(reading: Reading, report: Report, seen: Seen) -> Iterator[Draft]:
    for said in reading.said:
        if isinstance(said, Flaw):
            report.refuse(said)
        elif isinstance(said, Remark):
            report.tell(f"  {said.text}")
        elif before := seen.get(said.address):
            _refuse_contradiction(said, *before, report)
        else:
            seen[said.address] = said.gist, said.label, f"{place_of(said.row)} of {reading.name}"
            yield said


def _refuse_contradiction(draft: Draft, gist: bytes, label: str, place: str, report: Report) -> None:
    """Said twice alike counts once; said differently, one of both would flip the other at each import."""
    if draft.gist != gist:
        report.refuse(Flaw(draft.row, None, _("%(label)s stands in %(place)s too.", label=label, place=place)))


def _batches(drafts: Iterator[Draft]) -> Iterator[list[Draft]]:
    while batch := list(islice(drafts, BATCH)):
        yield batch
