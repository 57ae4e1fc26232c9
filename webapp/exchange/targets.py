"""Targets: how records of a noun are written from a file, under the same rules as when somebody edits them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Column
from sqlalchemy.orm import Session

from webapp.exchange.cells import cut
from webapp.exchange.drafts import Bad, Draft
from webapp.storage.records import Record

# A text without a limit in the database is Markdown, which is rendered: SECURITY.md X2 limits it.
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Target:
    """A noun that files can bring. A new record needs the fields in `required`.

    `verbs` write fields that mean more than their value, given record, value and locale. `named` finds the ids of the
    records that have a name, those in the trash last; a draft without a reference then takes up the first.
    `spelled` says a value of a field to people.
    """

    model: type[Record]
    required: tuple[str, ...]
    verbs: Mapping[str, Callable[[Any, Any, str], None]] = field(default_factory=dict)
    named: Callable[[Session, str, str], Sequence[int]] | None = None
    spelled: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)

    def write(self, record: Record, name: str, value: Any, locale: str) -> None:
        if verb := self.verbs.get(name):
            verb(record, value, locale)
        else:
            record.assign(name, locale, value)

    def column(self, name: str) -> Column[Any]:
        holder: Any = self.model.__texts__ if self.model.is_text(name) else self.model
        found: Column[Any] = holder.__table__.columns[name]
        return found

    def untouched(self, name: str) -> Any:
        """What the field of a record holds that nobody has written yet."""
        default: Any = self.column(name).default
        return default.arg if default is not None and default.is_scalar else None

    def spell(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return str(_("nothing"))
        spell = self.spelled.get(name)
        return spell(value) if spell else cut(str(value))


_TARGETS: dict[str, Target] = {}


def register(*targets: Target) -> None:
    for target in targets:
        _TARGETS[target.model.__noun__] = target


def target_of(noun: str) -> Target:
    return _TARGETS[noun]


def check(target: Target, draft: Draft) -> None:
    """Raise `Bad` for the first text that editing would refuse too."""
    for name, given in draft.given.items():
        if isinstance(given.value, str):
            _check_text(given.column, given.value, getattr(target.column(name).type, "length", None))


def check_complete(target: Target, draft: Draft) -> None:
    """Raise `Bad` where a new record would lack what it needs."""
    for name in target.required:
        if name not in draft.given and name not in draft.initial:
            raise Bad(None, _("It has no %(field)s, which a new record needs.", field=label(name)))


def label(name: str) -> str:
    """A field as people say it: `reorder level`, and `supplier` for `supplier_id`."""
    return name.removesuffix("_id").replace("_", " ")


def _check_text(column: str, text: str, longest: int | None) -> None:
    limit = longest or LONGEST_TEXT
    if len(text) > limit:
        raise Bad(column, _("At most %(n)s characters; this has %(m)s.", n=limit, m=len(text)))
    refused, allowed = (("Cc", "Zl", "Zp", "Cs"), "") if longest else (("Cc", "Cs"), "\n\t")
    if any(unicodedata.category(letter) in refused and letter not in allowed for letter in text):
        raise Bad(column, _("It has a character that cannot be shown."))
