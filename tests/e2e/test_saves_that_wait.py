"""Saves that do not come through at once: the network is gone, the shop is slow, busy, dead, or asks who one is.

Whatever happens, what was typed stays in its cell, is sent by itself, in order, and is written once.
"""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Complaints, Desk
from webapp.testing import Shop

BUSY = "aria-busy"


@pytest.fixture(autouse=True)
def failing(complaints: Complaints) -> None:
    for text in ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "htmx: htmx:error"):
        complaints.allow(text)
    complaints.allow("status of 502")


@pytest.fixture
def three(desk: Desk, rows: Callable[..., list[int]], request: pytest.FixtureRequest) -> list[int]:
    word = request.node.name.split("[")[0][:60]
    made = rows(3, name=f"Waiting {word}")
    desk.show(word)
    return made


@pytest.fixture
def clock(desk: Desk) -> Callable[[int], None]:
    """`clock(milliseconds)`: so much time goes by for the page."""
    desk.page.clock.install()
    return desk.page.clock.fast_forward


def waiting(desk: Desk) -> Locator:
    return desk.page.locator("#waiting")


def stored(desk: Desk, numbers: list[int]) -> list[str]:
    desk.page.reload()
    return [desk.cell(number, "price").inner_text() for number in numbers]


def enter(desk: Desk, *texts: str) -> None:
    for text in texts:
        desk.type(text)
        desk.press("Enter")


def lose(route: Route) -> None:
    """The write arrives, its answer does not."""
    route.fetch()
    route.abort()


def undoable(desk: Desk, number: int) -> None:
    """It was written once: one undo brings back what stood there before."""
    desk.go_to(number, "price")
    desk.press("Control+z")
    desk.idle()
    expect(desk.cell(number, "price")).to_have_text("€10.00")


def test_without_a_network(desk: Desk, three: list[int], no_reload, complaints: Complaints) -> None:  # type: ignore[no-untyped-def]
    """Typing goes on in other cells, and all of it is sent when the network is back."""
    desk.go_to(three[0], "price")
    with no_reload(3):
        desk.page.context.set_offline(True)
        enter(desk, "11", "12")
        desk.type("13")
        expect(waiting(desk).get_by_role("status")).to_have_text("No connection. Kept here and sent by itself later: 2")
        expect(desk.cell(three[0], "price")).to_have_text("11")
        expect(desk.cell(three[0], "price")).to_have_attribute(BUSY, "true")
        expect(desk.editor(three[2], "price")).to_have_value("13")
        desk.page.context.set_offline(False)
        expect(desk.cell(three[0], "price")).to_have_text("€11.00")
        expect(waiting(desk).get_by_role("status")).to_be_empty()
        expect(desk.editor(three[2], "price")).to_be_focused()
        desk.press("Enter")
        desk.idle()
    assert stored(desk, three) == ["€11.00", "€12.00", "€13.00"]


def test_closing_the_tab_warns_of_what_is_not_sent(desk: Desk, three: list[int]) -> None:
    desk.go_to(three[0], "price")
    desk.page.context.set_offline(True)
    enter(desk, "11")
    expect(waiting(desk).get_by_role("button")).to_be_visible()
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.page.close(run_before_unload=True)
    desk.page.wait_for_timeout(50) if asked else desk.page.wait_for_event("dialog")
    assert asked == ["beforeunload"]
    desk.page.context.set_offline(False)
    expect(desk.cell(three[0], "price")).to_have_text("€11.00")


def test_somebody_else_was_quicker_while_the_network_was_gone(
    desk: Desk,
    three: list[int],
    someone: Callable[..., Page],
) -> None:
    """What was typed without a network is sent with the version that its author saw, so that it overwrites nothing."""
    other = Desk(someone("owner")).show(desk.page.url.partition("q=")[2])
    desk.go_to(three[0], "price")
    desk.page.context.set_offline(True)
    desk.type("11")
    desk.press("Control+Enter")
    other.go_to(three[0], "price")
    other.type("22")
    other.press("Control+Enter")
    other.idle()
    desk.page.context.set_offline(False)
    conflict = desk.cell(three[0], "price").locator("form[data-conflict]")
    expect(conflict).to_be_visible()
    expect(conflict.locator(".theirs dd")).to_have_text("€22.00")
    desk.press("1")
    desk.idle()
    assert stored(desk, three[:1]) == ["€11.00"]


