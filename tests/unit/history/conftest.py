"""The grid's eyes, which see what stands in the database, and people who change something."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.conftest import Browser
from tests.unit.grid.conftest import Kept, kept, partials

__all__ = ["edit", "kept", "partials"]


@pytest.fixture
def edit(kept: Kept) -> Callable[..., int]:
    """`edit(browser, value, field, record, plural, locale)`: somebody writes a field; returns the act."""

    def write(
        browser: Browser,
        value: str,
        field: str = "price",
        record: int = 1,
        plural: str = "products",
        locale: str = "en",
    ) -> int:
        version = kept.version(record, plural, locale)
        answer = browser.write(f"/{locale}/{plural}/{record}/{field}", value, version)
        assert answer.status_code == 200, answer.text
        found: int = kept.last_act().id
        return found

    return write
