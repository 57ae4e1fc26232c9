"""Each line of the table of keys does what its verb says, on the keys of Windows and Linux and on those of a Mac.

The lines are those that drive the handlers and print the sheet; a line whose verb has no scene below fails.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import IDLE
from tests.e2e.discussion import Discussion, forget_what_was_counted
from webapp.grid.keys import table
from webapp.testing import Shop

AGENTS = {"pc": None, "mac": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0.0.0"}
# One page of rows, and two more.
ROWS, LAST = 52, 49
HELD = {"pc": {"Mod": "Control"}, "mac": {"Mod": "Meta", "Ctrl": "Control"}}
LINES = [
    (machine, context, key.rpartition(" ")[2], verb.partition(" ")[0])
    for context, keys in table().items()
    for key, verb in keys.items()
    for machine in AGENTS
    if key.rpartition(" ")[0] in ("", machine)
]


class Stage:
    """Somebody's browser, in which line after line is tried: rows of their own in a list of two pages, and a story."""

    def __init__(self, page: Page, shop: Shop, machine: str) -> None:
        self.page, self.shop, self.machine = page, shop, machine
        self.word = f"K{uuid.uuid4().hex[:7]}"
        self.ids = [self.make(number) for number in range(ROWS)]
        self.key = self.context = ""

    def post(self, path: str, **form: str) -> str:
        headers = {"Origin": self.shop.url, "HX-Request": "true"}
        return self.page.context.request.post(f"{self.shop.url}{path}", form=form, headers=headers).text()

    def make(self, number: int) -> int:
        name = f"{self.word} {number:02}"
        text = self.post("/en/products", sku=f"{self.word}-{number}", name=name, price="10", stock="5")
        found = re.search(r'<tr role="row" id="product-(\d+)"', text)
        assert found, text[:300]
        return int(found[1])

    def show(self, path: str = "", page: int = 1) -> None:
        self.page.goto(path or f"/en/desk/products?q={self.word}" + (f"&page={page}" if page > 1 else ""))

    def id(self, row: int, field: str) -> str:
        return f"product-{self.ids[row]}-{field}"

    def cell(self, row: int, field: str) -> Locator:
        return self.page.locator(f"#{self.id(row, field)}")

    def at(self, row: int, field: str) -> Locator:
        """The list as it begins, with focus in a cell."""
        if "desk/products?q=" not in self.page.url or "page=" in self.page.url:
            self.show()
        cell = self.cell(row, field)
        cell.focus()
        expect(cell).to_be_focused()
        return cell

    def editor(self, row: int, field: str) -> Locator:
        return self.cell(row, field).locator("form.editor:not([hidden]) [name=value]")

    def open(self, row: int, field: str, text: str = "") -> Locator:
        self.at(row, field)
        self.page.keyboard.press("Enter")
        expect(self.editor(row, field)).to_be_focused()
        if text:
            self.page.keyboard.type(text)
        return self.editor(row, field)

    def press(self) -> None:
        """The key of the line that is tried, as this machine has it."""
        if self.key == "composition":
            session = self.page.context.new_cdp_session(self.page)
            event = {"type": "rawKeyDown", "key": "Process", "code": "KeyK", "windowsVirtualKeyCode": 229}
            session.send("Input.dispatchKeyEvent", event)
            return
        held = HELD[self.machine]
        key = "x" if self.key == "printable" else self.key
        self.page.keyboard.press("+".join(held.get(part, part) for part in key.split("+")))

    def type(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def idle(self) -> None:
        self.page.locator(IDLE).wait_for(state="attached")

    def focused(self) -> str:
        found: str = self.page.evaluate("document.activeElement.id || document.activeElement.tagName")
        return found

    def has(self, selector: str) -> bool:
        """Whether the focus is on such an element."""
        found: bool = self.page.evaluate("selector => document.activeElement.matches(selector)", selector)
        return found


SCENES: dict[tuple[str, str], Callable[[Stage], Any]] = {}


def scene(contexts: str, *verbs: str) -> Callable[[Callable[[Stage], Any]], Callable[[Stage], Any]]:
    def keep(act: Callable[[Stage], Any]) -> Callable[[Stage], Any]:
        SCENES.update({(context, verb): act for context in contexts for verb in verbs})
        return act

    return keep


def move(context: str, verb: str, row: int, field: str, enters: str = "") -> None:
    """From the price of the fourth row, or from the first of its buttons, to another cell."""

    def act(s: Stage) -> None:
        s.at(3, "actions" if context == "W" else "price")
        s.type(*enters.split())
        s.press()
        assert s.focused() == s.id(row, field)

    SCENES[context, verb] = act


for verb, row, field in (
    ("up", 2, "price"),
    ("down", 4, "price"),
    ("left", 3, "name"),
    ("right", 3, "stock"),
    ("top", 0, "price"),
    ("bottom", LAST, "price"),
    ("leftmost", 3, "sku"),
    ("rightmost", 3, "actions"),
    ("start", 3, "sku"),
    ("end", 3, "actions"),
    ("first", 0, "sku"),
    ("screenUp", 0, "price"),
    ("nextCell", 3, "stock"),
    ("previousCell", 3, "name"),
):
    move("N", verb, row, field)
for verb, row, field in (
    ("up", 2, "actions"),
    ("down", 4, "actions"),
    ("nextCell", 4, "sku"),
    ("toCell", 3, "actions"),
):
    move("W", verb, row, field, "F2")


@scene("W", "previousCell")
def back_from_a_button(s: Stage) -> None:
    s.at(3, "actions")
    s.type("F2")
    s.press()
    assert s.focused().startswith(f"product-{s.ids[3]}-")


@scene("W", "widgetRight")
def to_the_next_button(s: Stage) -> None:
    s.at(3, "actions")
    s.type("F2")
    s.press()
    assert s.has(".actions > :nth-child(2), .actions > :nth-child(2) *")


@scene("W", "widgetLeft")
def to_the_button_before(s: Stage) -> None:
    s.at(3, "actions")
    s.type("F2", "ArrowRight")
    s.press()
    assert s.has(".actions > :first-child")


@scene("N", "screenDown")
def a_screen_further(s: Stage) -> None:
    s.at(0, "price")
    s.press()
    assert s.ids.index(int(s.focused().split("-")[1])) > 3


@scene("N", "last")
def the_last_cell_and_then_the_next_page(s: Stage) -> None:
    s.at(3, "price")
    s.press()
    assert s.focused() == s.id(LAST, "actions")
    expect(s.page.locator("#announcer")).to_have_text(f"Row {LAST + 1} of {ROWS}")
    s.press()
    expect(s.cell(LAST + 1, "sku")).to_be_focused()
    s.idle()


@scene("N", "nextPage", "previousPage")
def another_page(s: Stage) -> None:
    forward = s.key.endswith("Down")
    s.show(page=1 if forward else 2)
    first = s.page.locator("[role=grid] td[tabindex='0']")
    first.focus()
    s.press()
    expect(s.cell(LAST + 1 if forward else 0, "sku")).to_be_focused()
    s.idle()


@scene("N", "leave")
def out_of_the_grid(s: Stage) -> None:
    s.at(3, "price")
    s.press()
    s.type("Tab")
    assert not s.has("[role=grid] *")


@scene("N", "edit", "editAtEnd")
def edit(s: Stage) -> None:
    s.at(3, "name")
    s.press()
    editor = s.editor(3, "name")
    expect(editor).to_be_focused()
    selected = editor.evaluate("input => input.selectionEnd - input.selectionStart")
    assert (selected > 0) is (s.key == "Enter")
    s.type("Escape")


@scene("N", "type", "compose")
def edit_by_typing(s: Stage) -> None:
    s.at(3, "name")
    s.press()
    expect(s.editor(3, "name")).to_have_value("x" if s.key == "printable" else "")
    s.type("Escape")


@scene("N", "peek")
def look_at_the_record(s: Stage) -> None:
    cell = s.at(3, "name")
    s.press()
    peek = s.page.get_by_role("dialog", name=f"{s.word} 03")
    expect(peek.get_by_role("definition").first).to_have_text(f"{s.word}-3")
    s.type("Escape")
    expect(cell).to_be_focused()
    cell = s.at(3, "published")
    before = cell.inner_text()
    s.press()
    expect(cell).not_to_have_text(before)
    s.idle()


@scene("NE", "today")
def today(s: Stage) -> None:
    s.show("/en/desk/posts")
    cell = s.page.locator("td.moment").first
    cell.focus()
    s.press()
    expect(cell.locator("[name=value]")).to_have_value("today")
    cell.locator("[name=value]").fill("tomorrow")
    s.press()
    expect(cell.locator("[name=value]")).to_have_value("today")
    s.type("Escape")


@scene("N", "clear")
def empty_a_cell(s: Stage) -> None:
    s.at(6, "pack")
    s.page.keyboard.type("box")
    s.type("Meta+Enter" if s.machine == "mac" else "Control+Enter")
    s.idle()
    s.at(6, "pack")
    s.press()
    expect(s.cell(6, "pack").locator(".value")).to_have_text("")
    s.idle()


@scene("NW", "menu")
def the_menu_of_a_cell(s: Stage) -> None:
    s.at(3, "actions" if s.context == "W" else "price")
    if s.context == "W":
        s.type("F2")
    before = s.focused() if s.context == "N" else None
    s.press()
    expect(s.page.get_by_role("menuitem").first).to_be_focused()
    s.type("Escape")
    expect(s.page.get_by_role("menu")).to_have_count(0)
    assert s.focused() == before if before else s.has(".actions > :first-child")


@scene("N", "columnMenu")
def the_menu_of_a_column(s: Stage) -> None:
    head = s.at(3, "price").page.locator("#products-head-price")
    head.focus()
    s.press()
    expect(s.page.get_by_role("menuitem", name="Select the column")).to_be_visible()
    s.type("Escape")
    expect(head).to_be_focused()


@scene("N", "make")
def a_new_row(s: Stage) -> None:
    s.at(3, "price")
    s.press()
    expect(s.page.locator("#products-new-sku")).to_be_focused()
    s.type("Escape")
    expect(s.cell(3, "price")).to_be_focused()


@scene("N", "bulk")
def change_the_row(s: Stage) -> None:
    cell = s.at(3, "price")
    s.press()
    expect(s.page.get_by_role("dialog", name="Change 1 row")).to_be_visible()
    s.type("Escape")
    expect(cell).to_be_focused()


@scene("N", "duplicate")
def duplicate_the_row(s: Stage) -> None:
    """Switched off unless somebody wants it."""
    cell = s.at(4, "price")
    s.press()
    s.idle()
    expect(cell).to_be_focused()
    s.page.context.add_cookies([{"name": "etalage-keys", "value": "letters.tabs.copies", "url": s.shop.url}])
    s.press()
    expect(s.page.locator("td:focus")).to_have_text(f"{s.word}-4-2")
    s.idle()
    s.page.context.clear_cookies(name="etalage-keys")
    s.post("/en/undo")
    s.show()


@scene("N", "trash")
def to_the_trash(s: Stage) -> None:
    s.at(40, "price")
    s.press()
    expect(s.cell(40, "price")).to_have_count(0)
    s.idle()
    s.post("/en/undo")
    s.show()


def price(s: Stage, text: str) -> Locator:
    s.at(5, "price")
    s.page.keyboard.type(text)
    s.type("Meta+Enter" if s.machine == "mac" else "Control+Enter")
    s.idle()
    return s.cell(5, "price").locator(".value")


@scene("NW", "undo")
def undo(s: Stage) -> None:
    value = price(s, "31")
    value = price(s, "32")
    expect(value).to_have_text("€32.00")
    s.press()
    expect(value).to_have_text("€31.00")
    s.idle()


@scene("NW", "redo")
def redo(s: Stage) -> None:
    price(s, "33")
    value = price(s, "34")
    s.post("/en/undo")
    s.show()
    s.at(5, "price")
    s.press()
    expect(value).to_have_text("€34.00")
    s.idle()


@scene("D", "undo", "redo")
def take_back_before_anything_has_focus(s: Stage) -> None:
    """After a load the page has none."""
    price(s, "35")
    value = price(s, "36")
    if s.key != "Mod+Z":
        s.post("/en/undo")
    s.show()
    expect(value).to_have_text("€36.00" if s.key == "Mod+Z" else "€35.00")
    assert s.page.evaluate("document.activeElement === document.body")
    s.press()
    expect(value).to_have_text("€35.00" if s.key == "Mod+Z" else "€36.00")
    s.idle()


@scene("NW", "filter")
def to_the_filter(s: Stage) -> None:
    s.at(3, "price")
    s.press()
    assert s.has(".filter [type=search]")


def out_of_an_editor(context: str, verb: str, row: int, field: str) -> None:
    """Saved, and on to another cell."""

    def act(s: Stage) -> None:
        value = f"{uuid.uuid4().int % 900 + 100}"
        start = "description" if context == "L" else "price"
        s.open(10, start, value)
        s.press()
        assert s.focused() == s.id(row, field)
        s.idle()
        expect(s.cell(10, start).locator(".value")).to_contain_text(value)

    SCENES[context, verb] = act


for verb, row, field in (
    ("commitDown", 11, "price"),
    ("commitUp", 9, "price"),
    ("commitNext", 10, "stock"),
    ("commitPrevious", 10, "name"),
    ("commitStay", 10, "price"),
):
    out_of_an_editor("E", verb, row, field)
for verb, row, field in (
    ("commitNext", 10, "slug"),
    ("commitPrevious", 10, "summary"),
    ("commitStay", 10, "description"),
):
    out_of_an_editor("L", verb, row, field)


@scene("E", "caretUp", "caretDown")
def up_and_down_after_typing(s: Stage) -> None:
    s.at(12, "price")
    s.page.keyboard.type("17")
    s.press()
    assert s.focused() == s.id(11 if s.key == "ArrowUp" else 13, "price")
    s.idle()


@scene("E", "openPicker")
def open_the_options(s: Stage) -> None:
    s.at(12, "supplier_id")
    s.page.keyboard.type("h")
    s.press()
    expect(s.cell(12, "supplier_id").get_by_role("option").first).to_be_visible()
    s.type("Escape", "Escape")


@scene("EL", "cancel")
def cancel(s: Stage) -> None:
    s.open(12, "stock", "999")
    s.press()
    expect(s.cell(12, "stock").locator(".value")).to_have_text("5")
    assert s.focused() == s.id(12, "stock")


def on_its_page(s: Stage) -> Locator:
    """The long text of a record's public page, being edited there."""
    s.show("/en/products/stoneware-teapot")
    s.page.locator("[data-field=description]").focus()
    s.type("Enter")
    text = s.page.locator("[data-field=description] textarea")
    expect(text).to_be_focused()
    return text


@scene("LP", "newLine")
def a_new_line(s: Stage) -> None:
    text = on_its_page(s)
    before = text.input_value()
    s.press()
    assert text.input_value() == f"{before}\n"
    text.fill(before)
    s.type("Escape")


@scene("LP", "nextLanguage")
def the_next_language(s: Stage) -> None:
    on_its_page(s)
    s.press()
    expect(s.page.locator("[data-field=description] textarea")).to_have_attribute("lang", "nl")
    s.type("Escape")


@scene("PB", "commitStay", "cancel")
def save_or_leave_a_long_text(s: Stage) -> None:
    text = on_its_page(s)
    if s.context == "B":
        s.page.locator("[data-field=description] button.save").focus()
    s.press()
    expect(text).to_have_count(0)
    expect(s.page.locator("[data-field=description]")).to_be_focused()


@scene("E", "commitAll")
def commit_all(s: Stage) -> None:
    s.at(30, "pack")
    s.type("Shift+ArrowDown", "z")
    s.press()
    expect(s.cell(31, "pack")).to_have_text("z")
    s.idle()
    expect(s.cell(30, "pack")).to_have_text("z")
    assert s.focused() == s.id(30, "pack")
    s.type("Escape")


@scene("N", "fillDown")
def fill_down(s: Stage) -> None:
    s.at(33, "pack")
    s.type("f", "Enter")
    s.press()
    expect(s.cell(34, "pack")).to_have_text("f")
    s.idle()


@scene("C", "choose")
def choose(s: Stage) -> None:
    cell = s.at(20, "price")
    version = s.page.locator(f"#product-{s.ids[20]}").get_attribute("data-version") or ""
    mine, theirs = (f"{uuid.uuid4().int % 400 + base}" for base in (100, 500))
    key = uuid.uuid4().hex
    s.post(f"/en/products/{s.ids[20]}/price", value=theirs, version=version, next="", key=key, face="grid")
    s.page.keyboard.type(mine)
    s.type("Meta+Enter" if s.machine == "mac" else "Control+Enter")
    expect(cell.locator("[data-choose]").first).to_be_focused()
    s.press()
    if s.key == "3":
        expect(s.editor(20, "price")).to_be_focused()
        s.type("Escape")
    s.idle()
    shown = {"1": f"€{mine}.00", "2": f"€{theirs}.00"}
    if s.key in shown:
        expect(cell.locator(".value")).to_have_text(shown[s.key])
    s.show()


def new_form(s: Stage) -> Locator:
    s.at(3, "price")
    s.type("Shift+Enter")
    box = s.page.locator("#products-new-supplier_id")
    box.focus()
    return box


@scene("F", "pickerDown", "pickerUp", "choosePicker")
def pick(s: Stage) -> None:
    box = new_form(s)
    s.page.keyboard.type("a")
    expect(s.page.locator("#products-new").get_by_role("option").first).to_be_visible()
    if s.key == "Enter":
        s.type("ArrowDown")
    s.press()
    if s.key == "Enter":
        expect(box).not_to_have_value("a")
    else:
        expect(box).to_have_attribute("aria-activedescendant", re.compile("products-new"))
    s.show()


@scene("F", "submit")
def submit(s: Stage) -> None:
    new_form(s).fill("")
    s.press()
    expect(s.page.locator("#products-new-sku")).to_have_attribute("aria-invalid", "true")
    s.idle()
    s.show()


@scene("F", "leaveForm")
def leave_the_form(s: Stage) -> None:
    new_form(s)
    s.press()
    expect(s.page.locator("#products-new")).to_be_hidden()
    expect(s.cell(3, "price")).to_be_focused()


def message(s: Stage) -> Locator:
    s.show("/en/journal/letters-worth-writing")
    s.page.locator("a[data-write=comment-new]").press("Enter")
    body = s.page.locator("#comment-new-form-body")
    body.focus()
    return body


@scene("M", "submit")
def send_a_message(s: Stage) -> None:
    message(s)
    s.press()
    expect(s.page.locator("#comment-new-form-body")).to_have_attribute("aria-invalid", "true")
    s.idle()


@scene("M", "leaveForm")
def leave_a_message(s: Stage) -> None:
    message(s)
    s.press()
    expect(s.page.locator("form[data-comment]")).to_have_count(0)
    assert s.has("a[data-write=comment-new]")


def waiting(s: Stage) -> Locator:
    """Three comments of one's own that wait, with focus on the second."""
    forget_what_was_counted(s.shop)
    word = uuid.uuid4().hex[:8]
    discussion = Discussion(s.shop, s.page)
    for number in range(3):
        discussion.say(f"{word} number {number}.", "waiting")
    s.show(f"/en/desk/moderation?q={word}")
    rows = s.page.locator("[data-row]")
    expect(rows).to_have_count(3)
    rows.nth(1).focus()
    return rows


@scene("R", "nextRow", "previousRow")
def another_row(s: Stage) -> None:
    rows = waiting(s)
    s.press()
    expect(rows.nth(2 if s.key in ("j", "ArrowDown") else 0)).to_be_focused()


@scene("R", "openRow")
def open_a_row(s: Stage) -> None:
    waiting(s)
    s.press()
    expect(s.page.locator("form[data-comment] textarea")).to_be_focused()


@scene("R", "editRow")
def edit_a_row(s: Stage) -> None:
    rows = waiting(s)
    s.press()
    expect(rows.nth(1).locator("form.editor textarea")).to_be_focused()
    s.type("Escape")


@scene("R", "approve", "hide", "spam")
def decide(s: Stage) -> None:
    rows = waiting(s)
    s.press()
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_be_focused()
    s.idle()


@scene("R", "filter")
def to_the_filter_of_a_list(s: Stage) -> None:
    waiting(s)
    s.press()
    assert s.has("#moderation-q")


@scene("R", "undo", "redo")
def take_a_decision_back(s: Stage) -> None:
    rows = waiting(s)
    s.type("a")
    expect(rows).to_have_count(2)
    s.idle()
    if s.key != "Mod+Z":
        s.type("Meta+z" if s.machine == "mac" else "Control+z")
        expect(rows).to_have_count(3)
        s.idle()
    s.press()
    expect(rows).to_have_count(3 if s.key == "Mod+Z" else 2)
    s.idle()


@scene("R", "nextPage", "previousPage")
def another_page_of_a_list(s: Stage) -> None:
    """Two links stand in for pages that would take a hundred comments."""
    waiting(s)
    s.page.evaluate("""() => ['prev', 'next'].forEach(rel => {
      const link = Object.assign(document.createElement('a'), {rel, href: `#${rel}`});
      const pages = document.querySelector('#moderation .pages') ??
        document.getElementById('moderation').appendChild(Object.assign(document.createElement('nav'), {className: 'pages'}));
      pages.append(link);
    })""")
    s.press()
    assert s.page.url.endswith("#next" if s.key.endswith("Down") else "#prev")


@scene("V", "edit", "editAtEnd")
def edit_a_public_page(s: Stage) -> None:
    s.show("/en/products/stoneware-teapot")
    s.page.locator("[data-field=name]").focus()
    s.press()
    expect(s.page.locator("[data-field=name] [name=value]")).to_be_focused()
    s.type("Escape")


@scene("V", "undo", "redo")
def take_back_on_a_public_page(s: Stage) -> None:
    s.show("/en/products/stoneware-teapot")
    mod = "Meta" if s.machine == "mac" else "Control"
    field = s.page.locator("[data-field=pack], [data-field=summary]").first
    before = field.locator(".value").inner_text() if field.locator(".value").count() else field.inner_text()
    field.focus()
    s.type("F2")
    s.page.keyboard.type(" and more")
    s.type(f"{mod}+Enter")
    s.idle()
    field.focus()
    if s.key != "Mod+Z":
        s.type(f"{mod}+z")
        expect(field).not_to_contain_text("and more")
        s.idle()
    s.press()
    if s.key == "Mod+Z":
        expect(field).to_have_text(before)
    else:
        expect(field).to_contain_text("and more")
        s.post("/en/undo")
    s.idle()


@scene("S", "search")
def to_the_search(s: Stage) -> None:
    s.show("/en/products")
    s.press()
    assert s.has("[data-search]")


@scene("GR", "sheet")
def the_sheet(s: Stage) -> None:
    s.show("/en/desk/moderation")
    s.page.locator("[data-row]").first.focus()
    s.press()
    expect(s.page.get_by_role("dialog", name="Keys")).to_be_visible()
    s.type("Escape")
    assert s.has("[data-row]")


@pytest.fixture(scope="module")
def stages(browser: Browser, shop: Shop) -> Iterator[Callable[[str], Stage]]:
    made: dict[str, Stage] = {}

    def stage(machine: str) -> Stage:
        if machine not in made:
            context = browser.new_context(base_url=shop.url, user_agent=AGENTS[machine])
            context.set_default_timeout(10_000)
            form = {"email": shop.email("editor"), "password": shop.password}
            context.request.post("/en/sign-in", form=form, headers={"Origin": shop.url}, max_redirects=0)
            made[machine] = Stage(context.new_page(), shop, machine)
        return made[machine]

    yield stage
    for one in made.values():
        one.page.context.close()


FIELDS = "sku name price stock reorder_level category_id supplier_id pack published discontinued summary description slug state"


def selecting(verb: str, first: int, last: int, fields: str) -> None:
    """From the price of the fourth row, what is selected; the active cell stays where it is."""

    def act(s: Stage) -> None:
        s.at(3, "price")
        s.press()
        chosen = s.page.locator("[aria-selected=true]").evaluate_all("cells => cells.map(cell => cell.id)")
        cells = [s.id(row, field) for row in range(first, last + 1) for field in fields.split()]
        # Of the whole page it is the rows that are selected.
        assert chosen == (cells or [f"product-{row}" for row in s.ids[: LAST + 1]])
        assert s.focused() == s.id(3, "price")
        s.type("Escape")

    SCENES["N", verb] = act


for verb, first, last, fields in (
    ("extendUp", 2, 3, "price"),
    ("extendDown", 3, 4, "price"),
    ("extendLeft", 3, 3, "name price"),
    ("extendRight", 3, 3, "price stock"),
    ("extendTop", 0, 3, "price"),
    ("extendBottom", 3, LAST, "price"),
    ("extendLeftmost", 3, 3, "sku name price"),
    ("extendRightmost", 3, 3, FIELDS.partition("name ")[2]),
    ("selectRows", 3, 3, FIELDS),
    ("selectColumn", 0, LAST, "price"),
    ("selectAll", 0, LAST, ""),
):
    selecting(verb, first, last, fields)


# A long text is saved alike where nothing else is selected.
SCENES["L", "commitAll"] = SCENES["L", "commitStay"]


@pytest.mark.parametrize(
    ("machine", "context", "key", "verb"), LINES, ids=lambda one: one.replace("/", "slash") if len(one) < 20 else None
)
def test_a_line(stages: Callable[[str], Stage], machine: str, context: str, key: str, verb: str) -> None:
    assert (context, verb) in SCENES, f"write a scene for {verb} in {context}"
    stage = stages(machine)
    stage.key, stage.context = key, context
    try:
        SCENES[context, verb](stage)
    except BaseException:
        stage.show("/en/desk/keys")  # so that the next line does not begin where this one broke off
        raise
