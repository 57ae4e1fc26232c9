"""The page of a record with script: each form saves without leaving the page, and stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import IDLE


class RecordPage:
    def __init__(self, page: Page, number: int) -> None:
        self.page = page
        self.number = number
        page.goto(f"/en/desk/products/{number}")

    def control(self, field: str) -> Locator:
        return self.page.locator(f"form[action$='/{field}'] [name=value]")

    def write(self, field: str, text: str, key: str = "Enter") -> None:
        self.control(field).fill(text)
        self.control(field).press(key)
        self.page.locator(IDLE).wait_for(state="attached")


@pytest.fixture
def record(page: Page, sign_in, rows: Callable[..., list[int]]) -> RecordPage:  # type: ignore[no-untyped-def]
    sign_in(page, "editor")
    return RecordPage(page, rows(1)[0])


def test_one_field_after_the_other(record: RecordPage, no_reload) -> None:  # type: ignore[no-untyped-def]
    with no_reload(4):
        record.write("price", "12")
        expect(record.control("price")).to_have_value("12.00")
        expect(record.control("price")).to_be_focused()
        record.write("price", "13")
        expect(record.control("price")).to_have_value("13.00")
        record.write("summary", "In short")
        record.write("description", "One\nTwo", "Control+Enter")
        expect(record.page.locator("#announcer")).to_contain_text("Description")
    record.page.reload()
    expect(record.control("price")).to_have_value("13.00")
    expect(record.control("summary")).to_have_value("In short")
    expect(record.control("description")).to_have_value("One\nTwo")


def test_what_is_refused_after_it_was_saved_keeps_its_focus(record: RecordPage, no_reload) -> None:  # type: ignore[no-untyped-def]
    with no_reload(2):
        record.write("sku", f"REC-{record.number}")
        record.write("sku", "")
        expect(record.page.locator("form[action$='/sku'] [data-error]")).to_be_visible()
        expect(record.control("sku")).to_be_focused()


def test_a_refused_value_keeps_its_text(record: RecordPage, no_reload) -> None:  # type: ignore[no-untyped-def]
    with no_reload(2):
        record.write("price", "dear")
        expect(record.control("price")).to_have_value("dear")
        expect(record.control("price")).to_be_focused()
        # Said by the refusal, or by what is understood of the text, whichever came last.
        why = record.page.locator("form[action$='/price'] p:visible", has_text="This is not a number.")
        expect(why).to_have_count(1)
        record.write("price", "14")
        expect(record.control("price")).to_have_value("14.00")
        expect(record.page.locator("[data-error]")).to_have_count(0)


@pytest.mark.parametrize(("choice", "value"), [("Keep mine", "22.00"), ("Take theirs", "11.00")])
def test_a_conflict(record: RecordPage, someone, no_reload, choice: str, value: str) -> None:  # type: ignore[no-untyped-def]
    other = RecordPage(someone("owner"), record.number)
    other.write("price", "11")
    with no_reload(2):
        record.write("price", "22")
        expect(record.page.locator("form[data-conflict]")).to_contain_text("€11.00")
        record.page.get_by_role("button", name=choice).press("Enter")
        expect(record.control("price")).to_have_value(value)
        expect(record.page.locator("form[data-conflict]")).to_have_count(0)
