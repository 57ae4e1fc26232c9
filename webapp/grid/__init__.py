"""The editable table: field types, columns, rows, writing, undo. It knows no noun."""

from flask import Flask

from webapp.grid.columns import Column, Derived, Table, Total, register
from webapp.grid.fields import Boolean, Choice, Integer, LongText, Money, Text
from webapp.grid.relations import Relation
from webapp.grid.routes import PluralConverter, RecordConverter, blueprint

__all__ = [
    "Boolean",
    "Choice",
    "Column",
    "Derived",
    "Integer",
    "LongText",
    "Money",
    "Relation",
    "Table",
    "Text",
    "Total",
    "register",
]


def init_app(app: Flask) -> None:
    app.url_map.converters |= {"table": PluralConverter, "record": RecordConverter}
    app.register_blueprint(blueprint)
