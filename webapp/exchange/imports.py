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
# What was said of a record before: its gist, what it is called, and where.
Seen = dict[tuple[str, str, str], tuple[bytes, str, str]]


class _Rehearsed(Exception):
    """Ends the transaction of a dry run, so that nothing of it stays."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def perform(paths: Sequence[Path], report: Report) -> None:
    """Import files; `report` has what was committed even where the database gives up in between."""
    act: int | None = None

    def step(batch: list[Draft]) -> list[Outcome]:
        nonlocal act
        outcomes, act = carry_out(INTENT, lambda session: upsert(session, batch, locales.source()), continued=act)
        return outcomes

    _read_all(recognised(paths, report), report, step)


def rehearse(paths: Sequence[Path]) -> Report:
    """Say what an import would do: the same code in one transaction, which is rolled back."""

    def work(session: Session) -> None:
        report = Report(dry=True)
        _read_all(recognised(paths, report), report, lambda batch: upsert(session, batch, locales.source()))
        raise _Rehearsed(report)

    try:
        carry_out(INTENT, work)
    except _Rehearsed as done:
        return done.report
    raise AssertionError("a rehearsal ends in a rollback")


def _read_all(readings: list[Reading], report: Report, step: Callable[[list[Draft]], list[Outcome]]) -> None:
    seen: Seen = {}
    for reading in readings:
        report.begin(reading.name, reading.kind)
        try:
            for batch in _batches(_drafts(reading, report, seen)):
                for outcome in step(batch):
                    report.add(outcome)
        except Unreadable as unreadable:
            report.refuse(Flaw(None, None, str(unreadable)))


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
