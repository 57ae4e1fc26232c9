"""Front matter: what stands above a text between two lines of `---` (YAML) or `+++` (TOML), every value as it is written.

The library's own reading of YAML would turn the title 1.10 into 1.1 and break off at a date that is none; and nested some
thousand levels deep it ends the process.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import yaml  # type: ignore[import-untyped]
from flask_babel import gettext as _
from frontmatter.default_handlers import BaseHandler, YAMLHandler

from webapp.exchange.cells import cut, flag
from webapp.exchange.drafts import Bad

LONGEST = 64_000
DEEPEST = 20
NOTHING = frozenset({"", "~", "null"})
_OPENS = {yaml.MappingStartEvent, yaml.SequenceStartEvent}
_CLOSES = {yaml.MappingEndEvent, yaml.SequenceEndEvent}


class Front:
    """The fields above a text, by their name in lower case."""

    def __init__(self, fields: Mapping[Any, Any]) -> None:
        self.fields = {str(name).casefold(): value for name, value in fields.items() if isinstance(name, str)}

    def text(self, *names: str) -> str:
        """The first of these fields that says something, in one line; of several values the first."""
        return next((words[0] for name in names if (words := self.words(name))), "")

    def words(self, name: str) -> list[str]:
        """The values of a field: of a list each, of a table its `name`, else the one that there is."""
        value = self.fields.get(name)
        found = [_said(one) for one in (value if isinstance(value, list) else [value])]
        return [word for word in found if word not in NOTHING]

    def flag(self, name: str, otherwise: bool) -> bool:
        return flag(name, text) if (text := self.text(name)) else otherwise


def split(text: str) -> tuple[Front, str]:
    """The fields above a text, and the text; raises `Bad` where they cannot be read."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    handler = next((handler for handler in HANDLERS if handler.detect(text)), None)
    if handler is None:
        return Front({}), text.strip()
    try:
        above, body = handler.split(text)
    except ValueError as error:
        raise Bad(None, _("Its front matter does not end.")) from error
    if len(above) > LONGEST:
        raise Bad(None, _("Its front matter has %(m)s characters; at most %(n)s.", n=LONGEST, m=len(above)))
    return Front(_fields(handler, above)), body.strip()


def _fields(handler: BaseHandler, above: str) -> Mapping[Any, Any]:
    try:
        fields = handler.load(above)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise Bad(None, _("Its front matter cannot be read: %(reason)s.", reason=_reason(error))) from error
    if not isinstance(fields, dict | None):
        raise Bad(None, _("Its front matter is no list of fields."))
    return fields or {}


class _Yaml(YAMLHandler):
    def load(self, fm: str, **_kwargs: object) -> Any:
        depth = 0
        for event in yaml.parse(fm, Loader=yaml.CBaseLoader):
            depth += (type(event) in _OPENS) - (type(event) in _CLOSES)
            if depth > DEEPEST:
                raise ValueError(_("it is nested too deeply"))
        return yaml.load(fm, Loader=yaml.CBaseLoader)  # noqa: S506 - makes nothing but texts, lists and tables


class _Toml(BaseHandler):
    """The library's own asks for a package that Python has made needless."""

    FM_BOUNDARY = re.compile(r"^\+{3,}\s*$", re.MULTILINE)

    def load(self, fm: str) -> dict[str, Any]:
        return tomllib.loads(fm)


HANDLERS: tuple[BaseHandler, ...] = (_Yaml(), _Toml())


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return str(_("it is nested too deeply"))
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return str(_("%(problem)s in line %(n)s", problem=error.problem, n=error.problem_mark.line + 1))
    return cut(str(error), 200).rstrip(".")


def _said(value: Any) -> str:
    """A single value as text; of a table what it calls its name; nothing of what is nested further."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
