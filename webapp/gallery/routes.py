"""The gallery's pages: what there is, and one state of one fragment at each address."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort
from markupsafe import Markup

from webapp.access import Visitor
from webapp.gallery.samples import Sample, beside, sample_of, samples
from webapp.grid.editing import page_editors
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around

Policy = Callable[[Callable[..., Response]], Callable[..., Response]]
# Whoever looks sees each field as somebody does who may write it; what is sent is held to the sender's own rights.
OWNER = Visitor(0, "", "", "owner")


def gallery(policy: Policy) -> Blueprint:
    """Made anew for each shop, since its settings say who may look."""
    blueprint = Blueprint("gallery", __name__)

    @blueprint.get("/<locale>/desk/fragments")
    @policy
    def index() -> Response:
        shown = [(name, list(group)) for name, group in groupby(samples(), key=lambda one: one.fragment)]
        return _unlisted(around("gallery/index.html", {}, fragments=shown))

    @blueprint.get("/<locale>/desk/fragments/<path:name>/<state>")
    @policy
    def fragment(name: str, state: str) -> Response:
        sample = sample_of(name, state)
        if sample is None:
            abort(404)
        html = {"exhibit": Markup(sample.framed(current()))}  # noqa: S704 - a fragment of ours
        return _unlisted(around(f"gallery/{sample.frame.template}.html", html, **_frame(sample)))

    return blueprint


def _frame(sample: Sample) -> dict[str, Any]:
    before, after = beside(sample)
    editors = page_editors(sample.frame.fields, OWNER) if sample.frame.fields else []
    return {"sample": sample, "before": before, "after": after, "editors": editors}


def _unlisted(response: Response) -> Response:
    """Not for search engines, also where everybody may look: what is made up here has addresses that nothing answers at."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
