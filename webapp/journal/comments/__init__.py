"""What readers say to a story: threads, writing, moderating."""

from __future__ import annotations

from flask import Flask

from webapp.access import Right
from webapp.grid.errands import Errand, put_up
from webapp.hypermedia import templates
from webapp.hypermedia.locales import marked as _
from webapp.journal.comments.fragments import COUNT
from webapp.journal.comments.routes import blueprint
from webapp.prose.markdown import comment_markdown


def init_app(app: Flask) -> None:
    templates.expose(app, comment_markdown=comment_markdown)
    put_up(Errand("comments.moderation", _("Moderation"), Right.FIELDS, COUNT))
    app.register_blueprint(blueprint)
