"""The journal on the desk: a table is what is declared here, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from webapp.grid import MARKDOWN, Address, Boolean, Choice, Column, Derived, Moment, Relation, Table, Text
from webapp.hypermedia.locales import Language, settings_timezone
from webapp.hypermedia.locales import marked as _
from webapp.hypermedia.templates import href
from webapp.journal.comments import answers, wording
from webapp.journal.covers import COVERS
from webapp.journal.fragments import BODY
from webapp.journal.models import HIDDEN, SHOWN, SPAM, WAITING, Author, Comment, Post
from webapp.storage import clock

TITLE = (("last_name", _("It needs a title in at least one language.")),)
TAKEN = (("taken", _("Another story already has this address. Choose other words.")),)
TIME = (("published", _("A published story keeps its time. Make it a draft first.")),)
COMMENT_STATES = ((WAITING, _("Waiting")), (SHOWN, _("Shown")), (HIDDEN, _("Hidden")), (SPAM, _("Spam")))


def _status(row: Any, spoken: Language, moment: datetime) -> tuple[str, str]:
    """(text, state): a draft, scheduled, or out."""
    say = spoken.translations.gettext
    if not row.published:
        return say(_("Draft")), "ended"
    if row.published_at > moment:
        when = spoken.moment(row.published_at, settings_timezone())
        return say(_("Scheduled for %(when)s")) % {"when": when}, "low"
    return say(_("Out")), "fine"


def _post_url(locale: str, row: Any) -> str:
    """The page of a post that is out in this language, else its preview."""
    if row.published and row.slug and row.title and row.trashed_at is None and row.published_at <= clock.now():
        return href("journal.post", locale=locale, slug=row.slug)
    return href("journal.preview", locale=locale, post_id=row.id)


POSTS = Table(
    Post,
    "posts",
    _("Stories"),
    columns=(
        Column("title", Text(required=True), _("Title"), write=Post.rename, sortable=True, new=True, refusals=TITLE),
        Column("author_id", Relation(noun="author"), _("Author"), new=True),
        Column("published", Boolean(), _("Published"), write=Post.publish, copied=False),
        Column("published_at", Moment(), _("From"), write=Post.schedule, sortable=True, copied=False, refusals=TIME),
        Column("cover", Choice(options=COVERS), _("Cover")),
        Column("summary", Text(longest=500), _("Summary")),
        Column("body", MARKDOWN, _("Story")),
        Column("tags", Text(longest=300), _("Topics")),
        Column("slug", Address(required=True), _("Address"), write=Post.readdress, refusals=TAKEN),
    ),
    derived=(Derived("status", _("Status"), _status),),
    title="title",
    sort="-published_at",
    page=BODY,
    page_url=_post_url,
)

AUTHORS = Table(
    Author,
    "authors",
    _("Authors"),
    columns=(
        Column("name", Text(required=True), _("Name"), write=Author.rename, sortable=True, searched=True, new=True),
        Column("about", Text(longest=1000), _("About")),
    ),
)

COMMENTS = Table(
    Comment,
    "comments",
    _("Comments"),
    columns=(
        Column("name", wording.NAME, _("Name"), sortable=True, searched=True),
        Column("body", wording.BODY, _("Comment"), write=Comment.say, searched=True),
        Column("state", Choice(options=COMMENT_STATES, required=True), _("State"), sortable=True),
        Column("post_id", Relation(noun="post"), _("Story"), locked=True),
        Column("at", Moment(), _("Written"), sortable=True, locked=True),
        Column("locale", Text(), _("Language"), locked=True),
    ),
    sort="-at",
    elsewhere=answers.anew,
)
