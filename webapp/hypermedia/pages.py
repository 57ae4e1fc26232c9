"""Pages: the frame around fragments, and the choice between the whole page and its one fragment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, g, make_response, request
from markupsafe import Markup

from webapp.access import Visitor
from webapp.freshness import front
from webapp.freshness.gathering import Stamp, figures, gather, key_of_page, names_of, stamp, the_store
from webapp.freshness.listening import listener
from webapp.freshness.needs import Need
from webapp.hypermedia.codings import etag_of
from webapp.hypermedia.fragments import Placed
from webapp.hypermedia.layout import framed
from webapp.hypermedia.requests import wants_fragment


def page(template: str, *placed: Placed, swapped: Placed | None = None, **context: Any) -> Response:
    """The page `template` with the fragments that its route declares, placed there by `{{ place(name) }}`.

    `swapped` is the one that an htmx request to the same URL gets by itself. Around fragments that all share, somebody
    signed in gets a frame of their own; what a signed-out visitor gets follows from the fragments, so it is kept whole.
    `context` must follow from the fragments' arguments.
    """
    if swapped and wants_fragment():
        return _answered([swapped], "fragment", lambda html: html[swapped.fragment.name])
    return _answered(placed, template, lambda html: _framed(template, html, context))


def around(template: str, html: Mapping[str, str], status: int = 200, **context: Any) -> Response:
    """A page around parts that are nobody else's and kept nowhere, such as an editor with what was typed."""
    response = make_response(_framed(template, html, context), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def document(placed: Placed, mimetype: str) -> Response:
    """A fragment that is a whole document of another kind, such as a feed: the same for everyone, signed in or not."""
    needs = [placed.need()]
    stamped = stamp(needs)
    if _is_known(stamped.keys[0]):
        return _validated(Response(status=304), stamped.keys[0])
    gathered = gather(needs, stamped)
    return _proven(Response(gathered.texts[0], mimetype=mimetype), gathered.stamp.keys[0], gathered.stamp, needs)


def _framed(template: str, html: Mapping[str, str], context: Mapping[str, Any]) -> str:
    def place(name: str) -> Markup:
        return Markup(html[name])  # noqa: S704 - rendered by us, escaped where it was rendered

    return framed(template, **context, place=place)


def _answered(placed: Sequence[Placed], kind: str, frame: Callable[[Mapping[str, str]], str]) -> Response:
    """The keys of its fragments prove what a page shows, so they make its ETag and the key under which it is kept."""
    needs = [one.need() for one in placed]
    if g.get("visitor") is not None:
        return _personal(needs, lambda texts: frame(_texts(placed, texts)))
    stamped = stamp(needs)
    whole = key_of_page(kind, request.path, stamped.keys)
    figures().asked += 1
    if _is_known(whole):
        figures().hits += 1
        return _validated(Response(status=304), whole)
    if kept := the_store().get_many([whole]):
        figures().hits += 1
        listener().pages_found(stamped.keys)
        return _proven(make_response(kept[whole]), whole, stamped, needs)
    gathered = gather(needs, stamped)
    g.kept_whole = True
    text, whole = frame(_texts(placed, gathered.texts)), key_of_page(kind, request.path, gathered.stamp.keys)
    the_store().set_many({whole: text})
    return _proven(make_response(text), whole, gathered.stamp, needs)


def _personal(needs: Sequence[Need], frame: Callable[[Sequence[str]], str]) -> Response:
    """For somebody signed in: as true as its fragments, and as long as they are who they were and stay signed in."""
    visitor: Visitor = g.visitor
    gathered = gather(needs, also=visitor.scopes)
    response = make_response(frame(gathered.texts))
    if visitor.until is not None:
        names = names_of(needs).union(visitor.scopes)
        front.prove(None, gathered.stamp.tokens, names, response.get_data(), visitor.until)
    return response


def _texts(placed: Sequence[Placed], texts: Sequence[str]) -> dict[str, str]:
    return dict(zip((one.fragment.name for one in placed), texts, strict=True))


def _is_known(whole: str) -> bool:
    """Whether the browser has this page already. A server on the way may have weakened the tag that it was sent with."""
    return request.if_none_match.contains_weak(etag_of(whole))


def _proven(response: Response, whole: str, stamped: Stamp, needs: Sequence[Need]) -> Response:
    front.prove(whole, stamped.tokens, names_of(needs), response.get_data())
    return _validated(response, whole)


def _validated(response: Response, whole: str) -> Response:
    """A signed-out visitor may keep the page and ask whether it is still true."""
    response.set_etag(etag_of(whole))
    response.headers["Cache-Control"] = "no-cache"
    return response
