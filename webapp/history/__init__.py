"""The history: who changed what, when, by which way, from what to what; and restoring from there. It knows no noun."""

from flask import Flask

from webapp.access import Right
from webapp.grid.errands import Errand, put_up
from webapp.history.routes import blueprint
from webapp.hypermedia.locales import marked as _

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    put_up(Errand("history.history", _("History"), Right.LOOK))
    app.register_blueprint(blueprint)
