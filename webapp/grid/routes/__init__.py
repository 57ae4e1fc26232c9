"""The URLs of every table on the desk: its list, its records, its fields, trash and undo; and the keys."""

from webapp.grid.routes import editors, fields, keys, lists, records, undo
from webapp.grid.routes.blueprint import PluralConverter, RecordConverter, blueprint

__all__ = ["PluralConverter", "RecordConverter", "blueprint", "editors", "fields", "keys", "lists", "records", "undo"]
