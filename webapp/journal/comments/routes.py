"""Writing below a post, and the moderators' desk. Their decisions are fields of a comment and go to the grid's URLs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request
from flask_babel import gettext as _

from webapp import access
from webapp.access import Right
from webapp.grid.columns import tables_for
from webapp.grid.editing import page_editors
from webapp.grid.errands import counts, errands_of
from webapp.hypermedia.answers import Partial, note, partials, say
from webapp.hypermedia.forms import exactly
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import page
from webapp.hypermedia.paths import with_note
from webapp.hypermedia.requests import by_htmx
from webapp.journal.comments import answers, marks, tickets
from webapp.journal.comments.form import CommentForm, Refusal, place_of
from webapp.journal.comments.fragments import PILE
from webapp.journal.comments.marks import Writer
from webapp.journal.comments.queries import reading
from webapp.journal.comments.taking import SPENT, take
from webapp.journal.comments.writing import Kept
from webapp.storage.transactions import snapshot

blueprint = Blueprint("comments", __name__)
POST = "/<locale>/journal/<int(min=1, max=2147483647):post_id>/comments"


@blueprint.get(f"{POST}/new")
@access.open_to_all
def new(post_id: int) -> Response:
    post, parent = _post(post_id), _parent(post_id, request.args.get("parent", ""))
    if parent is None and request.args.get("parent"):
        abort(404)
    return CommentForm(post, parent, tickets.issue(post_id)).opened()


@blueprint.post(POST)
@access.open_to_all
def write(post_id: int) -> Response:
    sent = exactly(("body", "ticket"), ("name", "parent", "subject"))
    form = CommentForm(_post(post_id), _parent(post_id, sent["parent"]), sent["ticket"], sent["name"], sent["body"])
    visitor, mark = access.visitor(), marks.mark()
    writer = marks.writer(visitor, mark)
    if sent["subject"]:
        # Only a machine fills a field that nobody sees: it is answered as if, and nothing is kept that somebody had to read.
        response = _held(form)
    else:
        try:
            response = _answered(form, take(form, writer, bool(sent["parent"])), writer)
        except Refusal as refusal:
            return _refused(form, refusal, place_of(answers.number_of(sent["parent"])))
    return response if visitor else marks.give(response, mark)


def _post(post_id: int) -> Any:
    """A post that is out; nobody comments on any other."""
    with snapshot() as connection:
        return reading.post_to_comment_on(connection, current().code, post_id) or abort(404)


def _parent(post_id: int, number: str) -> Any:
    visitor = access.visitor()
    with snapshot() as connection:
        moderates = visitor is not None and visitor.may(Right.FIELDS)
        return reading.parent(connection, post_id, answers.number_of(number), moderates)


def _refused(form: CommentForm, refusal: Refusal, stood_in: str) -> Response:
    ticket = tickets.issue(form.post.id) if refusal.code in SPENT else form.ticket
    return replace(form, ticket=ticket, refusal=refusal).refused(stood_in)


def _answered(form: CommentForm, kept: Kept, writer: Writer) -> Response:
    return _shown(form, kept, kept.act if writer.moderates else None) if kept.shown else _held(form)


def _held(form: CommentForm) -> Response:
    if not by_htmx():
        return form.page(form.held(), 202)
    text = _("Thank you. Your comment waits for review.")
    return partials(Partial(form.place, form.held(), "innerHTML"), say(text), status=202)


def _shown(form: CommentForm, kept: Kept, act: int | None) -> Response:
    """The page with the comment on it, which `Location` names; the form has gone from its place."""
    number, to = answers.address_of(form.post, kept.id)
    if not by_htmx():
        return make_response(redirect(with_note(to, act), 303))
    text = _("Your comment is there.")
    closed = Partial(form.place, "", "innerHTML")
    response = partials(closed, *answers.written(kept.id), note(text, act), say(text), status=201)
    response.headers["Location"] = to
    if answers.on_another_page(number):
        response.headers["HX-Push-Url"] = to.partition("#")[0]
    return response


@blueprint.get("/<locale>/desk/moderation")
@access.needs(Right.FIELDS)
def moderation() -> Response:
    visitor, locale = access.visitor(), current().code
    errands, pile = errands_of(visitor), PILE(locale, answers.pile_of(request.args))
    editors = [editor for editor in page_editors("comments", visitor) if editor.column.field == "body"]
    desk = {"table": None, "tables": tables_for(access.visitor()), "errands": errands, "editors": editors}
    return page("journal/moderation.html", pile, *counts(errands, locale), swapped=pile, **desk)
