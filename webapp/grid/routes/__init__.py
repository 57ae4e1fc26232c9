"""The URLs of every table on the desk: its list, its records, its fields, trash and undo."""

from webapp.grid.routes import editors, fields, lists, records, undo
from webapp.grid.routes.blueprint import PluralConverter, RecordConverter, blueprint

__all__ = ["PluralConverter", "RecordConverter", "blueprint", "editors", "fields", "lists", "records", "undo"]
