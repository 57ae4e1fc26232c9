"""Forty cells typed at full speed, on a fast and on a slow line, with a refused value among them: nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Desk

CELLS, WRONG = 40, 20


@pytest.mark.parametrize("delay", [0, 250, 600])
def test_forty_cells(desk: Desk, rows: Callable[..., list[int]], latency, no_reload, delay: int) -> None:  # type: ignore[no-untyped-def]
    for n in range(CELLS):
        rows(1, "suppliers", name=f"Fast {delay} {n:02}", phone=f"{n}") if False else rows(
            1, "suppliers", name=f"Fast {delay} {n:02}", city=f"c{n}"
        )
    suppliers = Desk(desk.page, "suppliers").show(f"Fast {delay} ")
    cities = desk.page.locator("tbody [id$='-city']")
    expect(cities).to_have_count(CELLS)
    latency(desk.page, delay)
    cities.first.focus()
    typed = [f"Town {n:02}" for n in range(CELLS)]
    # The name of another town of more than 120 characters is refused.
    typed[WRONG] = "x" * 121
    with no_reload(CELLS):
        for text in typed:
            suppliers.type(text)
            suppliers.press("Enter")
        suppliers.idle()
    assert cities.locator(".value").all_inner_texts() == typed
    wrong = cities.nth(WRONG)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    desk.page.locator("#to-fix").click()
    editor = wrong.locator("form [name=value]")
    expect(editor).to_have_value(typed[WRONG])
    editor.fill("Town 20")
    suppliers.press("Enter")
    suppliers.idle()
    desk.page.reload()
    assert cities.locator(".value").all_inner_texts() == [f"Town {n:02}" for n in range(CELLS)]


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
