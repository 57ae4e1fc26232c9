"""Signing in and out, and one's own password."""

from __future__ import annotations

import json

from flask import Blueprint, Flask, Response, make_response, redirect, request
from flask_babel import gettext as _
from markupsafe import escape

from webapp import access
from webapp.access import Right
from webapp.accounts import cookies, demo, sessions, signing
from webapp.accounts.queries import Known
from webapp.accounts.sign_in_form import DIALOG_ID, SignInForm
from webapp.hypermedia import sitemaps
from webapp.hypermedia.answers import Partial, answer, came_from, note, partials, remove, say
from webapp.hypermedia.errors import TEXTS, Problem
from webapp.hypermedia.forms import exactly
from webapp.hypermedia.layout import framed
from webapp.hypermedia.locales import current
from webapp.hypermedia.paths import local_path
from webapp.hypermedia.requests import by_htmx, wants_fragment
from webapp.hypermedia.templates import href

blueprint = Blueprint("accounts", __name__)
# Which field a refused password is about; the new one for all other codes.
FIELDS = {"password_wrong": "old", "password_again": "again", "too_many_attempts": "old", "busy": ""}


@blueprint.route("/<locale>/sign-in", methods=["GET", "POST"])
@access.open_to_all
def sign_in() -> Response:
    if request.method == "POST":
        return _enter()
    role = request.args.get("as")
    form = SignInForm(next=local_path(request.args.get("next", "")) or "", role=role if role in demo.NAMES else None)
    return form.in_dialog() if wants_fragment() else form.page()


def _enter() -> Response:
    sent = exactly((), ("email", "password", "next"))
    to = local_path(sent["next"])
    try:
        one, token = signing.sign_in(sent["email"], sent["password"], cookies.presented())
    except Problem as problem:
        form = SignInForm(email=sent["email"], next=to or "", problem=problem)
        return form.in_dialog() if by_htmx() else form.page()
    response = _signed_in_over_the_page(one) if by_htmx() else make_response(redirect(to or _desk(), 303))
    response.headers["Cache-Control"] = "private, no-store"
    return cookies.give(response, token, sessions.limits(one.role).absolute)


def _signed_in_over_the_page(one: Known) -> Response:
    """The page learns who that is: what waited is sent for the same person only, see `static/js/queue.js`."""
    text = _("Signed in as %(name)s.", name=one.name)
    response = partials(
        remove(DIALOG_ID), Partial("visitor-name", escape(one.name), "innerHTML"), say(text), note(text)
    )
    response.headers["HX-Trigger"] = json.dumps({"signed-in": one.id})
    return response


@blueprint.post("/<locale>/sign-out")
@access.open_to_all
def sign_out() -> Response:
    exactly(())
    if token := cookies.presented():
        sessions.end(token)
    home = f"/{current().code}/"
    return cookies.take(answer(say(_("Signed out.")), see_other=home))


@blueprint.route("/<locale>/password", methods=["GET", "POST"])
@access.needs(Right.LOOK)
def own_password() -> Response:
    if request.method == "POST":
        return _change_password()
    return _password_page(changed="changed" in request.args)


def _change_password() -> Response:
    sent = exactly((), ("old", "new", "again"))
    visitor = access.visitor()
    if visitor is None:
        raise access.Refused(401)
    try:
        one, token = signing.change_password(visitor.id, **sent)
    except Problem as problem:
        if by_htmx():
            raise
        return _password_page(problem=problem)
    done = _("Your password is changed. All other browsers are signed out.")
    response = answer(say(done), note(done), see_other=href("accounts.own_password", locale=current().code, changed=1))
    return cookies.give(response, token, sessions.limits(one.role).absolute)


def _password_page(problem: Problem | None = None, changed: bool = False) -> Response:
    wrong = FIELDS.get(problem.code, "new") if problem else None
    html = framed("accounts/password.html", problem=problem, wrong=wrong, changed=changed)
    response = make_response(html, problem.status if problem else 200)
    if problem and problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def signed_out() -> Response:
    """What answers somebody signed out where one has to be signed in: the form, over the page where there is one."""
    form = SignInForm(next=local_path(_here()) or "", problem=Problem(401, text=_why_sign_in()))
    return form.dialog() if by_htmx() else form.page()


def _why_sign_in() -> str:
    if not by_htmx():
        return str(TEXTS[401][2])
    if now := access.visitor():
        text = _(
            "You are now signed in as %(name)s. Sign in as before to go on; your text stays as it is.", name=now.name
        )
    else:
        text = _("You are signed out. Sign in to go on; your text stays as it is.")
    return str(text)


def _here() -> str:
    """The page to go back to; what was posted cannot be repeated by a link, so then the page that it came from."""
    return request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else came_from("")


def _desk() -> str:
    return href("desk.table", locale=current().code, plural="products")


def init_app(app: Flask) -> None:
    sitemaps.close("sign-in", "password")
    app.register_blueprint(blueprint)
    app.extensions["etalage.sign_in"] = signed_out
