"""The search: what the shop sells and what its journal tells, found by words in the language of the page."""

from flask import Flask

from webapp.hypermedia import sitemaps
from webapp.search.routes import blueprint


def init_app(app: Flask) -> None:
    sitemaps.close("search")
    app.register_blueprint(blueprint)
