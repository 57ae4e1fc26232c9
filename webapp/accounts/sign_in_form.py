"""The sign-in form, on its page and in the dialog that opens over any other page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response

from webapp.accounts import demo
from webapp.hypermedia import templates
from webapp.hypermedia.answers import Note, Partial, alarm, partials, remove
from webapp.hypermedia.errors import Problem
from webapp.hypermedia.layout import framed
from webapp.hypermedia.locales import current
from webapp.hypermedia.locales import gettext as _

FORM = "partials/accounts/sign_in/form.html"
DIALOG = "partials/accounts/sign_in/dialog.html"
DIALOG_ID = "sign-in-dialog"
FORM_IN_DIALOG = f"{DIALOG_ID}-form"


def given_up() -> Note:
    """Said when somebody closes the dialog, of all that waited for them to sign in: only texts have a place to come back to."""
    text = _(
        "Not done: you are signed out. What you typed is still there; do anything else again once you are signed in."
    )
    return Note(text, kind="bad", code="signed_out")


@dataclass(frozen=True, slots=True)
class SignInForm:
    """The form as somebody sees it: `next` is where it leads, `role` the demo account that it is filled in with."""

    email: str = ""
    next: str = ""
    role: str | None = None
    problem: Problem | None = None

    def page(self) -> Response:
        status = self.problem.status if self.problem else 200
        html = framed("accounts/sign_in.html", **self._context("sign-in-form"))
        return self._finished(make_response(html, status))

    def dialog(self) -> Response:
        """Opens the dialog; one that is open already makes room."""
        opened = templates.render(
            DIALOG, "display", current().code, self._context(FORM_IN_DIALOG) | {"note": given_up()}
        )
        return self._as_partials(remove(DIALOG_ID), Partial("dialogs", opened, "beforeend"))

    def in_dialog(self) -> Response:
        """Puts this form in the place of the one in the open dialog."""
        return self._as_partials(Partial(FORM_IN_DIALOG, self.fragment(), "outerHTML"))

    def fragment(self) -> str:
        return templates.render(FORM, "display", current().code, self._context(FORM_IN_DIALOG))

    def _as_partials(self, *parts: Partial) -> Response:
        if self.problem:
            return self._finished(partials(*parts, alarm(self.problem.text), status=self.problem.status))
        return self._finished(partials(*parts))

    def _finished(self, response: Response) -> Response:
        if self.problem and self.problem.retry_after is not None:
            response.headers["Retry-After"] = str(self.problem.retry_after)
        # It may hold what somebody typed, and in a demo a password.
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def _context(self, id_: str) -> dict[str, Any]:
        password = demo.demo_password()
        chosen = self.role or demo.FIRST
        return {
            "id": id_,
            "dialog": id_ == FORM_IN_DIALOG,
            "dialog_id": DIALOG_ID,
            "email": self.email or (demo.address(chosen) if password else ""),
            "next": self.next,
            "problem": self.problem,
            "password": password or "",
            "roles": demo.titles() if password else {},
            "chosen": chosen,
        }
