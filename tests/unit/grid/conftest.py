"""What stands in the database, and what an answer tells: the eyes of the grid's tests."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import func, select

from tests.unit.conftest import version_seen
from webapp.catalogue.models import Category, CategoryText, Product, ProductText, Supplier
from webapp.storage.acts import Act
from webapp.storage.changes import Change
from webapp.storage.transactions import snapshot

# A loaded machine is no failure.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
MODELS: dict[str, Any] = {"products": Product, "suppliers": Supplier, "categories": Category}
TEXTS: dict[str, Any] = {"products": ProductText, "categories": CategoryText}


class Kept:
    """Reads what is kept, past every view and cache."""

    def id_of(self, sku: str) -> int:
        return self._one(select(Product.id).where(Product.sku == sku))

    def supplier(self, name: str) -> int:
        return self._one(select(Supplier.id).where(Supplier.name == name))

    def version(self, record: int, plural: str = "products", locale: str = "en") -> str:
        """What a page in one language tells its editors."""
        return version_seen(MODELS[plural], record, locale)

    def value(self, record: int, field: str, plural: str = "products", locale: str = "") -> Any:
        if locale:
            texts = TEXTS[plural]
            owner = getattr(texts, f"{MODELS[plural].__noun__}_id")
            return self._one(select(getattr(texts, field)).where(owner == record, texts.locale == locale))
        return self._one(select(getattr(MODELS[plural], field)).where(MODELS[plural].id == record))

    def last(self, plural: str) -> int:
        return self._one(select(func.max(MODELS[plural].id)))

    def acts(self) -> int:
        return self._one(select(func.count()).select_from(Act))

    def changed(self) -> int:
        """How many changes all acts made: an undo that leaves everything as it is notes itself, and changes nothing."""
        return self._one(select(func.count()).select_from(Change))

    def last_act(self) -> Any:
        with snapshot() as connection:
            return connection.execute(select(Act.__table__).order_by(Act.id.desc()).limit(1)).one()

    def changes(self, act: int) -> dict[tuple[str, str | None], tuple[Any, Any]]:
        """(field, locale) -> (old, new)"""
        with snapshot() as connection:
            rows = connection.execute(select(Change.__table__).where(Change.act_id == act)).all()
        return {(row.field, row.locale): (json.loads(row.old), json.loads(row.new)) for row in rows}

    def _one(self, statement: Any) -> Any:
        with snapshot() as connection:
            return connection.scalar(statement)


@dataclass(frozen=True)
class Told:
    """The partials of an answer: target -> (swap, html)."""

    parts: dict[str, tuple[str, str]]

    def __getitem__(self, target: str) -> str:
        return self.parts[target][1]

    def __contains__(self, target: str) -> bool:
        return target in self.parts


def told(response: Any) -> Told:
    found = re.findall(
        r'<hx-partial hx-target="#([^"]+)" hx-swap="([^"]+)">(.*?)</hx-partial>', response.text, re.DOTALL
    )
    return Told({target: (swap, html) for target, swap, html in found})


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def partials() -> Any:
    return told


@pytest.fixture(scope="module")
def app_context(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A language for the sentences of refusals; no database is touched."""
    from webapp import create_app
    from webapp.config import Settings

    app = create_app(Settings.read({"ETALAGE_DATA": str(tmp_path_factory.mktemp("none"))}))
    with app.test_request_context("/en/"):
        yield app
