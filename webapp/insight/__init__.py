"""Insight: what the shop measures of itself, for its owner, at a few microseconds a request and in bounded memory."""

from __future__ import annotations

from flask import Flask

from webapp.access import Right
from webapp.config import Settings
from webapp.grid.errands import Errand, put_up
from webapp.hypermedia.locales import marked
from webapp.insight import logs
from webapp.insight.measures import Measures
from webapp.insight.routes import blueprint
from webapp.insight.slow import SlowLog
from webapp.insight.writing import Writer
from webapp.storage.engines import Engines


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["etalage.settings"]
    logs.write_as(settings.logs)
    app.extensions["etalage.insight"] = _measures(app, settings) if settings.insight else None
    put_up(Errand("insight.insight", marked("Insight"), Right.RULE))
    app.register_blueprint(blueprint)


def _measures(app: Flask, settings: Settings) -> Measures:
    engines: Engines = app.extensions["etalage.engines"]
    measures = Measures(settings.slow_ms / 1000)
    writer = Writer(engines.writing, measures)
    measures.rouse, measures.slow = writer.rouse, SlowLog(engines.reading).note
    app.extensions["etalage.insight_writer"] = writer
    app.extensions["etalage.listener"] = measures
    app.extensions["etalage.meter"] = measures.answered
    return measures
