"""Forty cells typed at full speed, on a fast and on a slow line, with a refused value among them: nothing is lost."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Desk

CELLS, WRONG = 40, 20


@pytest.fixture(scope="module")
def word() -> str:
    return uuid.uuid4().hex[:8]


@pytest.mark.parametrize("delay", [0, 250, 600])
def test_forty_cells(desk: Desk, rows: Callable[..., list[int]], latency, no_reload, word: str, delay: int) -> None:  # type: ignore[no-untyped-def]
    prices = desk.page.locator("tbody [id$='-price']")
    if desk.show(word).page.locator("tbody tr").count() == 0:
        rows(CELLS, name=f"Fast {word}")
        desk.show(word)
    expect(prices).to_have_count(CELLS)
    latency(desk.page, delay)
    prices.first.focus()
    typed = [f"{1 + n + delay}.50" for n in range(CELLS)]
    typed[WRONG] = "dear"
    with no_reload(CELLS):
        for text in typed:
            desk.type(text)
            desk.press("Enter")
        desk.idle()
    shown = [f"€{text}" for text in typed]
    shown[WRONG] = "dear"
    assert prices.locator(".value").all_inner_texts() == shown
    wrong = prices.nth(WRONG)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    desk.page.locator("#to-fix").click()
    expect(wrong.locator("form [name=value]")).to_have_value("dear")
    desk.press("Control+a")
    desk.type("99.50")
    desk.press("Enter")
    desk.idle()
    shown[WRONG] = "€99.50"
    desk.page.reload()
    assert prices.locator(".value").all_inner_texts() == shown


def test_a_row_from_left_to_right(desk: Desk, rows: Callable[..., list[int]], latency) -> None:  # type: ignore[no-untyped-def]
    """One row, so one write after the other: eight cells by Tab while nothing has been answered yet."""
    number = rows(1, "suppliers", name="Fast row")[0]
    suppliers = Desk(desk.page, "suppliers").show("Fast row")
    latency(desk.page, 150)
    suppliers.go_to(number, "contact")
    fields = ["contact", "email", "phone", "address", "city", "region", "postal_code", "country"]
    for field in fields:
        suppliers.type(f"my {field}")
        suppliers.press("Tab")
    assert suppliers.focused() == f"supplier-{number}-website"
    suppliers.idle()
    for field in fields:
        expect(suppliers.cell(number, field)).to_have_text(f"my {field}")
    desk.page.reload()
    for field in fields:
        expect(suppliers.cell(number, field)).to_have_text(f"my {field}")
