"""Errors: a status, a code for machines and a sentence for people, as a partial to htmx and as a page to everyone else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, abort, g, make_response, request
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from webapp.access import Refused
from webapp.hypermedia import suggestions
from webapp.hypermedia.answers import Partial, alarm, note_html, partials
from webapp.hypermedia.layout import framed
from webapp.hypermedia.locales import current, locale_of
from webapp.hypermedia.request_ids import request_id
from webapp.hypermedia.requests import by_htmx
from webapp.storage.transactions import SAFE_METHODS, Busy, DiskFull

log = logging.getLogger(__name__)

# status -> (code, title, what to do)
TEXTS: dict[int, tuple[str, str, str]] = {
    400: ("bad_request", _l("This request cannot be read"), _l("Go back and try again.")),
    401: ("signed_out", _l("Please sign in"), _l("This page is for people who work in the shop.")),
    403: ("forbidden", _l("This is not for your account"), _l("Ask the owner of the shop if you need it.")),
    404: ("not_found", _l("There is nothing here"), _l("The address may be mistyped, or what it showed is gone.")),
    405: ("method", _l("This cannot be done here"), _l("Go back and use the buttons of the page.")),
    409: ("conflict", _l("Somebody else changed this"), _l("Look at both values and choose.")),
    410: ("gone", _l("This was moved to the trash"), _l("It can be restored.")),
    413: ("too_large", _l("This is too large"), _l("Send less at a time.")),
    415: ("media_type", _l("This kind of file cannot be used"), _l("Choose another file.")),
    422: ("refused", _l("This cannot be saved"), _l("Correct it and try again.")),
    429: ("too_many", _l("Too many attempts"), _l("Wait a little and try again.")),
    500: (
        "error",
        _l("Something went wrong on our side"),
        _l("Nothing was saved. Try again, and tell us the number below."),
    ),
    503: ("busy", _l("The shop is busy"), _l("Nothing was saved. Try again in a moment.")),
    507: ("disk_full", _l("The disk is full"), _l("Nothing was saved. Tell the owner of the shop.")),
}


class Problem(Exception):
    """Refuses a request: a status and code of the contract, and a sentence that says what is wrong and what to do."""

    def __init__(
        self,
        status: int,
        code: str | None = None,
        text: str | None = None,
        *parts: Partial,
        links: tuple[tuple[str, str], ...] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code or TEXTS[status][0]
        self.text = text or str(TEXTS[status][2])
        # What is said of it where no page with a title tells it.
        self.note = text or f"{TEXTS[status][1]}. {TEXTS[status][2]}"
        self.parts = parts
        # (text, address) of what the sentence is about
        self.links = links
        self.retry_after = retry_after


def error_answer(problem: Problem, reference: str | None = None) -> Response:
    """The one place that turns a problem into a response."""
    if by_htmx():
        html = note_html(problem.note, kind="bad", code=problem.code, links=problem.links)
        spoken = alarm(" ".join([problem.note, "; ".join(name for name, _to in problem.links)]).strip())
        response = partials(*problem.parts, Partial("notes", html, "beforeend"), spoken, status=problem.status)
    else:
        title = str(TEXTS[problem.status][1])
        context: dict[str, Any] = {"title": title, "text": problem.text, "code": problem.code, "reference": reference}
        context |= {"links": problem.links}
        html = framed("hypermedia/error.html", status=problem.status, **context, **_instead(problem.status))
        response = make_response(html, problem.status)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def _instead(status: int) -> dict[str, Any]:
    """What to offer somebody whose address leads nowhere."""
    word = suggestions.sought(request.path) if status == 404 and request.method in SAFE_METHODS else ""
    return {"near": suggestions.near(current().code, word), "words": word.replace("-", " ")}


def init_app(app: Flask) -> None:
    # What answers somebody signed out; the room that knows accounts puts its sign-in form here.
    app.extensions["etalage.sign_in"] = lambda: error_answer(Problem(401))

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        return error_answer(error)

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        sign_in: Callable[[], Response] = app.extensions["etalage.sign_in"]
        return sign_in() if error.status == 401 else error_answer(Problem(error.status))

    @app.errorhandler(Busy)
    def busy(_error: Busy) -> Response:
        return error_answer(Problem(503, retry_after=2))

    @app.errorhandler(DiskFull)
    def disk_full(_error: DiskFull) -> Response:
        return error_answer(Problem(507))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:
            return make_response(error.get_response())
        response = error_answer(Problem(status if status in TEXTS else 400 if status < 500 else 500))
        if status == 405 and (allowed := error.get_headers(request.environ)):
            response.headers.extend(header for header in allowed if header[0] == "Allow")
        return response

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        reference = request_id()[:8]
        log.error("%s %s failed, reference %s", request.method, request.path, reference, exc_info=error)
        g.visitor = g.get("visitor")
        text = f"{TEXTS[500][2]} ({reference})" if by_htmx() else None
        return error_answer(Problem(500, text=text), reference)

    @app.before_request
    def before_any_error() -> None:
        current()
        # To the routes any word may be a language, so that `/teapot` would be sent on to `/teapot/`.
        if isinstance(request.routing_exception, RequestRedirect) and locale_of(request.path) is None:
            abort(404)
