"""What an import did, gathered for a page: counted, what was refused, what is worth telling; in one language."""

from __future__ import annotations

from pathlib import Path

from flask_babel import gettext as _

from webapp.exchange import targets
from webapp.exchange.drafts import Flaw
from webapp.exchange.reports import Report
from webapp.exchange.upserts import CREATED, REFUSED, UNCHANGED, UPDATED, Outcome
from webapp.grid.columns import table_of
from webapp.hypermedia.locales import marked
from webapp.jobs.kinds import Result

SUMMARY = marked("%(created)s created, %(updated)s updated, %(unchanged)s unchanged, %(refused)s refused")
LOOKED = marked(
    "Nothing was written; it would be: %(created)s created, %(updated)s updated, %(unchanged)s unchanged,"
    " %(refused)s refused"
)
# So many lines of each sort a page shows.
MOST = 200


class Gathered(Report):
    """A report for a page: what was refused and what is worth telling, each up to so many lines, in one language."""

    def __init__(self, dry: bool = False, act: int | None = None) -> None:
        super().__init__(dry=dry, act=act)
        self.refusals: list[tuple[str, str]] = []
        self.more = 0

    def begin(self, file: str, kind: str) -> None:
        self.file = Path(file).name

    def tell(self, text: str) -> None:
        self._line(text.strip())

    def refuse(self, flaw: Flaw, file: str | None = None) -> None:
        self.counts[REFUSED] += 1
        place = [Path(file).name if file else self.file]
        if flaw.row is not None:
            place.append(_("row %(n)s", n=flaw.row) if isinstance(flaw.row, int) else flaw.row)
        if flaw.column is not None:
            place.append(_("column %(name)s", name=flaw.column))
        if len(self.refusals) < MOST:
            self.refusals.append((", ".join(place), flaw.reason))
        else:
            self.more += 1

    def add(self, outcome: Outcome) -> None:
        if outcome.flaw:
            self.refuse(outcome.flaw)
            return
        self.counts[outcome.kind] += 1
        noun, title = outcome.draft.noun, outcome.draft.label
        if self.dry and outcome.kind == CREATED:
            self._line(_("New in %(table)s: %(title)s", table=_table_label(noun), title=title))
        target = targets.target_of(noun)
        for name, old, new in outcome.written if self.dry else ():
            values = {"field": _field_label(noun, name), "old": target.spell(name, old), "new": target.spell(name, new)}
            self._line(_("%(title)s, %(field)s: %(old)s → %(new)s", title=title, **values))
        for name, reason in outcome.kept:
            self._line(_("Kept as it is: %(what)s (%(reason)s)", what=_what(noun, title, name), reason=reason))
        for name, reason in outcome.without:
            self._line(_("Left out: %(what)s (%(reason)s)", what=_what(noun, title, name), reason=reason))

    def result(self) -> Result:
        counts = {kind: self.counts[kind] for kind in (CREATED, UPDATED, UNCHANGED, REFUSED)}
        told = [line.text for line in self.lines]
        return Result(
            (LOOKED if self.dry else SUMMARY, counts), act=self.act, refused=self.refusals, told=told, more=self.more
        )

    def _line(self, text: str) -> None:
        if len(self.lines) < MOST:
            Report.tell(self, text)
        else:
            self.more += 1


def _table_label(noun: str) -> str:
    table = table_of(noun)
    return str(_(table.label)) if table else noun


def _field_label(noun: str, name: str) -> str:
    field, locale = targets.spoken(name)
    column = table.column(field) if (table := table_of(noun)) else None
    label = str(_(column.label)) if column else targets.label(field)
    return f"{label} ({locale})" if locale else label


def _what(noun: str, title: str, name: str) -> str:
    return f"{title}, {_field_label(noun, name)}" if name else title
