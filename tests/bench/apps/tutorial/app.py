"""The list of products as a tutorial would write it: lazy relations, a template, no cache; or with a fragment kept for 60 seconds.

It reads the very rows that ours reads, in the same languages. Nothing in it is slow on purpose: this is what one writes first.
"""

from __future__ import annotations

import os

from flask import Flask, abort, render_template, request
from flask_babel import Babel, format_currency
from flask_caching import Cache
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

LOCALES = ("en", "nl", "de", "fr", "es", "ar")


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
cache = Cache(config={"CACHE_TYPE": os.environ.get("BENCH_CACHE", "NullCache"), "CACHE_NO_NULL_WARNING": True})


class Translated:
    """Has texts in some languages, English among them."""

    def text(self, locale: str) -> object:
        found = {text.locale: text for text in self.texts}
        return found.get(locale) or found["en"]


class Category(Translated, Base):
    __tablename__ = "category"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    position: Mapped[int]
    texts: Mapped[list[CategoryText]] = relationship()
    children: Mapped[list[Category]] = relationship(order_by="Category.position")


class CategoryText(Base):
    __tablename__ = "category_text"
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]


class Product(Translated, Base):
    __tablename__ = "product"
    id: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[int]
    stock: Mapped[int]
    picture: Mapped[str | None]
    published: Mapped[bool]
    discontinued: Mapped[bool]
    texts: Mapped[list[ProductText]] = relationship()


class ProductText(Base):
    __tablename__ = "product_text"
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ['BENCH_DATABASE']}"
db.init_app(app)
cache.init_app(app)
Babel(app, locale_selector=lambda: (request.view_args or {}).get("locale", "en"))
app.add_template_filter(lambda cents: format_currency(cents / 100, "EUR"), "money")


@app.get("/<locale>/products")
def products(locale: str) -> str:
    if locale not in LOCALES:
        abort(404)
    page = request.args.get("page", 1, type=int)

    def listed() -> object:
        named = db.select(Product).join(ProductText).where(Product.published, ProductText.locale == locale)
        return db.paginate(named.order_by(ProductText.name), page=page, per_page=24)

    def tree() -> object:
        return db.session.scalars(db.select(Category).where(Category.parent_id.is_(None)).order_by(Category.position))

    return render_template("products.html", locale=locale, locales=LOCALES, page=page, listed=listed, tree=tree)
