"""The URLs of every table on the desk: its list, its records, its fields, trash and undo; and the keys."""

from webapp.grid.routes import cells, editors, fields, keys, lists, records, undo
from webapp.grid.routes.blueprint import PluralConverter, RecordConverter, blueprint

__all__ = [
    "PluralConverter",
    "RecordConverter",
    "blueprint",
    "cells",
    "editors",
    "fields",
    "keys",
    "lists",
    "records",
    "undo",
]
