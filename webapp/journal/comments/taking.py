"""Taking a comment that was sent: what a form has to be like, and who is held to which limits."""

from __future__ import annotations

from math import ceil

from flask_babel import gettext as _

from webapp import access
from webapp.grid.fields import Invalid
from webapp.hypermedia.locales import current
from webapp.journal.comments import tickets, wording, writing
from webapp.journal.comments.form import CommentForm, Refusal
from webapp.journal.comments.marks import Writer
from webapp.journal.comments.tickets import Forged, Ticket
from webapp.journal.comments.writing import Draft, Kept, SentBefore, TooMany
from webapp.storage.acts import Actor, Intent

# What a form gets another ticket after.
SPENT = frozenset({"bad_form", "too_old", "sent_before"})


def take(form: CommentForm, writer: Writer, replies: bool) -> Kept:
    """Keep what a form says; `replies` where it was sent as a reply. Raises `Refusal`.

    Moderators are held to no limit: they answer many in a row, and answer for it with their name.
    """
    ticket = _ticket(form, writer)
    name = _name(form)
    body = _body(form, None if writer.moderates else wording.LINKS)
    if replies and form.parent is None:
        gone = _("What you reply to is no longer there. Send this again as a comment of its own.")
        raise Refusal("parent_gone", gone)
    parent = form.parent.id if form.parent else None
    draft = Draft(form.post.id, parent, name, current().code, body)
    try:
        return writing.write(Intent(Actor(writer.user_id, name), "page", ticket.key), draft, writer)
    except TooMany as many:
        text = _(
            "That is a lot of comments. Wait %(minutes)s min and send this one again.", minutes=ceil(many.wait / 60)
        )
        raise Refusal("too_many_comments", text, status=429, wait=many.wait) from many
    except SentBefore as before:
        text = _("This form was sent before, with another text. Send it again to add this one too.")
        raise Refusal("sent_before", text) from before


def _ticket(form: CommentForm, writer: Writer) -> Ticket:
    try:
        ticket = tickets.read(form.ticket, form.post.id)
    except Forged as forged:
        raise Refusal("bad_form", _("This form is not one of ours. Here is another one with your text.")) from forged
    if ticket.too_young and not writer.moderates:
        raise Refusal("too_fast", _("That was quick. Wait a moment and send it again."))
    if ticket.too_old and not writer.moderates:
        raise Refusal("too_old", _("This form was open for a long time. Your text is still here: send it again."))
    return ticket


def _name(form: CommentForm) -> str:
    """That of whoever is signed in, else the one typed."""
    if visitor := access.visitor():
        return visitor.name[: wording.LONGEST_NAME]
    try:
        return wording.name(form.name, current())
    except Invalid as invalid:
        raise Refusal.of(invalid, "name") from invalid


def _body(form: CommentForm, links: int | None) -> str:
    try:
        return wording.body(form.body, current(), links)
    except Invalid as invalid:
        raise Refusal.of(invalid, "body") from invalid
