"""The nouns of the catalogue: suppliers, a tree of categories, products, and their texts per language."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from webapp.extensions import Base
from webapp.prose.addresses import Addressed
from webapp.storage.listings import Listing
from webapp.storage.records import Record, Text
from webapp.storage.scopes import Scope
from webapp.storage.tallies import STANDING, Tally

ON_SHELF = "published AND trashed_at IS NULL"
ON_SHELF_SQLITE = "published = 1 AND trashed_at IS NULL"
FALLEN = "name_locale <> locale"


def _filled(column: str) -> str:
    return f"length(trim({column})) > 0"


class Supplier(Record, Base):
    """Who delivers products."""

    __noun__ = "supplier"
    __tablename__ = "supplier"
    __scopes__ = (Scope("supplier", record="id"),)
    # Serves the lists that are sorted by name, the typeahead, and an import that looks one up.
    name: Mapped[str] = mapped_column(String(200), unique=True)
    contact: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(60))
    address: Mapped[str | None] = mapped_column(String(300))
    city: Mapped[str | None] = mapped_column(String(120))
    region: Mapped[str | None] = mapped_column(String(120))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(120))
    website: Mapped[str | None] = mapped_column(String(300))
    __table_args__ = (CheckConstraint(_filled("name"), name="name_filled"),)


class _CatalogueText(Text):
    """What a product or category says in one language. Whatever is empty falls back to the source language."""

    locale: Mapped[str] = mapped_column(String(16), ForeignKey("locale.code"), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(200))
    slug: Mapped[str | None] = mapped_column(String(200))
    summary: Mapped[str | None] = mapped_column(String(500))
    description: Mapped[str | None]


class Category(Addressed, Base):
    """A place in the tree that products are found under."""

    __noun__ = "category"
    __tablename__ = "category"
    __scopes__ = (Scope("category", record="id"),)
    __needs__ = ("parent_id",)
    # Serves the walk down the tree.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    texts: Mapped[dict[str, CategoryText]] = relationship(
        back_populates="category", collection_class=attribute_keyed_dict("locale"), cascade="all, delete-orphan"
    )
    __table_args__ = (CheckConstraint("parent_id <> id", name="not_its_own_parent"),)

    def move(self, parent_id: int | None) -> None:
        """Put it under another one; raises `ValueError` where that is itself or below it, since a tree has no circles."""
        session = self.session()
        # Two moves at once could close a circle between them; SQLite lets only one write anyway.
        session.execute(select(Category.id).order_by(Category.id).with_for_update())
        above, passed = parent_id, set[int]()
        while above is not None and above not in passed:
            if above == self.id:
                raise ValueError("circle")
            passed.add(above)
            above = session.scalar(select(Category.parent_id).where(Category.id == above))
        self.parent_id = parent_id


class CategoryText(_CatalogueText, Base):
    __tablename__ = "category_text"
    __owner__ = "category"
    __scopes__ = (Scope("category", record="category_id", locale="locale"),)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), primary_key=True)
    category: Mapped[Category] = relationship(back_populates="texts")
    __table_args__ = (UniqueConstraint("slug", "locale"), CheckConstraint(_filled("name"), name="name_filled"))


class Product(Addressed, Base):
    """Something that the shop sells. `price` is in minor units of the shop's currency."""

    __noun__ = "product"
    __tablename__ = "product"
    __scopes__ = (Scope("product", record="id"),)
    __needs__ = ("supplier_id", "category_id")
    __tallies__ = (
        STANDING,
        Tally("stock", "stock", "trashed_at IS NULL"),
        Tally("value", "CAST(price AS BIGINT) * stock", "trashed_at IS NULL"),
        Tally("low", where="stock <= reorder_level AND trashed_at IS NULL"),
        Tally("on-shelf", where=ON_SHELF),
        Tally("on-shelf-of", where=ON_SHELF, by="category_id"),
    )
    sku: Mapped[str] = mapped_column(String(64), unique=True)
    price: Mapped[int] = mapped_column(default=0)
    stock: Mapped[int] = mapped_column(default=0)
    reorder_level: Mapped[int] = mapped_column(default=0)
    pack: Mapped[str | None] = mapped_column(String(200))
    published: Mapped[bool] = mapped_column(default=False)
    discontinued: Mapped[bool] = mapped_column(default=False)
    picture: Mapped[str | None] = mapped_column(String(100))
    # Both serve the count of what refers to a record before it goes to the trash; category also the shop's shelves.
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    texts: Mapped[dict[str, ProductText]] = relationship(
        back_populates="product", collection_class=attribute_keyed_dict("locale"), cascade="all, delete-orphan"
    )
    __table_args__ = (
        CheckConstraint(_filled("sku"), name="sku_filled"),
        CheckConstraint("price >= 0", name="price_not_negative"),
        CheckConstraint("reorder_level >= 0", name="reorder_level_not_negative"),
        # The public list sorted by price, and the count of what is on the shelf.
        Index(
            "ix_product_shelf_price", "price", "id", postgresql_where=text(ON_SHELF), sqlite_where=text(ON_SHELF_SQLITE)
        ),
        # The desk sorted by price and by stock.
        Index("ix_product_price", "price", "id"),
        Index("ix_product_stock", "stock", "id"),
    )

    def reprice(self, amount: int) -> None:
        """Set the price in minor units; the database refuses a negative one too."""
        if amount < 0:
            raise ValueError("negative")
        self.price = amount


class ProductText(_CatalogueText, Base):
    __tablename__ = "product_text"
    __owner__ = "product"
    __searched__ = ("name", "summary", "description")
    __scopes__ = (Scope("product", record="product_id", locale="locale"),)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    product: Mapped[Product] = relationship(back_populates="texts")
    __table_args__ = (UniqueConstraint("slug", "locale"), CheckConstraint(_filled("name"), name="name_filled"))


class ProductListing(Listing, Base):
    __tablename__ = "product_listing"
    __listed__ = ("product_text", "product", "product_id", "name")
    __scopes__ = (
        Scope("product", record="product_id", locale="locale"),
        Scope("product:address", record="product_id", locale="locale", columns=("slug", "name_locale")),
    )
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), primary_key=True)
    __table_args__ = (
        # Lists sorted by name, and the search among names.
        Index("ix_product_listing_name", "locale", "name_key", "product_id"),
        # The page of a product by its address.
        Index("ix_product_listing_slug", "locale", "slug"),
        # The search, which finds what is not translated by the words that stand in for it.
        Index(
            "ix_product_listing_fallen",
            "locale",
            "name_locale",
            "product_id",
            postgresql_where=text(FALLEN),
            sqlite_where=text(FALLEN),
        ),
    )


class CategoryListing(Listing, Base):
    __tablename__ = "category_listing"
    __listed__ = ("category_text", "category", "category_id", "name")
    __scopes__ = (
        Scope("category", record="category_id", locale="locale"),
        Scope("category:address", record="category_id", locale="locale", columns=("slug", "name_locale")),
    )
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), primary_key=True)
    __table_args__ = (
        Index("ix_category_listing_name", "locale", "name_key", "category_id"),
        Index("ix_category_listing_slug", "locale", "slug"),
    )


# The search, which finds a product by the beginning of its SKU.
Index("ix_product_sku_key", func.lower(Product.sku).label("sku_key"), postgresql_ops={"sku_key": "text_pattern_ops"})
Product.__texts__ = ProductText
Category.__texts__ = CategoryText
