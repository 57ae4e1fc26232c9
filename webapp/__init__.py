"""Etalage: a shop window that is edited in place."""

from __future__ import annotations

from flask import Flask

from webapp import access, freshness, hypermedia, storage
from webapp.config import Settings
from webapp.extensions import babel, db, htmx
from webapp.freshness import front
from webapp.hypermedia import locales
from webapp.places import folder


def create_app(settings: Settings | None = None) -> Flask:
    """The shop as a WSGI application. This is the one place that lists its slices."""
    settings = settings or Settings.read()
    app = Flask(__name__, static_folder=None, template_folder=str(folder("templates")))
    app.config.update(SECRET_KEY=settings.secret_key, SQLALCHEMY_DATABASE_URI=settings.database_url)
    app.extensions["etalage.settings"] = settings
    db.init_app(app)
    htmx.init_app(app)
    babel.init_app(
        app,
        default_translation_directories=str(locales.TRANSLATIONS),
        locale_selector=lambda: str(locales.current().babel),
        timezone_selector=lambda: str(settings.timezone),
    )
    storage.init_app(app)
    freshness.init_app(app, settings)
    hypermedia.init_app(app, settings)

    from webapp import accounts, catalogue, gallery, grid, history, insight, jobs, journal, search

    access.init_app(app, accounts.load_visitor)
    # The grid comes last: its URLs are those of the tables that the slices have put on the desk.
    for slice_ in (accounts, catalogue, journal, search, jobs, insight, gallery, grid, history):
        slice_.init_app(app)
    front.init_app(app, settings)
    return app
