"""Kinds of jobs: what a room declares to have something worked off beside the requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from webapp.access import Right, Visitor
from webapp.hypermedia.locales import Language


@dataclass(frozen=True, slots=True)
class Result:
    """What a job did, as JSON can keep it: `text` is a msgid with its values, which the page says in its own language.

    `file` is the name of a file in the job's folder, to be fetched. `act` can be taken back. `refused` are (where, why),
    `told` are further lines; of both a page shows the beginning, and `more` says how many were left out.
    """

    text: tuple[str, Mapping[str, Any]] = ("", {})
    file: str | None = None
    act: int | None = None
    refused: list[tuple[str, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    more: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Unfinished(Exception):
    """Ends a job as failed; its text is a sentence for whoever asked for it."""


def _nothing(_arguments: Mapping[str, Any], _spoken: Language) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of job. `label` is a msgid; `about(arguments, language)` names what one is about, such as a file.

    `run(progress, **arguments)` does it and returns what it did; arguments are JSON. Calling `progress` now and then
    shows how far it is and raises where somebody cancelled it. One that is `restartable` is run again from its beginning
    after a crash; of any other it is said that it was interrupted. One `by_hand` takes no arguments and has a button.
    """

    kind: str
    label: str
    run: Callable[..., Result]
    needs: Right = Right.FIELDS
    restartable: bool = False
    by_hand: bool = False
    about: Callable[[Mapping[str, Any], Language], str] = _nothing


_JOBS: dict[str, Job] = {}


def register(*jobs: Job) -> None:
    for job in jobs:
        _JOBS[job.kind] = job


def job_named(kind: str) -> Job | None:
    return _JOBS.get(kind)


def by_hand(visitor: Visitor) -> Iterator[Job]:
    """What this visitor may ask for with one button."""
    return (job for job in _JOBS.values() if job.by_hand and visitor.may(job.needs))
