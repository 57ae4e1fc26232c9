"""Targets: how records of a noun are written from a file, under the same rules as when somebody edits them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Column
from sqlalchemy.orm import Session

from webapp.exchange.cells import cut
from webapp.exchange.drafts import Bad, Given
from webapp.storage.clock import Moment
from webapp.storage.records import Record

# A text without a limit in the database is Markdown, which is rendered: SECURITY.md X2 limits it.
LONGEST_TEXT = 20_000
# Control characters and halves of characters; in a single line also whatever would end it.
UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
UNSHOWN_IN_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Target:
    """A noun that files can bring. A new record needs the fields in `required`.

    `verbs` write fields that mean more than their value, given record, value and locale. A field in `once` is written
    where there is nothing yet and never moved again. `named` finds the ids of the records that have a name, those in the
    trash last; a draft without a reference then takes up the first. `spelled` says a value of a field to people.
    """

    model: type[Record]
    required: tuple[str, ...]
    verbs: Mapping[str, Callable[[Any, Any, str], None]] = field(default_factory=dict)
    once: frozenset[str] = frozenset()
    named: Callable[[Session, str, str], Sequence[int]] | None = None
    spelled: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)

    def read(self, record: Record, name: str, locale: str) -> Any:
        return record.value(*spoken(name, locale))

    def write(self, record: Record, name: str, value: Any, locale: str) -> None:
        name, locale = spoken(name, locale)
        if verb := self.verbs.get(name):
            verb(record, value, locale)
        else:
            record.assign(name, locale, value)

    def column(self, name: str) -> Column[Any]:
        name, _locale = spoken(name)
        holder: Any = self.model.__texts__ if self.model.is_text(name) else self.model
        found: Column[Any] = holder.__table__.columns[name]
        return found

    def untouched(self, name: str) -> Any:
        """What the field of a record holds that nobody has written yet."""
        default: Any = self.column(name).default
        return default.arg if default is not None and default.is_scalar else None

    def revived(self, name: str, kept: Any) -> Any:
        """A value of a field from what JSON keeps of it."""
        is_moment = kept is not None and isinstance(self.column(name).type, Moment)
        return datetime.fromisoformat(kept) if is_moment else kept

    def spell(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return str(_("nothing"))
        spell = self.spelled.get(name)
        return spell(value) if spell else cut(str(value))


def spoken(name: str, locale: str = "") -> tuple[str, str]:
    """`title@nl` -> title, nl. A field that names no language is in the one that is given."""
    name, _at, own = name.partition("@")
    return name, own or locale


_TARGETS: dict[str, Target] = {}


def register(*targets: Target) -> None:
    for target in targets:
        _TARGETS[target.model.__noun__] = target


def target_of(noun: str) -> Target:
    return _TARGETS[noun]


def check(target: Target, said: Mapping[str, Given]) -> None:
    """Raise `Bad` for the first text that editing would refuse too."""
    for name, given in said.items():
        if isinstance(given.value, str):
            _check_text(given.column, given.value, getattr(target.column(name).type, "length", None))


def check_complete(target: Target, names: Iterable[str]) -> None:
    """Raise `Bad` where a new record with these fields would lack what it needs; a text in one language is enough."""
    there = {spoken(name)[0] for name in names}
    for name in target.required:
        if name not in there:
            raise Bad(None, _("It has no %(field)s, which a new record needs.", field=label(name)))


def label(name: str) -> str:
    """A field as people say it: `reorder level`, `supplier` for `supplier_id`, and `title in nl` for `title@nl`."""
    return name.removesuffix("_id").replace("_", " ").replace("@", " in ")


def _check_text(column: str, text: str, longest: int | None) -> None:
    limit = longest or LONGEST_TEXT
    if len(text) > limit:
        raise Bad(column, _("At most %(n)s characters; this has %(m)s.", n=limit, m=len(text)))
    if (UNSHOWN_IN_LINE if longest else UNSHOWN).search(text):
        raise Bad(column, _("It has a character that cannot be shown."))
