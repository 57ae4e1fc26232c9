"""The URLs of every table on the desk: its list and ranges, its records, its fields and cells, trash and undo; and the keys."""

from webapp.grid.routes import bulk, cells, editors, fields, keys, lists, ranges, records, trash, undo
from webapp.grid.routes.blueprint import PluralConverter, RecordConverter, blueprint

__all__ = [
    "PluralConverter",
    "RecordConverter",
    "blueprint",
    "bulk",
    "cells",
    "editors",
    "fields",
    "keys",
    "lists",
    "ranges",
    "records",
    "trash",
    "undo",
]
