"""What the forms of this room may send, and where they may lead."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

from flask import request
from flask_babel import gettext as _

from webapp.hypermedia.errors import Problem

LONGEST_PATH = 2048


def fields(*names: str) -> dict[str, str]:
    """The fields of this form, empty where they were left out. One that is unknown, repeated or a file is refused."""
    sent = [name for name, _value in request.form.items(multi=True)]
    if len(set(sent)) < len(sent) or not set(sent) <= set(names) or request.files:
        text = _("This form has a field that does not belong to it. Load the page again.")
        raise Problem(422, "unknown_field", text)
    return {name: request.form.get(name, "") for name in names}


def local_path(text: str) -> str | None:
    """`text` where it is a path of ours, and None where a browser might read another place in it."""
    if not text.startswith("/") or len(text) > LONGEST_PATH or not _is_plain(text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    # A server on the way may decode the path before it looks at it.
    inside = parts.scheme or parts.netloc or not _is_plain(unquote(parts.path))
    return None if inside else text


def _is_plain(path: str) -> bool:
    odd = any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in path)
    return not odd and not path.startswith("//") and "\\" not in path
