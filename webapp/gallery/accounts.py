"""Samples of the sign-in form, on its page and in the dialog over any other page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from webapp.accounts import demo
from webapp.accounts.sign_in_form import DIALOG_ID, FORM_IN_DIALOG, given_up
from webapp.gallery.marks import marked
from webapp.gallery.samples import Frame, declare
from webapp.hypermedia.errors import TEXTS, Problem
from webapp.hypermedia.locales import Language
from webapp.hypermedia.templates import render

EMAIL = "somebody@etalage.test"


def _form(id_: str, problem: Problem | None = None, **known: Any) -> Mapping[str, Any]:
    context = {
        "id": id_,
        "dialog": id_ == FORM_IN_DIALOG,
        "dialog_id": DIALOG_ID,
        "email": "",
        "next": "",
        "password": "",
    }
    return context | {"problem": problem, "roles": {}, "chosen": demo.FIRST} | known


def _wrong() -> Problem:
    return Problem(422, "login_failed", _("E-mail and password do not belong together. Check both."))


def _refused(status: int) -> Problem:
    """By the texts that every page has for it."""
    return Problem(status, text=str(TEXTS[status][2]))


def _demo() -> dict[str, Any]:
    """Not with the password of this demo: the gallery may be open to everybody."""
    return {"email": demo.address(demo.FIRST), "password": "made-up", "roles": demo.titles()}


def _open(spoken: Language, **known: Any) -> str:
    """As the script opens it, but for the page behind it, which stays as it is."""
    context = _form(FORM_IN_DIALOG, note=given_up(), **known)
    return marked(
        render("partials/accounts/sign_in/dialog.html", "display", spoken.code, context), DIALOG_ID, open="open"
    )


declare(
    "accounts/sign_in/form",
    Frame("gallery/sign_in.html", "exhibit"),
    display=lambda spoken: _form("sign-in-form"),
    demo=lambda spoken: _form("sign-in-form", **_demo()),
    signed_out=lambda spoken: _form("sign-in-form", _refused(401)),
    refused=lambda spoken: _form("sign-in-form", _wrong(), email=EMAIL),
    too_many_attempts=lambda spoken: _form("sign-in-form", _refused(429), email=EMAIL),
)
declare(
    "accounts/sign_in/dialog",
    Frame("gallery/blank.html", "exhibit"),
    display=_open,
    demo=lambda spoken: _open(spoken, **_demo()),
    signed_out=lambda spoken: _open(spoken, problem=_refused(401)),
    refused=lambda spoken: _open(spoken, problem=_wrong(), email=EMAIL),
)
