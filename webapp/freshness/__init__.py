"""How what was rendered is kept: keys, the store, and the gathering of a page's fragments."""

from flask import Flask

from webapp.config import Settings
from webapp.freshness import store
from webapp.freshness.listening import Nobody


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["etalage.listener"] = Nobody()
    store.init_app(app, settings)
