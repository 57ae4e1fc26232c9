"""How rows are kept: engines and transactions, versions, scopes and their triggers, listings, acts."""

from flask import Flask

# `locales` for its table alone: texts refer to it, also in a process that migrates nothing.
from webapp.storage import clock, engines, locales, statements  # noqa: F401


def init_app(app: Flask) -> None:
    clock.init_app(app)
    engines.init_app(app)
    statements.init_app(app)
