"""Categories: their tree, what stands above the list of one, and where it is found in each language."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, bindparam, select
from sqlalchemy.orm import aliased

from webapp.catalogue.models import Category, CategoryListing, CategoryText
from webapp.catalogue.queries.reading import NAMED, STANDING, NoSuchShelf
from webapp.storage.prepared import Prepared

_others = aliased(CategoryListing, name="others")
_CATEGORY_SLUGS = (
    select(_others.locale, _others.slug)
    .join(CategoryListing, CategoryListing.category_id == _others.category_id)
    .where(NAMED)
)


def category_slugs(connection: Connection, locale: str, slug: str) -> dict[str, str]:
    """Locale -> slug of the category that has this slug in one of them."""
    return {row.locale: row.slug for row in connection.execute(_CATEGORY_SLUGS, {"locale": locale, "category": slug})}


_CATEGORY_TWINS = _CATEGORY_SLUGS.where(_others.name_locale == _others.locale)


def category_twins(connection: Connection, locale: str, slug: str) -> dict[str, str]:
    """The same in the languages that it has a name in."""
    return {row.locale: row.slug for row in connection.execute(_CATEGORY_TWINS, {"locale": locale, "category": slug})}


_CATEGORY_ADDRESS = (
    select(CategoryListing.slug)
    .join(Category, STANDING)
    .where(CategoryListing.locale == bindparam("locale"), Category.id == bindparam("id"))
)


def category_address(connection: Connection, locale: str, category_id: int) -> str | None:
    """The slug of a category that is not in the trash."""
    found: str | None = connection.scalar(_CATEGORY_ADDRESS, {"locale": locale, "id": category_id})
    return found


_own_category, _src_category = aliased(CategoryText, name="own"), aliased(CategoryText, name="src")
_TREE = Prepared(
    select(Category.id, Category.parent_id, CategoryListing.name, CategoryListing.name_locale, CategoryListing.slug)
    .join(
        CategoryListing, and_(CategoryListing.category_id == Category.id, CategoryListing.locale == bindparam("locale"))
    )
    .where(Category.trashed_at.is_(None))
    .order_by(Category.position, CategoryListing.name_key, Category.id)
)


def category_tree(connection: Connection, locale: str) -> list[Any]:
    """All categories with their parent, siblings in their order."""
    return _TREE.all(connection, locale=locale)


_CATEGORY_HEAD = (
    select(
        CategoryListing.name,
        CategoryListing.name_locale,
        _own_category.summary,
        _src_category.summary.label("summary_source"),
    )
    .select_from(CategoryListing)
    .join(Category, STANDING)
    .outerjoin(
        _own_category,
        and_(_own_category.category_id == CategoryListing.category_id, _own_category.locale == CategoryListing.locale),
    )
    .outerjoin(
        _src_category,
        and_(_src_category.category_id == CategoryListing.category_id, _src_category.locale == bindparam("source")),
    )
    .where(NAMED)
)


def category_head(connection: Connection, locale: str, source: str, slug: str) -> Any:
    """The name and summary above a category's list; raises `NoSuchShelf`."""
    row = connection.execute(_CATEGORY_HEAD, {"locale": locale, "source": source, "category": slug}).first()
    if row is None:
        raise NoSuchShelf(slug)
    return row
