"""The home page as a tutorial would write it: lazy relations, a template, no cache; and with a fragment kept for 60 seconds.

It reads the very rows that ours reads. Nothing in it is slow on purpose: this is what one writes first.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

from flask import Flask, abort, render_template, request
from flask_babel import Babel, format_currency, format_date
from flask_caching import Cache
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

LOCALES = ("en", "nl", "de", "fr", "es", "ar")


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
cache = Cache(config={"CACHE_TYPE": os.environ.get("BENCH_CACHE", "NullCache"), "CACHE_DEFAULT_TIMEOUT": 60})


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]


class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    cover: Mapped[str | None]
    published: Mapped[bool]
    published_at: Mapped[datetime]
    author: Mapped[Author] = relationship()
    texts: Mapped[list[PostText]] = relationship()
    comments: Mapped[list[Comment]] = relationship()

    def text(self, locale: str) -> PostText | None:
        return next((text for text in self.texts if text.locale == locale), None)


class PostText(Base):
    __tablename__ = "post_text"
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    slug: Mapped[str]
    summary: Mapped[str | None]
    body: Mapped[str | None]


class Comment(Base):
    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    state: Mapped[str]


class Product(Base):
    __tablename__ = "product"
    id: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[int]
    picture: Mapped[str | None]
    published: Mapped[bool]
    texts: Mapped[list[ProductText]] = relationship()

    def text(self, locale: str) -> ProductText:
        found = {text.locale: text for text in self.texts}
        return found.get(locale) or found["en"]


class ProductText(Base):
    __tablename__ = "product_text"
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["BENCH_DATABASE"]
db.init_app(app)
cache.init_app(app)
Babel(app, locale_selector=lambda: (request.view_args or {}).get("locale", "en"))
app.add_template_filter(lambda moment: format_date(moment, "long"), "day")
app.add_template_filter(lambda cents: format_currency(cents / 100, "EUR"), "money")


@app.get("/<locale>/")
def home(locale: str) -> str:
    if locale not in LOCALES:
        abort(404)
    page = request.args.get("page", 1, type=int)

    def posts() -> object:
        out = Post.published.is_(True) & (Post.published_at <= datetime.now(UTC).replace(tzinfo=None))
        told = db.select(Post).where(out, Post.texts.any(locale=locale)).order_by(Post.published_at.desc())
        return db.paginate(told, page=page, per_page=10)

    def products() -> object:
        return db.session.scalars(db.select(Product).where(Product.published).order_by(Product.id.desc()).limit(6))

    return render_template("tutorial.html", locale=locale, locales=LOCALES, page=page, posts=posts, products=products)
