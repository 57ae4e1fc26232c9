"""The page of the search, and what it finds while somebody types."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from webapp import access
from webapp.freshness.front import at_the_front
from webapp.hypermedia.locales import current
from webapp.hypermedia.pages import page
from webapp.search.fragments import LANGUAGES, RESULTS, NoSuchPage
from webapp.search.seeking import PRODUCTS, STORIES, Search

blueprint = Blueprint("search", __name__)


@blueprint.get("/<locale>/search")
@access.open_to_all
@at_the_front()
def search() -> Response:
    locale, asked = current().code, _asked()
    results = RESULTS(locale, asked)
    try:
        return page("search/search.html", results, LANGUAGES(locale, asked), swapped=results, search=asked)
    except NoSuchPage:
        abort(404)


def _asked() -> Search:
    """What the query asks for; a group or page that there is not is 404."""
    group, number = request.args.get("in", PRODUCTS), request.args.get("page", "1")
    if group not in (PRODUCTS, STORIES):
        abort(404)
    if not (number.isascii() and number.isdecimal() and len(number) < 7 and int(number) > 0):
        abort(404)
    return Search.read(request.args.get("q", ""), group, int(number))
