"""SQLAdmin over SQLAlchemy on Starlette, as its documentation writes it: an authentication backend over signed sessions."""

from __future__ import annotations

import os
import secrets
from typing import Any

from sqladmin import Admin, ModelView
from sqladmin.authentication import AuthenticationBackend
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from starlette.applications import Starlette
from starlette.requests import Request


class Base(DeclarativeBase):
    def __str__(self) -> str:
        return str(self.name)


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


class Backend(AuthenticationBackend):
    async def login(self, request: Request) -> bool:
        form = await request.form()
        known = form["username"] == os.environ["BENCH_USER"] and form["password"] == os.environ["BENCH_PASSWORD"]
        if known:
            request.session["user"] = form["username"]
        return known

    async def logout(self, request: Request) -> bool:
        request.session.clear()
        return True

    async def authenticate(self, request: Request) -> bool:
        return "user" in request.session


class ProductView(ModelView, model=Product):
    page_size = 50
    column_default_sort = "name"
    column_list = (
        *("sku", "name", "price", "stock", "reorder_level", "category", "supplier", "pack"),
        *("published", "discontinued", "summary", "description", "slug"),
    )
    column_sortable_list = ("sku", "name", "price", "stock")
    column_searchable_list = ("sku", "name")
    column_formatters = {"description": lambda product, _name: (product.description or "")[:120]}


engine: Any = create_engine(f"sqlite:///{os.environ['BENCH_DATABASE']}")
app = Starlette()
Admin(app, engine, authentication_backend=Backend(secret_key=secrets.token_hex(32))).add_view(ProductView)
