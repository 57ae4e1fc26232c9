"""The editable table: field types, columns, rows, writing, undo. It knows no noun."""

from flask import Flask

from webapp.grid.addresses import Address
from webapp.grid.columns import Column, Derived, Table, Total, register
from webapp.grid.drawing import drawn_row
from webapp.grid.fields import Boolean, Choice, LongText, Text
from webapp.grid.markdown import MARKDOWN
from webapp.grid.moments import Moment
from webapp.grid.numbers import Integer, Money
from webapp.grid.relations import Relation
from webapp.grid.routes import PluralConverter, RecordConverter, blueprint
from webapp.hypermedia import sitemaps, templates

__all__ = [
    "MARKDOWN",
    "Address",
    "Boolean",
    "Choice",
    "Column",
    "Derived",
    "Integer",
    "LongText",
    "Moment",
    "Money",
    "Relation",
    "Table",
    "Text",
    "Total",
    "register",
]


def init_app(app: Flask) -> None:
    app.url_map.converters |= {"table": PluralConverter, "record": RecordConverter}
    sitemaps.close("desk/")
    templates.expose(app, drawn_row=drawn_row)
    app.register_blueprint(blueprint)
