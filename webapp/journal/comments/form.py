"""The form of a comment, below a post or below what it answers: on its page, or in its place on the page of the post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response

from webapp import access
from webapp.access import Right
from webapp.grid.fields import Invalid
from webapp.hypermedia import templates
from webapp.hypermedia.answers import Partial, alarm, partials
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around
from webapp.hypermedia.requests import by_htmx, wants_fragment
from webapp.hypermedia.templates import href
from webapp.journal.comments.wording import LONGEST

FORM, HELD = "partials/journal/comment/form.html", "partials/journal/comment/held.html"


class Refusal(Exception):
    """Why a comment is not taken, at which field of the form; `wait` seconds until it may be tried again."""

    def __init__(self, code: str, text: str, field: str = "body", status: int = 422, wait: int = 0) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text
        self.field = field
        self.status = status
        self.wait = wait

    @classmethod
    def of(cls, invalid: Invalid, field: str) -> Refusal:
        return cls(invalid.code, invalid.text, field)


@dataclass(frozen=True, slots=True)
class CommentForm:
    """A form as its writer sees it: for which post and comment, what was typed, and what is wrong with it if anything."""

    post: Any
    parent: Any
    ticket: str
    name: str = ""
    body: str = ""
    refusal: Refusal | None = None

    @property
    def place(self) -> str:
        """The element that the form stands in."""
        return place_of(self.parent.id if self.parent else None)

    @property
    def action(self) -> str:
        return href("comments.write", locale=current().code, post_id=self.post.id)

    @property
    def id(self) -> str:
        return f"{self.place}-form"

    def opened(self) -> Response:
        if wants_fragment():
            return partials(Partial(self.place, self.html(), "innerHTML"))
        return self.page(self.html())

    def refused(self, stood_in: str) -> Response:
        """What was typed, with the reason; `stood_in` is the place of the form that was sent."""
        assert self.refusal is not None, "only a refused form is answered so"
        if not by_htmx():
            return self._waiting(self.page(self.html(), self.refusal.status))
        moved = [Partial(self.place, self.html(), "innerHTML"), Partial(stood_in, "", "innerHTML")]
        parts = [Partial(self.id, self.html())] if stood_in == self.place else moved
        return self._waiting(partials(*parts, alarm(self.refusal.text), status=self.refusal.status))

    def page(self, html: str, status: int = 200) -> Response:
        return around("journal/comment.html", {"form": html}, status, f=self)

    def html(self) -> str:
        return self._rendered(FORM)

    def held(self) -> str:
        """The comment as its writer sees it while it waits."""
        return self._rendered(HELD)

    def _rendered(self, template: str) -> str:
        visitor = access.visitor()
        context = {"f": self, "script": by_htmx(), "longest": LONGEST, "writer": visitor.name if visitor else None}
        context["moderates"] = visitor is not None and visitor.may(Right.FIELDS)
        return templates.render(template, "display", current().code, context)

    def _waiting(self, response: Response) -> Response:
        if self.refusal and self.refusal.wait:
            response.headers["Retry-After"] = str(self.refusal.wait)
        return response


def place_of(comment_id: int | None) -> str:
    """Where the answer to a comment is written; None is the post itself."""
    return f"comment-{comment_id}-reply" if comment_id else "comment-new"
