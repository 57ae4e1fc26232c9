"""The gallery's pages: what there is, and one state of one fragment at each address."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort

from webapp import access
from webapp.gallery.made import EDITOR
from webapp.gallery.samples import Sample, beside, sample_of, samples
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import around

Policy = Callable[[Callable[..., Response]], Callable[..., Response]]


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
        return _unlisted(around("gallery/exhibit.html", sample.placed(current()), **_context(sample)))

    return blueprint


def _context(sample: Sample) -> dict[str, Any]:
    before, after = beside(sample)
    seen_by = (access.visitor() or EDITOR) if sample.frame.edited else None
    known = {"page": sample.frame.page, "sample": sample, "before": before, "after": after, "visitor": seen_by}
    return known | dict(sample.frame.known(current()))


def _unlisted(response: Response) -> Response:
    """Not for search engines, also where everybody may look: what is made up here has addresses that nothing answers at."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
