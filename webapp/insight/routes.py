"""The owner's page of insight, and the figures for Prometheus."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, request

from webapp import access
from webapp.access import Right
from webapp.grid.columns import tables_for
from webapp.grid.errands import counts, errands_of
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.fragments import collect
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around
from webapp.hypermedia.requests import wants_fragment
from webapp.hypermedia.templates import render
from webapp.insight import prometheus
from webapp.insight.board import board
from webapp.insight.counting import NOWHERE
from webapp.insight.periods import PERIODS
from webapp.storage.transactions import snapshot

blueprint = Blueprint("insight", __name__)
LOOPBACK = ("127.0.0.1", "::1")
# A proxy on the same machine makes everybody come from it; these say that there is one.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


@blueprint.get("/<locale>/desk/insight")
@access.needs(Right.RULE)
def insight() -> Response:
    spoken, errands = current(), errands_of(access.visitor())
    period, route = PERIODS.get(request.args.get("period", "day")), request.args.get("route", "")
    if period is None or not _is_route(route):
        abort(404)
    with snapshot() as connection:
        html = render("partials/insight/board.html", "display", spoken.code, board(connection, spoken, period, route))
    if wants_fragment():
        return make_response(html)
    counted, _keys = collect(counts(errands, spoken.code))
    desk: dict[str, Any] = {"table": None, "tables": tables_for(access.visitor()), "errands": errands}
    return around("insight/insight.html", counted | {"insight/board": html}, **desk)


def _is_route(name: str) -> bool:
    method, _, endpoint = name.partition(" ")
    return name in ("", NOWHERE) or (method in ("GET", "POST") and endpoint in current_app.view_functions)


@blueprint.get("/metrics")
@access.open_to_all
def metrics() -> Response:
    visitor = access.visitor()
    if not (visitor is not None and visitor.may(Right.RULE)) and not _is_from_this_machine():
        raise Problem(403)
    return Response(prometheus.text(), mimetype=prometheus.TYPE, headers={"Cache-Control": "no-store"})


def _is_from_this_machine() -> bool:
    return request.remote_addr in LOOPBACK and not any(name in request.headers for name in FORWARDED)
