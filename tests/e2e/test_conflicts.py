"""Two people at one record: nobody's work is lost, and nobody is asked without need."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk


@pytest.fixture
def pair(
    someone: Callable[..., Page], rows: Callable[..., list[int]], request: pytest.FixtureRequest
) -> tuple[Desk, Desk, int]:
    """Two desks that show the same product as it is now, an editor's and the owner's."""
    word = request.node.name.split("[")[0][:60]
    number = rows(1, name=f"Contested {word}")[0]
    return Desk(someone("editor")).show(word), Desk(someone("owner")).show(word), number


def contest(pair: tuple[Desk, Desk, int], field: str = "price", first: str = "11", second: str = "22") -> None:
    """Both write the same cell; the second one is asked."""
    one, other, number = pair
    for desk, value in ((one, first), (other, second)):
        desk.go_to(number, field)
        desk.type(value)
        desk.press("Control+Enter")
        desk.idle()


def shown_to(desk: Desk, number: int) -> dict[str, str]:
    form = desk.cell(number, "price").locator("form[data-conflict]")
    return {name: form.locator(f".{name} dd").inner_text() for name in ("mine", "theirs", "original")}


def test_both_values_are_shown_and_focus_is_on_the_choice(pair: tuple[Desk, Desk, int]) -> None:
    contest(pair)
    _one, desk, number = pair
    assert shown_to(desk, number) == {"mine": "22", "theirs": "€11.00", "original": "€10.00"}
    assert desk.page.evaluate("document.activeElement.dataset.choose") == "mine"
    expect(desk.cell(number, "price")).to_contain_text("Edith Editor")
    expect(desk.cell(number, "price")).to_have_attribute("aria-invalid", "true")
    expect(desk.page.locator("#alarm")).to_contain_text("Edith Editor")


@pytest.mark.parametrize(("key", "value"), [("1", "€22.00"), ("2", "€11.00")])
def test_mine_or_theirs(pair: tuple[Desk, Desk, int], no_reload, key: str, value: str) -> None:  # type: ignore[no-untyped-def]
    one, desk, number = pair
    contest(pair)
    with no_reload(int(key == "1"), on=desk.page):
        desk.press(key)
        desk.idle()
        expect(desk.cell(number, "price")).to_have_text(value)
    expect(desk.cell(number, "price")).to_be_focused()
    expect(desk.cell(number, "price").locator("form")).to_have_count(0)
    one.page.reload()
    expect(one.cell(number, "price")).to_have_text(value)


def test_edit_mine(pair: tuple[Desk, Desk, int], no_reload) -> None:  # type: ignore[no-untyped-def]
    _one, desk, number = pair
    contest(pair)
    with no_reload(on=desk.page):
        desk.press("3")
        expect(desk.editor(number, "price")).to_be_focused()
        expect(desk.editor(number, "price")).to_have_value("22")
        desk.press("End")
        desk.type(".50")
        desk.press("Enter")
        desk.idle()
    expect(desk.cell(number, "price")).to_have_text("€22.50")


def test_escape_loses_nothing(pair: tuple[Desk, Desk, int]) -> None:
    _one, desk, number = pair
    contest(pair)
    desk.press("Escape")
    expect(desk.editor(number, "price")).to_be_focused()
    expect(desk.editor(number, "price")).to_have_value("22")
    desk.press("Escape")
    expect(desk.cell(number, "price")).to_be_focused()
    expect(desk.cell(number, "price")).to_have_text("€11.00")


def test_the_buttons_choose_too(pair: tuple[Desk, Desk, int]) -> None:
    _one, desk, number = pair
    contest(pair)
    desk.page.get_by_role("button", name="Take theirs").click()
    expect(desk.cell(number, "price")).to_have_text("€11.00")
    expect(desk.cell(number, "price")).to_be_focused()


def test_a_choice_waits_for_whoever_has_gone_on(pair: tuple[Desk, Desk, int], latency) -> None:  # type: ignore[no-untyped-def]
    one, desk, number = pair
    one.go_to(number, "price")
    one.type("11")
    one.press("Enter")
    one.idle()
    latency(desk.page, 200)
    desk.go_to(number, "price")
    desk.type("22")
    desk.press("Tab")
    desk.type("8")
    desk.press("Control+Enter")
    desk.idle()
    expect(desk.cell(number, "stock")).to_have_text("8")
    expect(desk.cell(number, "stock")).to_be_focused()
    expect(desk.cell(number, "price")).to_have_attribute("aria-invalid", "true")
    desk.press("ArrowLeft", "Enter")
    assert shown_to(desk, number)["theirs"] == "€11.00"
    desk.press("1")
    desk.idle()
    expect(desk.cell(number, "price")).to_have_text("€22.00")


def test_two_cells_of_one_row_are_both_kept(pair: tuple[Desk, Desk, int]) -> None:
    one, other, number = pair
    for desk, field, value in ((one, "price", "11"), (other, "stock", "6")):
        desk.go_to(number, field)
        desk.type(value)
        desk.press("Control+Enter")
        desk.idle()
    for desk in (one, other):
        expect(desk.page.locator("form.editor:not([hidden])")).to_have_count(0)
        desk.page.reload()
        expect(desk.cell(number, "price")).to_have_text("€11.00")
        expect(desk.cell(number, "stock")).to_have_text("6")


def test_what_came_into_an_open_editor_unseen_is_not_overwritten(pair: tuple[Desk, Desk, int], latency) -> None:  # type: ignore[no-untyped-def]
    """The price is being edited when the answer for the stock brings somebody else's price into the row."""
    one, desk, number = pair
    one.go_to(number, "price")
    one.type("11")
    one.press("Enter")
    one.idle()
    latency(desk.page, 200)
    desk.go_to(number, "stock")
    desk.type("7")
    desk.press("Shift+Tab", "F2")
    desk.idle()
    expect(desk.editor(number, "price")).to_have_value("10.00")
    desk.press("Control+a")
    desk.type("22")
    desk.press("Enter")
    desk.idle()
    expect(desk.cell(number, "price").locator("form[data-conflict]")).to_be_visible()
    desk.press("2")
    expect(desk.cell(number, "price")).to_have_text("€11.00")


class TestInTheTrash:
    @pytest.fixture
    def gone(self, pair: tuple[Desk, Desk, int]) -> tuple[Desk, int]:
        """A desk whose owner has written into a row that went to the trash meanwhile."""
        one, desk, number = pair
        desk.go_to(number, "price")
        one.go_to(number, "price")
        one.press("Control+Delete")
        expect(one.row(number)).to_have_count(0)
        one.idle()
        desk.type("33")
        desk.press("Control+Enter")
        expect(desk.cell(number, "price").locator("form[data-gone]")).to_be_visible()
        desk.idle()
        return desk, number

    def test_restored_with_my_change(self, gone: tuple[Desk, int], no_reload) -> None:  # type: ignore[no-untyped-def]
        desk, number = gone
        assert desk.page.evaluate("document.activeElement.dataset.choose") == "restore"
        with no_reload(2, on=desk.page):
            desk.press("1")
            expect(desk.cell(number, "price")).to_have_text("€33.00")
            desk.idle()
        expect(desk.cell(number, "price")).to_be_focused()
        desk.page.reload()
        expect(desk.cell(number, "price")).to_have_text("€33.00")

    def test_discarded(self, gone: tuple[Desk, int]) -> None:
        desk, number = gone
        desk.press("2")
        expect(desk.row(number)).to_have_count(0)
        assert desk.page.evaluate("document.activeElement.matches('[role=gridcell], [role=columnheader]')")
