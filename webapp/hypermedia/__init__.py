"""How an answer is made: fragments, pages, partial answers, locales, errors, headers."""

from flask import Flask

from webapp.config import Settings
from webapp.hypermedia import (
    at_once,
    codings,
    errors,
    headers,
    locales,
    measuring,
    sitemaps,
    statics,
    templates,
)
from webapp.places import folder


def init_app(app: Flask, settings: Settings) -> None:
    locales.init_app(app)
    at_once.init_app(app)
    # Measuring first, around all else; then headers: their check runs before any other, and their completion after every error.
    measuring.init_app(app, settings)
    headers.init_app(app, settings)
    codings.init_app(app)
    errors.init_app(app)
    statics.init_app(app, templates.digest(folder("static")))
    templates.init_app(app, settings)
    sitemaps.init_app(app)
