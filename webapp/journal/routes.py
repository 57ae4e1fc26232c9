"""The journal as visitors read it: home, lists, a story; and for staff a story that is not out yet."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, request

from webapp import access
from webapp.access import Right
from webapp.catalogue.fragments import FOCUS
from webapp.freshness.front import at_the_front
from webapp.grid.editing import page_editors
from webapp.hypermedia.answers import moved
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import document, page
from webapp.journal.comments.fragments import THREAD, WAITING
from webapp.journal.contents_heads import CONTENTS_HEAD
from webapp.journal.feeds import ATOM, FEED
from webapp.journal.fragments import BODY, ELSEWHERE, LIST, NEIGHBOURS, POST_LANGUAGES, YEARS
from webapp.journal.heads import POST_HEAD, post_url
from webapp.journal.queries import posts
from webapp.journal.queries.contents import Contents
from webapp.journal.queries.reading import NoSuchPage
from webapp.storage.addresses import record_once_at
from webapp.storage.transactions import snapshot

blueprint = Blueprint("journal", __name__)


@blueprint.get("/")
@access.public
def front() -> Response:
    response = make_response(redirect(f"/{current().code}/", 302))
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get("/<locale>/")
@access.open_to_all
@at_the_front("page")
def home() -> Response:
    locale, contents = current().code, Contents("home", _page())
    listed = LIST(locale, contents)
    try:
        placed = (listed, FOCUS(locale), YEARS(locale, 0), CONTENTS_HEAD(locale, contents))
        return page("journal/home.html", *placed, swapped=listed)
    except NoSuchPage:
        abort(404)


@blueprint.get("/<locale>/journal")
@access.open_to_all
@at_the_front("page")
def journal() -> Response:
    return _contents(Contents(page=_page()))


@blueprint.get("/<locale>/journal/archive/<int(min=1000,max=9998):year>")
@access.open_to_all
@at_the_front("page")
def year(year: int) -> Response:
    return _contents(Contents(page=_page(), year=year))


@blueprint.get("/<locale>/journal/authors/<slug>")
@access.open_to_all
@at_the_front("page")
def author(slug: str) -> Response:
    return _contents(Contents(page=_page(), author=slug))


def _contents(contents: Contents) -> Response:
    locale = current().code
    listed = LIST(locale, contents)
    try:
        placed = (listed, YEARS(locale, contents.year), CONTENTS_HEAD(locale, contents))
        return page("journal/contents.html", *placed, swapped=listed)
    except NoSuchPage:
        abort(404)


@blueprint.get("/<locale>/journal/<slug>")
@access.open_to_all
@at_the_front("comments")
def post(slug: str) -> Response:
    locale = current().code
    with snapshot() as connection:
        found = posts.post_by_slug(connection, locale, slug)
        once = None if found else record_once_at(connection, "post", locale, slug)
        now_at = posts.post_address(connection, locale, once) if once else None
    if now_at is not None:
        return moved(post_url(locale, now_at))
    if found is None:
        abort(404)
    if found.name_locale != locale:
        placed = (ELSEWHERE(locale, found.id), POST_LANGUAGES(locale, found.id), POST_HEAD(locale, found.id))
        return page("journal/elsewhere.html", *placed)
    return _story(found.id, comments=_page("comments"))


@blueprint.get("/<locale>/feed.xml")
@access.public
@at_the_front()
def feed() -> Response:
    return document(FEED(current().code), ATOM)


@blueprint.get("/<locale>/journal/preview/<int:post_id>")
@access.needs(Right.LOOK)
def preview(post_id: int) -> Response:
    """A post as its readers will see it, whether it is out or not."""
    with snapshot() as connection:
        if posts.post_body(connection, current().code, current().code, post_id) is None:
            abort(404)
    return _story(post_id, preview=True)


def _story(post_id: int, preview: bool = False, comments: int = 0) -> Response:
    """A post with a page of its comments; with none of them where nobody can comment."""
    locale, visitor = current().code, access.visitor()
    placed = (BODY(locale, post_id), POST_LANGUAGES(locale, post_id), NEIGHBOURS(locale, post_id))
    said = (THREAD(locale, post_id, comments),) if comments else ()
    moderates = bool(said) and visitor is not None and visitor.may(Right.FIELDS)
    waiting = (WAITING(locale, post_id),) if moderates else ()
    context = {"commented": bool(said), "moderates": moderates, "editors": page_editors("posts", visitor)}
    try:
        head = POST_HEAD(locale, post_id, preview)
        return page("journal/post.html", head, *placed, *said, *waiting, swapped=said[0] if said else None, **context)
    except NoSuchPage:
        abort(404)


def _page(name: str = "page") -> int:
    """The page that the query asks for; what is no number of a page is 404."""
    number = request.args.get(name, "1")
    if not (number.isascii() and number.isdecimal() and len(number) < 7 and int(number) > 0):
        abort(404)
    return int(number)
