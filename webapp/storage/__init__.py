"""How rows are kept: engines and transactions, versions, scopes and their triggers, listings, acts."""

from flask import Flask

from webapp.storage import engines, statements


def init_app(app: Flask) -> None:
    engines.init_app(app)
    statements.init_app(app)
