"""The blueprint of the desk, and what its URLs are made of."""

from __future__ import annotations

import re

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from webapp.grid.columns import tables
from webapp.grid.numbers import INT32
from webapp.grid.repeats import KEY
from webapp.hypermedia.errors import Problem

blueprint = Blueprint("desk", __name__)


class PluralConverter(BaseConverter):
    """Only the tables that are on the desk; any other word is another route's, or nobody's."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = "|".join(re.escape(table.plural) for table in tables())


class RecordConverter(IntegerConverter):
    """A record's id, as far as the database counts, spelled in one way: no zeros before it, no other script's digits."""

    regex = "[1-9][0-9]{0,9}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=INT32)


def refuse_bad_key(key: str) -> None:
    if key and not KEY.fullmatch(key):
        raise Problem(422, "bad_key", _("The form's key is not one of ours."))
