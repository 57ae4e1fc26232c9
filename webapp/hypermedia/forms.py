"""Forms: exactly the fields that a route names, each once."""

import hashlib
from collections.abc import Iterable, Mapping

from flask import request
from flask_babel import gettext as _

from webapp.hypermedia.errors import Problem


def exactly(required: Iterable[str], optional: Iterable[str] = (), files: Iterable[str] = ()) -> dict[str, str]:
    """The request's form, or 422 `unknown_field` for a field that nobody asked for or that stands twice.

    What is sent as `files` may be several under one name; it is found in the request.
    """
    needed, known = set(required), {*required, *optional}
    for name, values in (*request.form.lists(), *((name, ["", ""]) for name in set(request.files) - set(files))):
        if name not in known or len(values) > 1:
            raise Problem(
                422, "unknown_field", _("The form has a field that does not belong to it: %(name)s.", name=name[:40])
            )
    if missing := needed - set(request.form):
        raise Problem(422, "missing_field", _("The form lacks the field %(name)s.", name=min(missing)))
    return dict.fromkeys(known, "") | request.form.to_dict()


def once(form: Mapping[str, str]) -> str:
    """The key of what a form says: sent twice it is done once. A page that is kept brings the same key each time, but what is
    typed into its form is another."""
    said = repr(sorted(form.items())).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=24).hexdigest() if form["key"] else ""
