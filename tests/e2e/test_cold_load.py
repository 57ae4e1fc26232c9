"""A first visit with nothing kept: so many requests and bytes over the wire, held to `tests/budgets/bytes.json`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.bytes import over
from tests.wire import Wire
from webapp.testing import Shop, serving

KIB = 1024


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One of its own: in the one of all tests the desk's first page has whatever rows they made."""
    with serving(tmp_path_factory.mktemp("untouched")) as untouched:
        yield untouched


def cold(page: Page, path: str) -> dict[str, int]:
    wire = Wire(page)
    page.goto(path, wait_until="networkidle")
    return wire.sums()


def test_a_first_visit_keeps_to_its_requests_and_bytes(someone: Callable[..., Page]) -> None:
    wide = {"viewport": {"width": 1280, "height": 720}}
    found = {
        "home": cold(someone(**wide), "/en/"),
        "a story": cold(someone(**wide), "/en/journal/a-pot-that-pours-well"),
        "desk of products": cold(someone("editor", **wide), "/en/desk/products"),
    }
    desk = found["desk of products"]
    assert desk["requests"] <= 8
    assert desk["bytes"] <= 60 * KIB
    assert not over("cold", found), "WRITE_BUDGETS=1 if that is meant"


def test_a_second_page_brings_its_words_only(someone: Callable[..., Page]) -> None:
    page = someone("editor")
    cold(page, "/en/desk/products")
    again = cold(page, "/en/desk/suppliers")
    assert again["requests"] == 1
