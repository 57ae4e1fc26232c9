"""The page of jobs, the page of each, and asking for them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, send_file
from flask_babel import gettext as _

from webapp import access
from webapp.access import Right, Visitor
from webapp.grid.columns import table_named, tables_for
from webapp.grid.errands import counts, errands_of
from webapp.hypermedia.answers import Partial, answer, partials, remove, say
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.forms import exactly
from webapp.hypermedia.fragments import collect
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around
from webapp.hypermedia.requests import wants_fragment
from webapp.hypermedia.templates import href
from webapp.jobs import folders, queries, writing
from webapp.jobs.fragments import COUNT, Shown, card, read_job, shown, title_of
from webapp.jobs.kinds import by_hand, job_named
from webapp.jobs.queue import ask
from webapp.jobs.uploads import keep, sending_html
from webapp.storage.acts import Actor
from webapp.storage.clock import now
from webapp.storage.transactions import snapshot

blueprint = Blueprint("jobs", __name__)
JOBS = "/<locale>/desk/jobs"
JOB = f"{JOBS}/<int(min=1, max=2147483647):job_id>"


@blueprint.get(JOBS)
@access.needs(Right.FIELDS)
def jobs() -> Response:
    visitor, spoken, page = _visitor(), current(), _page()
    with snapshot() as connection:
        last = max(1, -(-queries.count(connection) // queries.PER_PAGE))
        rows = queries.jobs_of_page(connection, min(page, last))
        cards = [card(shown(connection, row, spoken, visitor), spoken, brief=True) for row in rows]
    html = {"jobs/job/sending": sending_html(), "jobs/job/card": "".join(cards)}
    context = {"any": bool(cards), "shown_page": min(page, last), "last": last, "by_hand": list(by_hand(visitor))}
    return _on_the_desk("jobs/jobs.html", html, **context)


@blueprint.get(JOB)
@access.needs(Right.FIELDS)
def job(job_id: int) -> Response:
    """To htmx, which asks as long as the job is under way, only what has moved; its end is spoken."""
    found = _job(job_id)
    if not wants_fragment():
        return _on_the_desk("jobs/job.html", {"jobs/job/card": card(found, current())}, title=title_of(found))
    quietly = found.alive or "quiet" in request.args
    ends = () if quietly else (*_count(), say(_told(found)))
    return partials(_card(found, "brief" in request.args), *ends)


@blueprint.post(f"{JOBS}/imports")
@access.needs(Right.FIELDS)
def send() -> Response:
    """Files to import, kept until the job is over."""
    folder, files, look = keep()
    with folders.removed_on_failure(folder):
        return _asked("import", folder, Partial("jobs-sending", sending_html()), files=files, look=look)


@blueprint.post(f"{JOBS}/exports")
@access.needs(Right.FIELDS)
def export() -> Response:
    form = exactly(("table",))
    # Whoever may ask for exports may fetch everybody's, so what not all of them may see is exported by command only.
    if (wanted := table_named(form["table"])) is None or wanted.right:
        raise Problem(422, "no_such_table", _("There is no such table on the desk. Choose another one."))
    return _asked("export", table=form["table"])


@blueprint.post(f"{JOBS}/<kind>/begin")
@access.needs(Right.FIELDS)
def begin(kind: str) -> Response:
    """A job that needs to be told nothing."""
    exactly(())
    if (asked := job_named(kind)) is None or not asked.by_hand:
        abort(404)
    if not _visitor().may(asked.needs):
        raise Problem(403)
    return _asked(kind)


@blueprint.post(f"{JOB}/cancel")
@access.needs(Right.FIELDS)
def cancel(job_id: int) -> Response:
    form, found, visitor = exactly((), ("brief",)), _job(job_id), _visitor()
    if found.row.actor_id != visitor.id and not visitor.may(Right.RULE):
        raise Problem(403, "not_yours", _("Somebody else asked for this. They or the owner of the shop can cancel it."))
    if not found.alive:
        raise Problem(409, "over", _("This is over already."), _card(found, bool(form["brief"])))
    writing.cancel(job_id)
    found = _job(job_id)
    text = _("It is being cancelled.") if found.alive else _told(found)
    return answer(_card(found, bool(form["brief"])), *_count(), say(text), see_other=_address(job_id))


@blueprint.get(f"{JOB}/file")
@access.needs(Right.FIELDS)
def file(job_id: int) -> Response:
    found = _job(job_id)
    name, ended = found.result.file, found.row.ended_at
    path = folders.file_in(found.row.folder, name) if name and ended and now() - ended < folders.KEPT else None
    if path is None:
        raise Problem(404, "no_file", _("This file is not kept any more. Ask for the export again."))
    response = send_file(path, mimetype="text/csv", as_attachment=True, download_name=name, etag=False, max_age=None)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _asked(kind: str, folder: str = "", *parts: Partial, **arguments: Any) -> Response:
    """Have it done, and show it at the head of the list."""
    visitor, spoken = _visitor(), current()
    job_id = ask(kind, Actor(visitor.id, visitor.name), spoken.code, folder, **arguments)
    found = _job(job_id)
    text = _("%(job)s is under way.", job=title_of(found))
    first = Partial("jobs-rows", card(found, spoken, brief=True), "afterbegin")
    response = answer(first, *parts, remove("jobs-empty"), *_count(), say(text), see_other=_address(job_id), status=201)
    response.headers["Location"] = _address(job_id)
    return response


def _job(job_id: int) -> Shown:
    with snapshot() as connection:
        return read_job(current().code, job_id, connection, _visitor()) or abort(404)


def _card(found: Shown, brief: bool) -> Partial:
    return Partial(f"job-{found.row.id}", card(found, current(), brief))


def _count() -> list[Partial]:
    html, _keys = collect([COUNT(current().code)])
    return [Partial("jobs-count", html[COUNT.name])]


def _told(found: Shown) -> str:
    """Its end in a sentence."""
    ends = {
        "done": _("%(job)s is done.", job=title_of(found)),
        "failed": _("%(job)s has failed.", job=title_of(found)),
        "cancelled": _("%(job)s was cancelled.", job=title_of(found)),
        "interrupted": _("%(job)s was interrupted.", job=title_of(found)),
    }
    return " ".join(filter(None, (ends[found.row.state], found.row.error or found.text)))


def _address(job_id: int) -> str:
    return href("jobs.job", locale=current().code, job_id=job_id)


def _page() -> int:
    page = request.args.get("page", "1")
    return int(page) if page.isascii() and page.isdecimal() and 0 < len(page) < 6 and int(page) else 1


def _visitor() -> Visitor:
    visitor = access.visitor()
    assert visitor is not None, "the policy lets only people in who are signed in"
    return visitor


def _on_the_desk(template: str, html: dict[str, str], **context: Any) -> Response:
    errands = errands_of(access.visitor())
    counted, _keys = collect(counts(errands, current().code))
    return around(template, html | counted, table=None, tables=tables_for(access.visitor()), errands=errands, **context)
