"""What the page that a comment was written or moderated on shows anew: the thread below a post, or the moderators' pile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import request

from webapp import access
from webapp.access import Right
from webapp.hypermedia.answers import Partial
from webapp.hypermedia.fragments import Placed, collect
from webapp.hypermedia.locales import current
from webapp.hypermedia.templates import href
from webapp.journal.comments.fragments import COUNT, PILE, THREAD, THREADS, WAITING, page_of
from webapp.journal.comments.queries import reading
from webapp.journal.comments.queries.piles import Pile
from webapp.journal.comments.threads import Place, threads
from webapp.journal.models import STATES
from webapp.journal.queries.reading import NoSuchPage
from webapp.storage.transactions import snapshot

LONGEST_Q = 200


def pile_of(args: Mapping[str, str]) -> Pile:
    """The canonical pile of a query; what is not understood is as by default."""
    state = args.get("state", "")
    q = " ".join(args.get("q", "").split())[:LONGEST_Q]
    return Pile(state if state in STATES else Pile().state, q, number_of(args.get("page", "")) or 1)


def number_of(text: str) -> int:
    """A number of a page or record as our own links spell it; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def anew(comment_id: int) -> list[Partial]:
    """The parts that show a comment as it stands now, on the page that the request was sent from."""
    return _pile_parts() if _on_desk() else _thread_parts(comment_id)


def written(comment_id: int) -> list[Partial]:
    """The same for a comment that was just written: the page of the thread that it stands on."""
    return _pile_parts() if _on_desk() else _thread_parts(comment_id, follow=True)


def address_of(post: Any, comment_id: int) -> tuple[int, str]:
    """(page, path) of a comment that is shown, on the page of its post."""
    number = page_of(_threads(post.id), comment_id) or 1
    shown = number if number > 1 else None
    path = href("journal.post", locale=current().code, slug=post.slug, comments=shown)
    return number, f"{path}#comment-{comment_id}"


def on_another_page(number: int) -> bool:
    """Whether the request was sent from another page of the thread."""
    return not _on_desk() and number != _shown_page()


def _on_desk() -> bool:
    return _here()[0][1:] == ["desk", "moderation"]


def _pile_parts() -> list[Partial]:
    locale = current().code
    return _parts({"moderation": PILE(locale, pile_of(_here()[1])), "moderation-count": COUNT(locale)})


def _thread_parts(comment_id: int, follow: bool = False) -> list[Partial]:
    locale, visitor = current().code, access.visitor()
    with snapshot() as connection:
        post_id = reading.post_of(connection, comment_id)
    if post_id is None:
        return []
    found = _threads(post_id)
    last = max(1, -(-len(found) // THREADS))
    page = (follow and page_of(found, comment_id)) or min(_shown_page(), last)
    # Named for the post: an undo may take back what was done to another one than is on the page.
    placed = {f"post-{post_id}-comments": THREAD(locale, post_id, page)}
    if visitor is not None and visitor.may(Right.FIELDS):
        placed[f"post-{post_id}-waiting"] = WAITING(locale, post_id)
    try:
        return _parts(placed)
    except NoSuchPage:  # somebody hid the rest of it at this very moment
        return _parts(placed | {f"post-{post_id}-comments": THREAD(locale, post_id, 1)})


def _threads(post_id: int) -> list[list[Place]]:
    with snapshot() as connection:
        return threads(reading.places(connection, post_id))


def _shown_page() -> int:
    return number_of(_here()[1].get("comments", "")) or 1


def _parts(placed: dict[str, Placed]) -> list[Partial]:
    """The fragments for the elements with these ids."""
    html, _keys = collect(list(placed.values()))
    return [Partial(target, html[one.fragment.name]) for target, one in placed.items()]


def _here() -> tuple[list[str], dict[str, str]]:
    """(path, query) of the page that the request was sent from."""
    try:
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:  # a browser sends none of this kind
        return [], {}
    return parts.path.strip("/").split("/"), {name: values[0] for name, values in parse_qs(parts.query).items()}
