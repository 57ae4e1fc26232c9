"""Posts, their authors, and what readers say: the journal."""

from flask import Flask

from webapp.grid import register
from webapp.hypermedia import sections, sitemaps, templates
from webapp.hypermedia.showing import show
from webapp.journal import comments, exchange, showing
from webapp.journal.commands import seed
from webapp.journal.grid import AUTHORS, COMMENTS, POSTS
from webapp.journal.routes import blueprint
from webapp.prose.reading import minutes

__all__ = ["init_app", "seed"]


def init_app(app: Flask) -> None:
    templates.expose(app, minutes=minutes)
    register(POSTS, COMMENTS, AUTHORS)
    comments.init_app(app)
    exchange.register()
    show(showing.POSTS)
    sections.register(showing.LISTS, showing.AUTHORS)
    sitemaps.close("journal/preview/")
    app.register_blueprint(blueprint)
