"""Flask-Admin over Flask-SQLAlchemy, as its documentation writes it for production: Flask-Login, forms with a CSRF token.

Every plain column can be edited in the list. Categories and suppliers cannot: each such cell would load all choices.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, redirect, request
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_admin.form import SecureForm
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash


class Base(DeclarativeBase):
    def __str__(self) -> str:
        return str(self.name)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class Supplier(Base):
    __tablename__ = "supplier"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Category(Base):
    __tablename__ = "category"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Product(Base):
    __tablename__ = "product"
    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    price: Mapped[int]
    stock: Mapped[int]
    reorder_level: Mapped[int]
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))
    pack: Mapped[str | None]
    published: Mapped[bool]
    discontinued: Mapped[bool]
    summary: Mapped[str | None]
    description: Mapped[str | None]
    slug: Mapped[str | None]
    category: Mapped[Category | None] = relationship()
    supplier: Mapped[Supplier | None] = relationship()


class User(Base, UserMixin):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    password: Mapped[str]


def _excerpt(_view: object, _context: object, product: Any, _name: str) -> str:
    return (product.description or "")[:120]


class ProductView(ModelView):
    form_base_class = SecureForm
    page_size = 50
    column_default_sort = "name"
    column_list = (
        *("sku", "name", "price", "stock", "reorder_level", "category", "supplier", "pack"),
        *("published", "discontinued", "summary", "description", "slug"),
    )
    column_sortable_list = ("sku", "name", "price", "stock")
    column_searchable_list = ("sku", "name")
    column_editable_list = (
        *("sku", "name", "price", "stock", "reorder_level", "pack", "published", "discontinued", "summary", "slug"),
    )
    column_formatters = {"description": _excerpt}

    def is_accessible(self) -> bool:
        return bool(current_user.is_authenticated)


app = Flask(__name__)
app.config.update(SECRET_KEY=os.urandom(32), SQLALCHEMY_DATABASE_URI=f"sqlite:///{os.environ['BENCH_DATABASE']}")
db.init_app(app)
login = LoginManager(app)
Admin(app, name="Shop").add_view(ProductView(Product, db, endpoint="product"))

with app.app_context():
    db.create_all()
    password = generate_password_hash(os.environ["BENCH_PASSWORD"])
    db.session.add(User(name=os.environ["BENCH_USER"], password=password))
    db.session.commit()


@login.user_loader
def load_user(key: str) -> User | None:
    return db.session.get(User, int(key))


@app.post("/login")
def sign_in() -> Any:
    user = db.session.scalar(db.select(User).where(User.name == request.form["name"]))
    if user is None or not check_password_hash(user.password, request.form["password"]):
        return "no", 403
    login_user(user)
    return redirect("/admin/product/")
