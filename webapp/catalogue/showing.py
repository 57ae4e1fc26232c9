"""What the public is shown of the catalogue, for the sitemap and for whoever lost their way."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from webapp.catalogue.heads import category_url, product_url
from webapp.catalogue.models import Category, Product
from webapp.catalogue.queries.reading import ON_SHELF
from webapp.hypermedia.locales import languages
from webapp.hypermedia.sections import Entry, Section
from webapp.hypermedia.showing import Shown
from webapp.hypermedia.templates import href

PRODUCTS = Shown("products", Product, ON_SHELF, product_url)
CATEGORIES = Shown("categories", Category, Category.trashed_at.is_(None), category_url)


def _catalogue(_connection: Connection, _ids: range) -> Iterator[Entry]:
    yield Entry({spoken.code: href("catalogue.products", locale=spoken.code) for spoken in languages()})


CATALOGUE = Section("catalogue", set, _catalogue)
