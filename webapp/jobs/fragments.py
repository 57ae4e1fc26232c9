"""What the pages of jobs are made of. Only how many are under way is kept: a job that moves is outdated while it is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from webapp.access import Right, Visitor
from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.locales import Language, language, settings_timezone
from webapp.hypermedia.templates import render
from webapp.jobs import queries
from webapp.jobs.folders import file_in
from webapp.jobs.kinds import Result, job_named
from webapp.jobs.models import ALIVE
from webapp.storage import scopes, steps


@dataclass(frozen=True, slots=True)
class Shown:
    """A job as it is shown: its row, its name, what it did, and what may be done about it."""

    row: Any
    title: str
    about: str
    result: Result
    text: str
    fetched: bool = False
    undoes: bool = False
    undone: bool = False
    cancels: bool = False

    @property
    def alive(self) -> bool:
        return self.row.state in ALIVE


def shown(connection: Connection, row: Any, spoken: Language, visitor: Visitor) -> Shown:
    kind, gettext = job_named(row.kind), spoken.translations.gettext
    result = Result(**json.loads(row.result))
    undone = result.act is not None and steps.is_taken_back(connection, result.act)
    own = row.actor_id == visitor.id or visitor.may(Right.RULE)
    return Shown(
        row,
        gettext(kind.label) if kind else row.kind,
        kind.about(json.loads(row.arguments), spoken) if kind else "",
        result,
        _said(result, spoken),
        fetched=result.file is not None and file_in(row.folder, result.file) is not None,
        undoes=result.act is not None and not undone and own and row.state not in ALIVE,
        undone=undone,
        cancels=own and row.state in ALIVE and not row.cancelling,
    )


def _said(result: Result, spoken: Language) -> str:
    msgid, values = result.text
    if not msgid:
        return ""
    told = {name: spoken.number(value) if isinstance(value, int) else value for name, value in values.items()}
    return spoken.translations.gettext(msgid) % told


def title_of(job: Shown) -> str:
    return f"{job.title}: {job.about}" if job.about else job.title


def card(job: Shown, spoken: Language, brief: bool = False) -> str:
    """One job with its bar; `brief` in a list, where what was refused is only counted."""
    return render("partials/jobs/job/card.html", "display", spoken.code, card_context(job, brief))


def card_context(job: Shown, brief: bool, moves: bool = True) -> Mapping[str, Any]:
    """A card that `moves` asks for itself while its job is under way."""
    moves = moves and job.alive
    return {"job": job, "title": title_of(job), "brief": brief, "moves": moves, "zone": settings_timezone()}


def read_job(locale: str, job_id: int, connection: Connection, visitor: Visitor) -> Shown | None:
    row = queries.job(connection, job_id)
    return shown(connection, row, language(locale), visitor) if row is not None else None


def _count(connection: Connection, _locale: str) -> Mapping[str, Any]:
    return {"count": queries.alive_count(connection)}


COUNT = Fragment("jobs/job/count", _count, lambda _locale: {scopes.of("job")})
