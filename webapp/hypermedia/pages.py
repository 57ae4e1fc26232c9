"""Pages: the frame around fragments, and the choice between the whole page and its one fragment."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, g, make_response, render_template, request
from markupsafe import Markup

from webapp.hypermedia.answers import fragment_answer
from webapp.hypermedia.fragments import Placed, collect
from webapp.hypermedia.requests import wants_fragment


def page(template: str, *placed: Placed, swapped: Placed | None = None, status: int = 200, **context: Any) -> Response:
    """The page `template` with the fragments that its route declares, placed there by `{{ place(name) }}`.

    `swapped` is the one that an htmx request to the same URL gets by itself. The ETag of a signed-out visitor's page
    comes from the keys of its fragments: they prove what it shows.
    """
    if swapped and wants_fragment():
        html, keys = collect([swapped])
        return _validated(fragment_answer(html[swapped.fragment.name], status), ["fragment", *keys])
    html, keys = collect(placed)
    context["place"] = lambda name: Markup(html[name])  # noqa: S704 - rendered by us, escaped where it was rendered
    response = make_response(render_template(template, **context), status)
    return _validated(response, ["page", request.full_path, *keys])


def around(template: str, html: Mapping[str, str], status: int = 200, **context: Any) -> Response:
    """A page around parts that are nobody else's and kept nowhere, such as an editor with what was typed."""
    context["place"] = lambda name: Markup(html[name])  # noqa: S704 - rendered by us, escaped where it was rendered
    response = make_response(render_template(template, **context), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _validated(response: Response, parts: Sequence[str]) -> Response:
    """A signed-out visitor may keep the page and ask whether it is still true; a personal one is kept nowhere."""
    if g.get("visitor") is None and response.status_code == 200 and request.method in ("GET", "HEAD"):
        response.set_etag(hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest())
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request)
    return response
