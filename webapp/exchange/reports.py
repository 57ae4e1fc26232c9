"""Reports: what an import did, or would do, as lines for people and one last line for scripts too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from webapp.exchange import targets
from webapp.exchange.drafts import Flaw, place_of
from webapp.exchange.upserts import CREATED, REFUSED, UNCHANGED, UPDATED, Outcome


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    refusal: bool = False


@dataclass(slots=True)
class Report:
    """Gathers lines file by file. A dry run says `would` and names what it would create."""

    dry: bool = False
    lines: list[Line] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    file: str = ""
    # The act that an import is, once it has changed something.
    act: int | None = None

    def begin(self, file: str, kind: str) -> None:
        self.file = file
        self.tell(f"{file}: {kind}")

    def tell(self, text: str) -> None:
        self.lines.append(Line(text))

    def refuse(self, flaw: Flaw, file: str | None = None) -> None:
        self.counts[REFUSED] += 1
        place = [file or self.file]
        if flaw.row is not None:
            place.append(place_of(flaw.row))
        if flaw.column is not None:
            place.append(f"column {flaw.column}" if isinstance(flaw.row, int) else flaw.column)
        self.lines.append(Line(f"{', '.join(place)}: {flaw.reason}", refusal=True))

    def add(self, outcome: Outcome) -> None:
        if outcome.flaw:
            self.refuse(outcome.flaw)
            return
        self.counts[outcome.kind] += 1
        self._tell_written(outcome)
        named = f"{outcome.draft.noun} {outcome.draft.label}"
        for name, reason in outcome.kept:
            self.tell(f"  kept: {' '.join(filter(None, [outcome.draft.label, targets.label(name)]))}, {reason}")
        for name, reason in outcome.without:
            self.tell(f"  without {targets.label(name)}: {named}, {reason}")

    def _tell_written(self, outcome: Outcome) -> None:
        draft, target = outcome.draft, targets.target_of(outcome.draft.noun)
        if outcome.kind == CREATED and self.dry:
            self.tell(f"  would create: {draft.noun} {draft.label}")
        for name, old, new in outcome.written:
            change = "" if name.endswith("_id") else f" {target.spell(name, old)} -> {target.spell(name, new)}"
            self.tell(f"  {'would update' if self.dry else 'updated'}: {draft.label} {targets.label(name)}{change}")

    @property
    def summary(self) -> str:
        return ", ".join(f"{self.counts[kind]} {kind}" for kind in (CREATED, UPDATED, UNCHANGED, REFUSED))

    @property
    def refused(self) -> bool:
        return self.counts[REFUSED] > 0
