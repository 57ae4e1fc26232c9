"""The gallery of fragments: each in every state and language, for whoever works on the look."""

from flask import Flask

from webapp import access
from webapp.access import Right
from webapp.config import Settings
from webapp.gallery import (
    accounts,
    blocks,
    bulk,
    catalogue,
    choices,
    comments,
    editors,
    history,
    insight,
    jobs,
    journal,
    keys,
    layout,
    moderation,
    offers,
    peeks,
    search,
    tables,
)
from webapp.gallery.routes import gallery

__all__ = [
    "accounts",
    "blocks",
    "bulk",
    "catalogue",
    "choices",
    "comments",
    "editors",
    "history",
    "init_app",
    "insight",
    "jobs",
    "journal",
    "keys",
    "layout",
    "moderation",
    "offers",
    "peeks",
    "search",
    "tables",
]


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["etalage.settings"]
    app.register_blueprint(gallery(access.open_to_all if settings.gallery else access.needs(Right.RULE)))
