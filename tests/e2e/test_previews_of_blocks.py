"""The preview of many cells, by keys: what is in it, what is chosen in it, and that nothing gets past it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Complaints, Desk
from tests.e2e.test_accessibility import violations
from tests.e2e.test_blocks_in_the_grid import PUT
from webapp.testing import Shop

Rows = Callable[..., list[int]]
ALLOWED = ["clipboard-read", "clipboard-write"]


def put(page: Page, lines: list[list[str]], html: bool = False) -> None:
    """On the clipboard, as text or also as a spreadsheet writes HTML."""
    cells = ["".join(f'<td style="mso-number-format:General" x:num>{text}</td>\n' for text in line) for line in lines]
    table = "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><head><style>td{color:black}</style></head><body>"
    table += (
        f"<table><!--StartFragment-->{''.join(f'<tr>{cell}</tr>' for cell in cells)}<!--EndFragment--></table></body>"
    )
    page.evaluate(PUT, ["\n".join("\t".join(line) for line in lines), table if html else ""])


def order_of(page: Page) -> list[int]:
    return [int(one.split("-")[1]) for one in page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.id)")]


def values(page: Page, word: str, fields: str) -> Any:
    """What the shop keeps, in the order shown."""
    return page.context.request.get(f"/en/desk/products/values?q={word}&sort=sku&fields={fields}").json()


@pytest.fixture
def twelve(desk: Desk, rows: Rows) -> list[int]:
    """A page of twelve rows, the price of one of which is going to mean two things, and the stock of one nothing."""
    desk.page.context.grant_permissions(ALLOWED)
    word = uuid.uuid4().hex[:8]
    rows(12, name=word)
    desk.show(word)
    put(desk.page, [["1.000" if n == 2 else f"{n + 2}", "oops" if n == 4 else str(n + 20)] for n in range(12)])
    return order_of(desk.page)


def preview(page: Page) -> Locator:
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    return dialog


def gone(desk: Desk) -> None:
    expect(desk.page.locator("dialog")).to_have_count(0)
    desk.idle()


def test_what_could_mean_two_things_is_chosen_and_the_good_ones_are_applied(
    desk: Desk, twelve: list[int], no_reload: Any
) -> None:
    page = desk.page
    with no_reload(4):
        desk.go_to(twelve[0], "price")
        desk.press("Control+v")
        dialog = preview(page)
        asked, wrong = dialog.locator("tr.asked"), dialog.locator("tr.wrong")
        expect(asked).to_contain_text("€10.00")
        expect(wrong).to_contain_text("oops")
        expect(dialog.locator(".sum")).to_contain_text("21 cells will change in 12 rows. 2 need attention.")
        expect(page.locator("#rule-price-point")).to_be_focused()
        desk.press("ArrowRight")
        expect(dialog.locator("tr", has_text="€1,000.00")).to_have_count(1)
        expect(asked).to_have_count(0)
        expect(page.locator("#rule-price-comma")).to_be_focused()
        expect(page.locator("#rule-price-comma")).to_be_checked()
        assert violations(page) == []
        desk.press("Tab", "Tab")
        expect(dialog.get_by_role("button", name="Apply the 22 good ones")).to_be_focused()
        desk.press("Enter")
        gone(desk)
        expect(desk.cell(twelve[2], "price")).to_have_text("€1,000.00")
        expect(desk.cell(twelve[4], "stock")).to_have_text("5")
        expect(desk.cell(twelve[5], "stock")).to_have_text("25")
        assert desk.focused() == f"product-{twelve[0]}-price"
        desk.press("Control+z")
        expect(desk.cell(twelve[2], "price")).to_have_text("€10.00")
        expect(desk.cell(twelve[5], "stock")).to_have_text("5")


@pytest.mark.parametrize("way", ["Escape", "Apply none"])
def test_no_key_gets_past_it_and_whoever_leaves_it_finds_their_range(
    desk: Desk, twelve: list[int], no_reload: Any, way: str
) -> None:
    page = desk.page
    with no_reload(1):
        desk.go_to(twelve[0], "price")
        desk.press("Shift+ArrowDown", "Shift+ArrowRight", "Control+v")
        dialog = preview(page)
        expect(page.locator(":focus")).to_have_count(1)
        inside = "document.querySelector('dialog').contains(document.activeElement)"
        dialog.locator(".scroller").focus()
        for key in ("Delete", "x", "Control+z", "Control+d", "Control+v", "Alt+PageDown", "F2", "Control+a"):
            desk.press(key)
            assert page.evaluate(inside), key
        if way == "Escape":
            desk.press("Escape")
        else:
            dialog.get_by_role("button", name=way).press("Enter")
        gone(desk)
    assert desk.focused() == f"product-{twelve[0]}-price"
    expect(page.locator("[aria-selected=true]")).to_have_count(4)
    expect(page.locator("form.editor:not([hidden])")).to_have_count(0)
    expect(desk.cell(twelve[2], "price")).to_have_text("€10.00")


def test_where_nothing_is_wrong_one_key_applies_it(desk: Desk, twelve: list[int], no_reload: Any) -> None:
    put(desk.page, [[f"{n + 3}.50", str(n + 7)] for n in range(12)])
    with no_reload(2):
        desk.go_to(twelve[0], "price")
        desk.press("Control+v")
        expect(preview(desk.page).get_by_role("button", name="Change 24 cells")).to_be_focused()
        desk.press("Enter", "Enter")
        gone(desk)
        expect(desk.cell(twelve[11], "price")).to_have_text("€14.50")


@pytest.mark.parametrize("html", [False, True])
def test_a_thousand_cells_and_one_undo_beside_somebody_elses_edits(
    desk: Desk, someone: Callable[..., Page], shop: Shop, no_reload: Any, complaints: Complaints, html: bool
) -> None:
    page, word = desk.page, uuid.uuid4().hex[:8]
    page.context.grant_permissions(ALLOWED)
    made = "\n".join(f"{word}-{n:03}\t{word} {n:03}\t{n + 1}.25\t{n}\t{n + 2}" for n in range(200))
    form = {"do": "paste", "columns": "sku name price stock reorder_level", "text": made, "list": "?q=no-such-row"}
    form |= {"new": "1", "apply": "1"}
    headers = {"Origin": shop.url, "HX-Request": "true"}
    assert page.context.request.post(f"{shop.url}/en/products/cells", form=form, headers=headers).status == 200
    fields = "name price stock reorder_level category_id"
    before = values(page, word, fields)
    assert len(before) == 200
    page.goto(f"/en/desk/products?q={word}&sort=sku")
    ids = order_of(page)
    other = Desk(someone("owner"))
    other.page.goto(page.url)

    def edit(row: int, price: str) -> None:
        other.go_to(ids[row], "price")
        other.type(price)
        other.press("Enter")
        other.idle()

    edit(3, "777")
    lines = [[f"{word} new {n}", f"{n + 1}.75", str(n + 50), str(n + 60), "Kitchen"] for n in range(200)]
    # The browser parses what a page puts on the clipboard under the page's own policy.
    for text in ("style-src", "Applying inline style"):
        complaints.allow(text)
    put(page, lines, html)
    with no_reload(3):
        desk.go_to(ids[0], "name")
        desk.press("Control+v")
        dialog = preview(page)
        expect(dialog.locator("tr.conflict")).to_contain_text("€777.00")
        dialog.get_by_role("button", name="Apply the 999 good ones").press("Enter")
        gone(desk)
        after = values(page, word, fields)
        assert after[3][1] == "777.00"
        after[3][1] = "4.75"
        assert after == lines
        desk.press("Control+z")
        expect(desk.cell(ids[0], "price")).to_have_text("€1.25", timeout=60_000)
    back = values(page, word, fields)
    assert back[3][1] == "777.00"
    back[3][1] = before[3][1]
    assert back == before


@pytest.mark.parametrize("options", [{"viewport": {"width": 390, "height": 780}}, {"color_scheme": "dark"}])
def test_it_is_as_good_on_a_phone_in_the_dark_and_from_right_to_left(
    someone: Callable[..., Page], rows: Rows, options: dict[str, Any]
) -> None:
    page, word = someone("editor", reduced_motion="reduce", **options), uuid.uuid4().hex[:8]
    page.context.grant_permissions(ALLOWED)
    rows(12, name=word)
    desk = Desk(page, locale="ar").show(word)
    put(page, [["1.000" if n == 2 else f"{n + 2}", "oops" if n == 4 else str(n + 20)] for n in range(12)])
    desk.go_to(order_of(page)[0], "price")
    desk.press("Control+v")
    dialog = preview(page)
    assert violations(page) == []
    assert dialog.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert dialog.locator(".scroller").evaluate("it => it.scrollWidth <= it.clientWidth && it.clientHeight > 90")
    expect(dialog.locator(".buttons .button").first).to_be_in_viewport()


def test_without_script_it_is_a_page_and_then_the_list_again(
    someone: Callable[..., Page], rows: Rows, shop: Shop, complaints: Complaints
) -> None:
    # The made-up page does not take part in transitions between pages.
    complaints.allow("ViewTransition opt-in disabled")
    ids = rows(2)
    page = someone("editor", java_script_enabled=False)
    # A page that has such a form: no browser sends one from nothing.
    fields = {"do": "paste", "rows": " ".join(map(str, ids)), "columns": "price stock", "text": "1.000\t7\n2.000\toops"}
    inputs = "".join(f'<textarea name="{name}">{text}</textarea>' for name, text in fields.items())
    form = f'<form method="post" action="{shop.url}/en/products/cells">{inputs}<button>Send</button></form>'
    page.route("**/en/made-up", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto("/en/made-up")
    page.get_by_role("button", name="Send").press("Enter")
    expect(page.get_by_role("heading", name="Paste")).to_be_visible()
    page.locator("#rule-price-comma").check()
    page.get_by_role("button", name="Show what would come of it").press("Enter")
    expect(page.locator("tr.changed")).to_contain_text(["€1,000.00", "7", "€2,000.00"])
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.get_by_role("button", name="Apply the 3 good ones").press("Enter")
    assert answer.value.status == 303
    expect(page.locator("[role=grid]")).to_be_visible()
    page.goto(f"/en/desk/products/{ids[0]}")
    expect(page.locator("form[action$='/price'] [name=value]")).to_have_value("1000.00")
