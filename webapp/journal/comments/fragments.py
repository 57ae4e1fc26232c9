"""The fragments of comments: what each reads, and the scopes that prove it fresh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from webapp.hypermedia.fragments import Fragment
from webapp.hypermedia.locales import settings_timezone
from webapp.hypermedia.templates import href
from webapp.journal.comments.queries import piles, reading
from webapp.journal.comments.queries.piles import BEGINS, PER_PAGE, Pile
from webapp.journal.comments.threads import Place, threads
from webapp.journal.models import STATES
from webapp.journal.queries.reading import NoSuchPage
from webapp.storage import scopes
from webapp.storage.clock import moment_of

THREADS = 50
# Below this a reply is not set in any further.
DEEPEST = 6
# So many of what waits stand on the page of a post; the rest is on the desk.
WAITING_SHOWN = 20


def _thread(connection: Connection, locale: str, post_id: int, page: int) -> Mapping[str, Any]:
    found = threads(reading.places(connection, post_id))
    last = max(1, -(-len(found) // THREADS))
    if page > last:
        raise NoSuchPage(page)
    places = [place for thread in found[(page - 1) * THREADS : page * THREADS] for place in thread]
    return {
        "post_id": post_id,
        "count": sum(place.shown for thread in found for place in thread),
        "places": places,
        "said": reading.said(connection, [place.id for place in places if place.shown]),
        "deepest": DEEPEST,
        "page": page,
        "last": last,
        "zone": settings_timezone(),
    }


def page_of(found: list[list[Place]], comment_id: int) -> int | None:
    """The page of a thread that shows a comment."""
    for number, thread in enumerate(found):
        if any(place.id == comment_id and place.shown for place in thread):
            return number // THREADS + 1
    return None


def _waiting(connection: Connection, locale: str, post_id: int) -> Mapping[str, Any]:
    rows = reading.waiting(connection, post_id, WAITING_SHOWN + 1)
    shown = {"rows": rows[:WAITING_SHOWN], "more": len(rows) > WAITING_SHOWN, "zone": settings_timezone()}
    return shown | {"post_id": post_id}


def pile_url(locale: str, pile: Pile, **changes: Any) -> str:
    """The address of a pile with some things changed; what is as by default is left out."""
    kept = {"state": pile.state, "q": pile.q, "page": pile.page} | changes
    chosen = {name: value for name, value in kept.items() if value != getattr(Pile(), name)}
    base = href("comments.moderation", locale=locale)
    return f"{base}?{urlencode(chosen)}" if chosen else base


def _pile(connection: Connection, locale: str, pile: Pile) -> Mapping[str, Any]:
    counts = piles.pile_counts(connection, pile)
    last = max(1, -(-counts[pile.state] // PER_PAGE))
    # A page that is no more, since its rows were looked at, is the last that there is.
    pile = Pile(pile.state, pile.q, min(pile.page, last))
    return {
        "pile": pile,
        "rows": piles.pile_rows(connection, locale, pile, moment_of(connection)),
        "counts": counts,
        "states": STATES,
        "last": last,
        "begins": BEGINS,
        "url": lambda **changes: pile_url(locale, pile, **changes),
        "zone": settings_timezone(),
    }


def _count(connection: Connection, locale: str) -> Mapping[str, Any]:
    return {"count": piles.waiting_count(connection)}


THREAD = Fragment(
    "journal/comment/thread",
    _thread,
    lambda locale, post_id, page: {scopes.of("post:comment", None, post_id)},
)
WAITING = Fragment(
    "journal/comment/waiting",
    _waiting,
    lambda locale, post_id: {scopes.of("post:comment", None, post_id)},
)
PILE = Fragment(
    "journal/comment/pile",
    _pile,
    lambda locale, pile: {
        scopes.of("comment"),
        scopes.of("post"),
        scopes.due("post"),
        scopes.of("post:name", locale),
        scopes.of("post:address", locale),
    },
)
COUNT = Fragment("journal/comment/count", _count, lambda locale: {scopes.of("comment")})
