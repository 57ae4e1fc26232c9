"""Samples: each fragment in each of its states, for whoever works on the look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.gallery.made import apart
from webapp.hypermedia.fragments import REGISTRY
from webapp.hypermedia.locales import Language
from webapp.hypermedia.templates import render
from webapp.storage.transactions import snapshot

Shown = Mapping[str, Any] | tuple[Any, ...] | str


@dataclass(frozen=True, slots=True)
class Frame:
    """What a fragment stands in: a page, which places it under `slot`, or under the fragment's own name where that is empty.

    `around(html, language)` puts it among what else stands in that slot. `known(language)` is what else the page is given.
    The page is shown as somebody sees it who may edit it, where it is `edited`, and else as a visitor does.
    """

    page: str
    slot: str = ""
    around: Callable[[str, Language], str] = lambda html, _spoken: html
    known: Callable[[Language], Mapping[str, Any]] = lambda _spoken: {}
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """One state of a fragment.

    `show(language)` gives what its template is given; or the arguments with which it reads real rows, as a tuple; or its
    HTML, where a function makes that.
    """

    fragment: str
    state: str
    frame: Frame
    show: Callable[[Language], Shown] = field(repr=False)

    def html(self, spoken: Language) -> str:
        shown = self.show(spoken)
        if isinstance(shown, str):
            return shown
        if isinstance(shown, tuple):
            with snapshot() as connection:
                return REGISTRY[self.fragment](spoken.code, *shown).render(connection)
        return render(f"partials/{self.fragment}.html", "display", spoken.code, shown)

    def placed(self, spoken: Language) -> dict[str, str]:
        """What its page places: this one, and in its other slots nothing."""
        html = apart(self.frame.around(self.html(spoken), spoken), f"{self.fragment} {self.state}")
        return defaultdict(str, {self.frame.slot or self.fragment: html})


_SAMPLES: dict[tuple[str, str], Sample] = {}


def declare(fragment: str, frame: Frame, /, **states: Callable[[Language], Shown]) -> None:
    """Put a fragment on show: `too_long=…` is its state `too-long`."""
    for name, show in states.items():
        state = name.replace("_", "-")
        _SAMPLES[fragment, state] = Sample(fragment, state, frame, show)


def samples() -> list[Sample]:
    """All of them, the states of a fragment in the order in which they were declared."""
    return sorted(_SAMPLES.values(), key=lambda sample: sample.fragment)


def sample_of(fragment: str, state: str) -> Sample | None:
    return _SAMPLES.get((fragment, state))


def beside(sample: Sample) -> tuple[Sample | None, Sample | None]:
    """The samples before and after one."""
    row = samples()
    place = row.index(sample)
    return row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None