def test_the_answer_was_lost(desk: Desk, three: list[int], no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.page.route("**/price", lose, times=1)
    desk.go_to(three[0], "price")
    with no_reload(2):
        enter(desk, "17", "18")
        desk.idle()
        expect(desk.cell(three[0], "price")).to_have_text("€17.00")
        expect(desk.cell(three[1], "price")).to_have_text("€18.00")
    desk.press("Control+z")
    desk.idle()
    undoable(desk, three[0])


@pytest.mark.parametrize("by_note", [False, True])
def test_the_answer_to_an_undo_was_lost(desk: Desk, three: list[int], no_reload, by_note: bool) -> None:  # type: ignore[no-untyped-def]
    """It is asked for again and is one step, as is each one after it."""
    desk.go_to(three[0], "price")
    for text in ("11", "12", "13"):
        desk.type(text)
        desk.press("Control+Enter")
        desk.idle()
    with no_reload(4):
        for verb, keys, price in (("undo", "Control+z", "€12.00"), ("redo", "Control+y", "€13.00")):
            desk.page.route(f"**/{verb}", lose, times=1)
            if by_note:
                desk.note().get_by_role("button", name=verb.title()).focus()
                desk.press("Enter")
            else:
                desk.press(keys)
            desk.idle()
            expect(desk.cell(three[0], "price")).to_have_text(price)
    desk.go_to(three[0], "price")
    desk.press("Control+z")
    desk.idle()
    expect(desk.cell(three[0], "price")).to_have_text("€12.00")


def test_a_block_that_waits_keeps_its_mark_until_it_is_answered(
    desk: Desk,
    three: list[int],
    no_reload,  # type: ignore[no-untyped-def]
) -> None:
    desk.page.route("**/cells", lambda route: route.fulfill(status=503, headers={"Retry-After": "600"}), times=1)
    desk.go_to(three[0], "stock")
    cells = [desk.cell(number, "stock") for number in three]
    with no_reload(2):
        desk.press("Shift+ArrowDown", "Shift+ArrowDown")
        desk.type("77")
        desk.press("Control+Enter")
        expect(waiting(desk).get_by_role("status")).to_contain_text("The shop is busy.")
        for cell in cells:
            expect(cell).to_have_attribute(BUSY, "true")
        desk.page.route("**/cells", lose, times=1)
        waiting(desk).get_by_role("button").click()
        expect(waiting(desk).get_by_role("status")).to_contain_text("No connection.")
        for cell in cells:
            expect(cell).to_have_attribute(BUSY, "true")
        desk.idle()
        for cell in cells:
            expect(cell).to_have_text("77")
            expect(cell).not_to_have_attribute(BUSY, "true")
    desk.go_to(three[0], "stock")
    desk.press("Control+z")
    desk.idle()
    for cell in cells:
        expect(cell).not_to_have_text("77")


@pytest.mark.parametrize("status", [502, 503])
def test_a_busy_shop_is_asked_again_when_it_says(
    desk: Desk,
    three: list[int],
    clock: Callable[[int], None],
    status: int,
) -> None:
    answer = {"status": status, "body": "<h1>Bad</h1>", "headers": {"Retry-After": "7"}}
    sent: list[str] = []
    desk.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    desk.page.route("**/price", lambda route: route.fulfill(**answer), times=1)
    desk.go_to(three[0], "price")
    enter(desk, "18")
    expect(waiting(desk).get_by_role("status")).to_contain_text("The shop is busy.")
    expect(desk.page.locator("h1")).to_have_count(1)
    desk.press("ArrowDown")
    enter(desk, "19")
    clock(6_000)
    assert len(sent) == 1
    clock(1_500)
    desk.idle()
    assert stored(desk, [three[0], three[2]]) == ["€18.00", "€19.00"]


def test_a_slow_save_says_so_and_can_be_tried_again(
    desk: Desk,
    three: list[int],
    clock: Callable[[int], None],
) -> None:
    desk.page.route("**/price", lambda _route: None, times=1)
    cell = desk.go_to(three[0], "price")
    box = cell.bounding_box()
    desk.type("31")
    desk.press("Control+Enter")
    expect(cell).to_have_attribute(BUSY, "true")
    clock(2_000)
    expect(waiting(desk).get_by_role("status")).to_be_empty()
    clock(1_200)
    expect(waiting(desk).get_by_role("status")).to_have_text("Saving takes longer than usual.")
    expect(waiting(desk).get_by_role("button")).to_be_hidden()
    clock(7_000)
    expect(waiting(desk).get_by_role("button", name="Try now")).to_be_visible()
    assert cell.bounding_box() == box
    desk.press("Enter")
    desk.idle()
    expect(cell).to_have_text("€31.00")
    undoable(desk, three[0])


def test_the_button_tries_again_at_once(desk: Desk, three: list[int]) -> None:
    answer = {"status": 503, "headers": {"Retry-After": "600"}}
    desk.page.route("**/price", lambda route: route.fulfill(**answer), times=1)
    desk.go_to(three[0], "price")
    enter(desk, "32")
    waiting(desk).get_by_role("button", name="Try now").focus()
    desk.press("Enter")
    desk.idle()
    # It has gone; whoever pressed it is back in the table.
    expect(waiting(desk).get_by_role("button")).to_be_hidden()
    expect(desk.page.locator("[role=gridcell]:focus")).to_have_count(1)
    assert stored(desk, three[:1]) == ["€32.00"]


def test_the_server_is_killed_in_the_middle_of_a_save(desk: Desk, three: list[int], shop: Shop, no_reload) -> None:  # type: ignore[no-untyped-def]
    """It has committed, and dies before its answer has been read; what is typed meanwhile waits for the next one."""

    def die(route: Route) -> None:
        route.fetch()
        shop.stop(signal.SIGKILL)
        route.abort("connectionreset")

    desk.page.route("**/price", die, times=1)
    desk.go_to(three[0], "price")
    with no_reload(2):
        enter(desk, "41")
        expect(waiting(desk).get_by_role("status")).to_contain_text("No connection.")
        enter(desk, "42")
        shop.start()
        # Unless the page has found out by itself, and taken the button away.
        waiting(desk).locator("button").dispatch_event("click")
        desk.idle()
    expect(desk.cell(three[0], "price")).to_have_text("€41.00")
    expect(desk.cell(three[1], "price")).to_have_text("€42.00")
    desk.go_to(three[1], "price")
    desk.press("Control+z")
    desk.idle()
    undoable(desk, three[0])


def test_a_failure_of_the_server_has_a_number_and_can_be_tried_again(desk: Desk, three: list[int]) -> None:
    note = '<div class="note bad" role="alert" data-error="error"><p>Nothing was saved. (12ab34cd)</p>'
    button = '<button type="button" data-retry data-dismiss hidden>Try again</button></div>'
    body = f'<hx-partial hx-target="#notes" hx-swap="beforeend">{note}{button}</hx-partial>'
    desk.page.route("**/price", lambda route: route.fulfill(status=500, content_type="text/html", body=body), times=1)
    cell = desk.go_to(three[0], "price")
    desk.type("18")
    desk.press("Enter", "ArrowDown")
    expect(desk.page.locator("#notes")).to_contain_text("12ab34cd")
    desk.idle()
    expect(cell).to_have_attribute("aria-invalid", "true")
    desk.page.get_by_role("button", name="Try again").click()
    desk.idle()
    expect(cell).to_have_text("€18.00")
    expect(desk.page.locator("[data-retry]")).to_have_count(0)


class TestSignedOut:
    """The session ends in the middle of an edit: one signs in over the page, and goes on where one was."""

    def test_what_waited_is_sent_once_by_itself(
        self,
        desk: Desk,
        three: list[int],
        shop: Shop,
        no_reload,  # type: ignore[no-untyped-def]
    ) -> None:
        desk.go_to(three[0], "price")
        desk.page.context.clear_cookies()
        with no_reload(3) as sent:
            enter(desk, "24")
            dialog = desk.page.locator("dialog[open]")
            expect(dialog).to_be_visible()
            expect(desk.cell(three[0], "price")).to_have_text("24")
            assert desk.page.evaluate("document.activeElement.closest('dialog') !== null")
            sign_in_as(desk, "editor", shop)
            expect(desk.cell(three[0], "price")).to_have_text("€24.00")
            desk.idle()
        assert len([line for line in sent if line.endswith("/price")]) == 2
        expect(desk.cell(three[1], "price")).to_be_focused()
        undoable(desk, three[0])

    def test_several_and_an_open_editor(
        self,
        desk: Desk,
        three: list[int],
        shop: Shop,
        latency: Callable[[Page, int], None],
    ) -> None:
        """Typed on while the first answer was on its way: its dialog comes over an editor, which stays as it is."""
        latency(desk.page, 1500)
        desk.go_to(three[0], "price")
        desk.page.context.clear_cookies()
        enter(desk, "24", "25")
        desk.type("267")
        desk.press("ArrowLeft")
        expect(desk.page.locator("dialog[open]")).to_have_count(1)
        latency(desk.page, 0)
        sign_in_as(desk, "editor", shop)
        expect(desk.cell(three[1], "price")).to_have_text("€25.00")
        desk.idle()
        expect(desk.editor(three[2], "price")).to_be_focused()
        assert desk.page.evaluate("document.activeElement.selectionStart") == 2
        desk.press("Enter")
        desk.idle()
        assert stored(desk, three) == ["€24.00", "€25.00", "€267.00"]

    def test_whoever_does_not_sign_in_keeps_the_text(self, desk: Desk, three: list[int], shop: Shop) -> None:
        cell = desk.go_to(three[0], "price")
        desk.page.context.clear_cookies()
        enter(desk, "24")
        expect(desk.page.locator("dialog[open]")).to_be_visible()
        desk.press("Escape")
        expect(desk.page.locator("dialog")).to_have_count(0)
        desk.idle()
        expect(cell).to_have_attribute("aria-invalid", "true")
        expect(cell.locator(".value")).to_have_text("24")
        expect(desk.page.locator("#to-fix")).to_have_text("To fix: 1")
        desk.page.locator("#to-fix").click()
        expect(desk.editor(three[0], "price")).to_have_value("24")
        desk.press("Enter")
        sign_in_as(desk, "editor", shop)
        expect(cell).to_have_text("€24.00")

    def test_what_has_no_text_to_come_back_to_is_told(self, desk: Desk, three: list[int]) -> None:
        prices = [desk.cell(id_, "price").inner_text() for id_ in three]
        desk.go_to(three[0], "price")
        desk.press("Shift+ArrowDown")
        desk.page.context.clear_cookies()
        desk.type("24")
        desk.press("Control+Enter")
        expect(desk.page.locator("dialog[open]")).to_be_visible()
        desk.press("Escape")
        expect(desk.page.locator("#notes [role=alert]")).to_contain_text("Not done: you are signed out.")
        desk.idle()
        for id_, price in zip(three, prices, strict=True):
            expect(desk.cell(id_, "price")).to_have_text(price)
        expect(desk.page.locator(".pending")).to_have_count(0)
        expect(desk.cell(three[0], "price")).to_be_focused()
        desk.page.locator("#notes [data-dismiss]").click()
        expect(desk.page.locator("#notes .note")).to_have_count(0)

    def test_nothing_is_sent_under_the_name_of_somebody_else(self, desk: Desk, three: list[int], shop: Shop) -> None:
        cell = desk.go_to(three[0], "price")
        desk.page.context.clear_cookies()
        desk.type("24")
        desk.press("Control+Enter")
        expect(desk.page.locator("dialog[open]")).to_be_visible()
        sign_in_as(desk, "owner", shop)
        expect(desk.page.locator("#notes")).to_contain_text("Signed in as")
        expect(desk.page.locator("#visitor-name")).not_to_have_text("Edith Editor")
        desk.idle()
        expect(cell).to_have_attribute("aria-invalid", "true")
        expect(cell.locator("[data-error=other]")).to_be_attached()
        desk.page.locator("#to-fix").click()
        expect(desk.editor(three[0], "price")).to_have_value("24")
        desk.press("Enter")
        desk.idle()
        assert stored(desk, three[:1]) == ["€24.00"]

    def test_somebody_else_signed_in_in_another_tab(
        self,
        desk: Desk,
        three: list[int],
        shop: Shop,
        no_reload,  # type: ignore[no-untyped-def]
    ) -> None:
        """What the first typed is not saved by the second, though nobody is signed out."""
        desk.page.context.clear_cookies()
        other = desk.page.context.new_page()
        other.goto("/en/sign-in")
        other.get_by_label("E-mail").fill(shop.email("owner"))
        other.get_by_label("Password").fill(shop.password)
        other.keyboard.press("Enter")
        expect(other.get_by_role("grid")).to_be_visible()
        other.close()
        cell = desk.go_to(three[0], "price")
        with no_reload(3):
            enter(desk, "24")
            dialog = desk.page.locator("dialog[open]")
            expect(dialog).to_contain_text("You are now signed in as")
            expect(cell).to_have_text("24")
            sign_in_as(desk, "editor", shop)
            expect(cell).to_have_text("€24.00")
            desk.idle()
        undoable(desk, three[0])

    def test_the_editor_that_was_asked_for_comes_afterwards(self, desk: Desk, three: list[int], shop: Shop) -> None:
        desk.go_to(three[0], "description")
        desk.page.context.clear_cookies()
        desk.type("K")
        expect(desk.page.locator("dialog[open]")).to_be_visible()
        sign_in_as(desk, "editor", shop)
        expect(desk.editor(three[0], "description")).to_have_value("K")
        expect(desk.editor(three[0], "description")).to_be_focused()


def sign_in_as(desk: Desk, role: str, shop: Shop) -> None:
    dialog = desk.page.locator("dialog[open]")
    dialog.get_by_label("E-mail").fill(shop.email(role))
    dialog.get_by_label("Password").fill(shop.password)
    desk.press("Enter")
    expect(desk.page.locator("dialog")).to_have_count(0)


def test_long_text_asked_for_without_a_network(desk: Desk, three: list[int]) -> None:
    cell = desk.go_to(three[0], "description")
    desk.page.context.set_offline(True)
    desk.type("Kept")
    expect(desk.page.locator("#alarm")).to_contain_text("no connection")
    desk.type(" keys")
    desk.page.context.set_offline(False)
    expect(desk.editor(three[0], "description")).to_have_value("Kept keys")
    desk.press("Control+Enter")
    desk.idle()
    expect(cell).to_have_text("Kept keys")


def test_on_the_page_of_a_record(desk: Desk, three: list[int], no_reload) -> None:  # type: ignore[no-untyped-def]
    """A form in plain view: what is typed while it is on its way goes after it."""
    desk.page.goto(f"/en/desk/products/{three[0]}")
    price = desk.page.locator("form[action$='/price'] [name=value]")
    with no_reload(3):
        desk.page.context.set_offline(True)
        price.fill("51")
        price.press("Enter")
        expect(waiting(desk).get_by_role("status")).to_contain_text("No connection.")
        desk.page.context.set_offline(False)
        desk.idle()
        expect(price).to_have_value("51.00")
        desk.page.route("**/price", lambda route: (price.fill("53"), price.press("Enter"), route.continue_()), times=1)
        price.fill("52")
        price.press("Enter")
        desk.idle()
        expect(price).to_have_value("53.00")


def test_on_a_public_page(desk: Desk, three: list[int], no_reload) -> None:  # type: ignore[no-untyped-def]
    desk.go_to(three[0], "published")
    desk.press("Space")
    desk.idle()
    link = desk.row(three[0]).locator(".actions a[href*='/en/products/']").get_attribute("href")
    desk.page.goto(str(link))
    field = desk.page.locator(f"#product-{three[0]}-price")
    with no_reload(2):
        desk.page.context.set_offline(True)
        field.focus()
        desk.press("Enter", "Control+a")
        desk.type("61")
        desk.press("Enter")
        expect(waiting(desk).get_by_role("status")).to_contain_text("No connection.")
        desk.page.context.set_offline(False)
        expect(field).to_contain_text("€61.00")
        desk.idle()
