"""Long text edited in place: how it will look is seen while it is written, and nothing that was typed is ever lost."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.e2e.conftest import IDLE, Complaints, Desk, become
from tests.e2e.test_accessibility import violations

# Whether nothing lies over the upper edge of an element.
SEEN = """one => {
  const {x, y, width} = one.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + 5) === one;
}"""
DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('draft ')).length"
FOCUSED = "document.activeElement.dataset.choose ?? document.activeElement.dataset.take ?? document.activeElement.id"


# A form as another page might have one; with words it is one that was refused.
FORM = """words => {
  const make = (tag, values, ...children) => {
    const element = Object.assign(document.createElement(tag), values);
    element.append(...children);
    return element;
  };
  const said = make('p');
  said.dataset.text = 'From {time}';
  const button = make('button', {type: 'button', textContent: 'restore'});
  button.dataset.take = 'restore';
  const offer = make('div', {hidden: true}, said, button);
  offer.dataset.offer = '';
  const fields = [
    make('input', {name: 'name'}),
    make('textarea', {name: 'body', value: words ?? ''}),
    make('input', {name: 'key', type: 'hidden', value: 'k'}),
  ];
  const form = make('form', {}, ...fields, offer);
  form.setAttribute('action', '/en/somewhere');
  form.dataset.draft = 'answer-7';
  if (words) form.append(make('p'));
  if (words) form.lastChild.dataset.error = 'too_long';
  document.querySelector('main').append(form);
  document.dispatchEvent(new CustomEvent('htmx:after:swap', {detail: {}}));
}"""

# Until a draft is on the shelf. The policy lets nothing be waited for by a text that is evaluated again and again.
DRAFTED = """() => new Promise(done => {
  const look = () => Object.keys(localStorage).some(key => key.startsWith('draft ')) ? done() : setTimeout(look, 20);
  look();
})"""


class Description:
    """The description of a product on its public page."""

    def __init__(self, page: Page, number: int, path: str) -> None:
        self.page = page
        self.number = number
        self.path = path
        self.keyboard = page.keyboard
        self.place = page.locator(f"#product-{number}-description")
        self.text = self.place.locator("form.editor:not([hidden]) textarea")
        self.shown = self.place.locator(".shown")
        self.size = self.place.locator(".size")
        self.offer = self.place.locator("[data-offer]")
        self.question = self.place.locator("[data-question]")
        self.choice = self.place.locator("form[data-conflict] .choice")
        self.error = self.place.locator("p.error")
        self.mark = self.place.locator(".unsaved")

    def on_the_desk(self) -> Desk:
        """The grid, filtered to it: there may be more products than a page holds."""
        return Desk(self.page).show(self.path.rsplit("-", 1)[-1])

    def show(self) -> Description:
        self.page.goto(self.path)
        return self

    def open(self) -> Description:
        self.place.focus()
        self.keyboard.press("Enter")
        expect(self.text).to_be_focused()
        return self

    def write(self, text: str) -> Description:
        """Open it and replace what stands there."""
        self.open().keyboard.press("Control+a")
        self.keyboard.type(text)
        return self

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keyboard.press(key)

    def restore(self) -> None:
        """Take the draft that is offered, from within the text."""
        expect(self.offer).to_be_visible()
        self.press("Shift+Tab", "Shift+Tab", "Enter")

    def idle(self) -> None:
        self.page.locator(IDLE).wait_for(state="attached")

    def save(self) -> None:
        self.press("Control+Enter")
        self.idle()

    def elsewhere(self, page: Page) -> Description:
        return Description(page, self.number, self.path).show()


@pytest.fixture
def described(page: Page, sign_in, rows: Callable[..., list[int]], request: pytest.FixtureRequest) -> Description:  # type: ignore[no-untyped-def]
    """A product of one's own on the shelf, whose description is "Old words"."""
    sign_in(page, "editor")
    # Its address ends with a word that nothing else has.
    name = f"{re.sub(r'[^a-zA-Z]+', ' ', request.node.name)[:50].strip()} {uuid.uuid4().hex[:10]}"
    number = rows(1, name=name)[0]
    desk = Desk(page).show(name)
    desk.go_to(number, "published")
    desk.press("Space")
    desk.idle()
    desk.go_to(number, "description")
    desk.press("Enter")
    desk.type("Old words")
    desk.press("Control+Enter")
    desk.idle()
    path = desk.row(number).locator(".actions a[href*='/en/products/']").get_attribute("href")
    assert path
    return Description(page, number, path).show()


@pytest.fixture
def other(described: Description, someone: Callable[..., Page]) -> Description:
    """The same page on the owner's screen."""
    return described.elsewhere(someone("owner"))


def writes(page: Page) -> list[str]:
    """What is posted from now on, without the previews."""
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    return posted


class TestWriting:
    @pytest.mark.parametrize("keys", ["Control+Enter", "Control+s"])
    def test_by_keyboard(self, described: Description, no_reload, keys: str) -> None:  # type: ignore[no-untyped-def]
        described.page.evaluate(
            "document.querySelector('.product h1').kept = document.querySelector('header').kept = 1"
        )
        with no_reload(3):
            described.write("A *long* text\n\n- one")
            expect(described.shown.locator("em")).to_have_text("long")
            expect(described.shown.locator("li")).to_have_text("one")
            expect(described.size).to_have_text("Characters: 20 of 20,000 · Words: 5")
            described.press(keys)
            described.idle()
            expect(described.place.locator("em")).to_have_text("long")
        expect(described.place).to_be_focused()
        expect(described.place.locator("form")).to_have_count(0)
        expect(described.page.locator("#announcer")).to_contain_text("Saved")
        kept = "document.querySelector('.product h1').kept + document.querySelector('header').kept"
        assert described.page.evaluate(kept) == 2, "more was replaced than the fragment"

    def test_the_preview_of_what_stands_there_needs_no_request(self, described: Description) -> None:
        posted = writes(described.page)
        described.open()
        expect(described.shown).to_have_text("Old words")
        described.idle()
        assert posted == []

    def test_the_size_is_what_the_server_counts(self, described: Description) -> None:
        text = "Tea 🫖 for two,\n\n日本 é  👩‍🚀"
        described.write("")
        described.keyboard.insert_text(text)
        counted = described.size.inner_text()
        assert counted == f"Characters: {len(text)} of 20,000 · Words: 7"
        described.save()
        described.open()
        expect(described.size).to_have_text(counted)

    def test_the_size_is_spoken_near_the_limit_and_only_there(self, described: Description) -> None:
        spoken = described.page.locator("#announcer")
        described.open()
        described.text.fill("x" * 18_000)
        expect(described.size).to_contain_text("18,000")
        expect(spoken).to_have_text("")
        described.text.fill("x" * 19_400)
        expect(spoken).to_have_text("Characters left: 600")
        described.text.fill("x" * 20_003)
        expect(spoken).to_have_text("Too many characters: 3")
        expect(described.size).to_have_class(re.compile("over"))

    def test_tab_leads_to_the_button_and_away_from_it_saves(self, described: Description) -> None:
        described.write("By Tab")
        described.press("Tab")
        expect(described.place.get_by_role("button", name="Save")).to_be_focused()
        described.press("Shift+Tab")
        expect(described.text).to_be_focused()
        described.press("Tab", "Enter")
        described.idle()
        expect(described.place).to_have_text("By Tab")
        expect(described.place).to_be_focused()

    def test_whoever_leaves_it_backwards_saves_too(self, described: Description) -> None:
        described.write("Backwards")
        # By way of the five other languages.
        described.press(*["Shift+Tab"] * 6)
        expect(described.place).to_be_focused()
        described.press("Shift+Tab")
        described.idle()
        expect(described.place).to_have_text("Backwards")

    @pytest.mark.parametrize(
        ("code", "text"), [("too_long", "x" * 20_001), ("too_complex", ">" * 300), ("control_character", "a\u0007b")]
    )
    def test_a_refused_text_is_kept(self, described: Description, no_reload, code: str, text: str) -> None:  # type: ignore[no-untyped-def]
        described.open()
        with no_reload(2):
            described.text.fill(text)
            expect(described.shown.locator(f"[data-reason={code}]")).to_be_visible()
            described.save()
            expect(described.place.locator(f"[data-error={code}]")).to_be_visible()
        expect(described.text).to_be_focused()
        expect(described.text).to_have_value(text)
        expect(described.text).to_have_attribute("aria-invalid", "true")
        described.text.fill("Shorter")
        described.save()
        expect(described.place).to_have_text("Shorter")

    @pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
    def test_the_preview_is_beside_the_text_where_there_is_room(
        self, described: Description, width: int, beside: bool
    ) -> None:
        described.page.set_viewport_size({"width": width, "height": 800})
        described.open()
        text, shown = described.text.bounding_box(), described.shown.bounding_box()
        assert text
        assert shown
        assert (shown["x"] >= text["x"] + text["width"]) is beside
        assert (shown["y"] >= text["y"] + text["height"]) is not beside
        assert shown["width"] >= 300
        assert described.page.evaluate("document.documentElement.scrollWidth") == width

    def test_in_a_cell_of_the_grid(self, described: Description, no_reload) -> None:  # type: ignore[no-untyped-def]
        desk = described.on_the_desk()
        cell = desk.go_to(described.number, "description")
        with no_reload(3):
            desk.press("Enter")
            desk.type(" and **new** ones")
            expect(cell.locator(".shown strong")).to_have_text("new")
            desk.press("Control+s")
            desk.idle()
        expect(cell).to_have_text("Old words and **new** ones")
        expect(cell).to_be_focused()


class TestLanguages:
    """A text in several languages, written one after the other without leaving it."""

    def test_by_keyboard(self, described: Description, no_reload) -> None:  # type: ignore[no-untyped-def]
        with no_reload(4):
            described.write("In English")
            described.press("Alt+ArrowDown")
            expect(described.text).to_have_attribute("lang", "nl")
            expect(described.text).to_be_focused()
            described.keyboard.type("In het Nederlands")
            described.save()
        expect(described.place).to_have_text("In English")
        expect(described.place).to_be_focused()
        expect(described.page.locator("#announcer")).to_contain_text("Description (Nederlands): – → In het Nederlands")
        described.open()
        expect(described.text).to_have_value("In English")
        described.press("Escape")
        described.page.goto(described.path.replace("/en/", "/nl/"))
        expect(described.place).to_have_text("In het Nederlands")

    def test_by_the_links_and_with_an_undo_of_each(self, described: Description, no_reload) -> None:  # type: ignore[no-untyped-def]
        described.write("New words")
        tabs = described.place.get_by_role("group", name="Languages")
        expect(tabs.locator("[aria-current]")).to_have_text("English")
        with no_reload(4):
            for language, text in (("Deutsch", "Neue Worte"), ("العربية", "كلمات جديدة")):
                tabs.get_by_role("link", name=language).click()
                expect(tabs.locator("[aria-current]")).to_have_text(language)
                expect(described.text).to_be_focused()
                expect(described.text).to_have_value("")
                described.keyboard.insert_text(text)
            tabs.get_by_role("link", name="Deutsch").click()
            expect(described.text).to_have_value("Neue Worte")
            described.press("Escape", "Control+z")
            described.idle()
            tabs_text = described.open().text
            expect(tabs_text).to_have_value("New words")
        tabs.get_by_role("link", name="العربية").click()
        expect(described.text).to_have_value("")
        tabs.get_by_role("link", name="Deutsch").click()
        expect(described.text).to_have_value("Neue Worte")

    def test_what_is_typed_while_the_next_one_comes_is_kept(self, described: Description, latency) -> None:  # type: ignore[no-untyped-def]
        described.open()
        latency(described.page, 400)
        described.press("Control+a")
        described.keyboard.type("First")
        described.press("Alt+ArrowDown")
        described.keyboard.type("Tweede")
        expect(described.text).to_have_attribute("lang", "nl")
        expect(described.text).to_have_value("Tweede")
        described.save()
        expect(described.place).to_have_text("First")
        described.open()
        described.press("Alt+ArrowDown")
        expect(described.text).to_have_value("Tweede")

    def test_in_a_cell_of_the_grid(self, described: Description, no_reload) -> None:  # type: ignore[no-untyped-def]
        desk = described.on_the_desk()
        cell = desk.go_to(described.number, "description")
        with no_reload(4):
            desk.press("Enter")
            desk.press("Alt+ArrowDown", "Alt+ArrowDown")
            expect(cell.locator("textarea")).to_have_attribute("lang", "de")
            desk.type("Deutsch")
            desk.press("Control+Enter")
            desk.idle()
        expect(cell).to_have_text("Old words")
        expect(cell).to_be_focused()
        desk.press("Enter", "Alt+ArrowDown", "Alt+ArrowDown")
        expect(cell.locator("textarea")).to_have_value("Deutsch")

    def test_where_there_is_no_room_below_its_panel_lies_over_the_heads(self, described: Description, rows) -> None:  # type: ignore[no-untyped-def]
        page, name = described.page, f"Eight {uuid.uuid4().hex[:10]}"
        last = rows(8, name=name)[-1]
        page.set_viewport_size({"width": 1280, "height": 560})
        desk = Desk(page).show(name)
        desk.go_to(last, "description")
        desk.press("Enter")
        text, head = page.locator("td form.editor textarea"), page.locator("thead th").first
        expect(text).to_be_focused()
        text.fill("A line\n" * 40)
        desk.idle()
        tab, heads = page.locator(".tabs b").bounding_box(), head.bounding_box()
        assert tab
        assert heads
        assert tab["y"] < heads["y"] + heads["height"], "it does not reach so far, and this says nothing"
        for one in (page.locator(".tabs b"), text):
            assert one.evaluate(SEEN)

    def test_another_one_was_faster_in_that_language(self, described: Description, other: Description) -> None:
        for one, text in ((described, "Meines"), (other, "Ihres")):
            one.open()
            one.press("Alt+ArrowDown", "Alt+ArrowDown")
            expect(one.text).to_have_attribute("lang", "de")
            one.keyboard.type(text)
        other.save()
        described.save()
        expect(described.choice).to_contain_text("Ihres")
        expect(described.text).to_have_value("Meines")
        described.press("1")
        described.idle()
        expect(described.place).to_have_text("Old words")
        other.page.goto(other.path.replace("/en/", "/de/"))
        expect(other.place).to_have_text("Meines")

    def test_a_draft_is_one_of_its_language(self, described: Description) -> None:
        described.open()
        described.press("Alt+ArrowDown")
        expect(described.text).to_have_attribute("lang", "nl")
        described.keyboard.type("Half a text")
        described.page.reload()
        assert described.page.evaluate(DRAFTS) == 1
        expect(described.mark).to_have_text("Unsaved text")
        described.open()
        expect(described.offer).to_be_hidden()
        described.press("Alt+ArrowDown")
        expect(described.text).to_have_attribute("lang", "nl")
        described.restore()
        expect(described.text).to_have_value("Half a text")

    @pytest.mark.parametrize("why", ["refused", "failed"])
    def test_what_was_not_saved_comes_before_the_next_one(self, described: Description, why: str) -> None:
        text = "x" * 20_001 if why == "refused" else "Not saved"
        if why == "failed":
            path = f"**/products/{described.number}/description"
            described.page.route(path, lambda route: route.fulfill(status=500), times=1)
        described.open()
        described.text.fill(text)
        described.press("Alt+ArrowDown")
        expect(described.error).to_be_visible()
        described.idle()
        expect(described.text).to_have_count(1)
        expect(described.text).to_be_focused()
        expect(described.text).to_have_value(text)
        expect(described.text).to_have_attribute("lang", "en")
        described.text.fill("Shorter")
        described.press("Alt+ArrowDown")
        expect(described.text).to_have_attribute("lang", "nl")
        described.press("Escape")
        expect(described.place).to_have_text("Shorter")

    def test_a_letter_on_its_cell_leaves_a_refused_text_as_it_is(self, described: Description) -> None:
        desk = described.on_the_desk()
        desk.go_to(described.number, "description")
        desk.press("Enter", "Alt+ArrowDown")
        expect(described.text).to_have_attribute("lang", "nl")
        described.text.fill("x" * 20_001)
        desk.press("Tab")
        desk.idle()
        desk.go_to(described.number, "description")
        desk.press("w")
        expect(described.text).to_be_focused()
        expect(described.text).to_have_value("x" * 20_001)
        expect(described.text).to_have_attribute("lang", "nl")

    def test_where_a_range_is_selected_it_is_written_in_one_cell(self, described: Description, rows) -> None:  # type: ignore[no-untyped-def]
        name = f"Pair {uuid.uuid4().hex[:10]}"
        first, second = rows(2, name=name)
        desk = Desk(described.page).show(name)
        desk.go_to(first, "description")
        desk.press("Shift+ArrowDown", "Enter", "Alt+ArrowDown")
        text = desk.page.locator("form.editor:not([hidden]) textarea")
        expect(text).to_have_attribute("lang", "nl")
        desk.type("Nederlands")
        desk.press("Control+Enter")
        desk.idle()
        for number in (first, second):
            expect(desk.cell(number, "description").locator(".value")).to_have_text("")
        desk.go_to(first, "description")
        desk.press("Enter", "Alt+ArrowDown")
        expect(text).to_have_value("Nederlands")

    def test_whoever_signs_in_by_mouse_goes_on_in_the_next_one(self, described: Description) -> None:
        page = described.page
        described.write("First")
        page.context.clear_cookies()
        described.press("Alt+ArrowDown")
        page.locator("dialog[open]").get_by_role("button", name="Editor").click()
        expect(page.locator("dialog[open] [aria-pressed=true]")).to_have_text("Editor")
        page.locator("dialog[open] [name=password]").press("Enter")
        expect(page.locator("dialog")).to_have_count(0)
        expect(described.text).to_have_attribute("lang", "nl")
        expect(described.text).to_be_focused()
        described.keyboard.type("Tweede")
        described.save()
        expect(described.place).to_have_text("First")

    def test_an_undo_over_what_somebody_wrote_since_asks_for_a_choice(
        self, described: Description, other: Description
    ) -> None:
        desk = described.on_the_desk()
        desk.go_to(described.number, "description")
        desk.press("Enter", "Alt+ArrowDown")
        expect(described.text).to_have_attribute("lang", "nl")
        described.keyboard.type("Mijn")
        described.save()
        other.open()
        other.press("Alt+ArrowDown")
        other.press("Control+a")
        other.keyboard.type("Hun")
        other.save()
        described.press("Control+z")
        expect(described.choice).to_contain_text("Hun")
        expect(described.text).to_have_attribute("lang", "nl")
        described.press("2")
        expect(described.place).to_have_text("Old words")

    def test_its_links_lead_somewhere_on_a_page_of_its_own_too(self, described: Description) -> None:
        described.page.goto(f"/en/products/{described.number}/description/edit")
        described.page.get_by_role("main").get_by_role("link", name="Deutsch").press("Enter")
        expect(described.page.get_by_label("Description", exact=True)).to_have_attribute("lang", "de")

    def test_without_script(self, described: Description, someone: Callable[..., Page]) -> None:
        page = someone("editor", java_script_enabled=False)
        page.goto(f"/en/products/{described.number}/description/edit")
        page.get_by_role("main").get_by_role("link", name="Français").click()
        text = page.get_by_label("Description", exact=True)
        expect(text).to_have_attribute("lang", "fr")
        text.fill("En français")
        page.get_by_role("button", name="Save").click()
        page.goto(described.path.replace("/en/", "/fr/"))
        expect(page.locator(f"#product-{described.number}-description")).to_have_text("En français")
        page.goto(described.path)
        expect(page.locator(f"#product-{described.number}-description")).to_have_text("Old words")


class TestPreview:
    def test_one_request_at_a_time_and_the_last_text_stays(self, described: Description, latency) -> None:  # type: ignore[no-untyped-def]
        under_way, most, sent = [0], [0], [0]

        def begun(request: Request) -> None:
            if request.url.endswith("/preview"):
                sent[0] += 1
                under_way[0] += 1
                most[0] = max(most[0], under_way[0])

        def ended(request: Request) -> None:
            under_way[0] -= request.url.endswith("/preview")

        described.page.on("request", begun)
        described.page.on("requestfinished", ended)
        described.open()
        latency(described.page, 500)
        for word in ("one ", "two ", "three "):
            with described.page.expect_request("**/preview"):
                described.keyboard.type(word)
        described.idle()
        expect(described.shown).to_have_text("Old wordsone two three")
        assert (most[0], sent[0]) == (1, 3)

    @pytest.mark.parametrize("status", [401, 500])
    def test_one_that_fails_disturbs_nobody(self, described: Description, status: int) -> None:
        described.page.route("**/preview", lambda route: route.fulfill(status=status, body="<h1>Bad</h1>"), times=1)
        described.write("Typed on")
        expect(described.place.locator(".unreached")).to_be_visible()
        expect(described.text).to_be_focused()
        expect(described.page.locator("dialog, main h1:has-text('Bad')")).to_have_count(0)
        described.keyboard.type(" and on")
        expect(described.shown).to_have_text("Typed on and on")
        expect(described.place.locator(".unreached")).to_be_hidden()

    def test_a_link_in_it_leads_nowhere(self, described: Description) -> None:
        described.write("[out](/en/products)")
        described.shown.get_by_role("link", name="out").click()
        described.press("Control+Enter")
        described.idle()
        expect(described.place.get_by_role("link", name="out")).to_be_visible()
        assert described.page.url.endswith(described.path)

    def test_one_that_is_closed_is_not_asked_for(self, described: Description) -> None:
        described.open()
        posted = writes(described.page)
        summary = described.place.locator(".preview summary")
        summary.focus()
        described.press("Enter")
        described.text.fill("Unseen")
        described.idle()
        assert posted == []
        summary.focus()
        described.press("Enter")
        expect(described.shown).to_have_text("Unseen")


class TestEscape:
    def test_nothing_typed_nothing_asked(self, described: Description) -> None:
        described.open()
        described.press("Escape")
        expect(described.place).to_be_focused()
        expect(described.place.locator("form")).to_have_count(0)

    def test_it_asks_and_escape_again_goes_on(self, described: Description) -> None:
        described.write("Something else")
        posted = writes(described.page)
        described.press("Escape")
        expect(described.question).to_be_visible()
        assert described.page.evaluate(FOCUSED) == "keep"
        described.press("Escape")
        expect(described.question).to_be_hidden()
        expect(described.text).to_be_focused()
        expect(described.text).to_have_value("Something else")
        described.press("Escape", "1")
        expect(described.place).to_have_text("Old words")
        expect(described.place).to_be_focused()
        assert [url for url in posted if not url.endswith("/preview")] == []
        assert described.page.evaluate(DRAFTS) == 0

    def test_by_its_buttons(self, described: Description) -> None:
        described.write("Something else")
        described.press("Escape", "Enter")
        expect(described.text).to_be_focused()
        described.press("Escape", "Shift+Tab", "Enter")
        expect(described.place).to_have_text("Old words")

    def test_going_back_to_the_text_answers_it(self, described: Description) -> None:
        described.write("Something else")
        described.press("Escape")
        described.text.click()
        expect(described.question).to_be_hidden()

    def test_while_it_is_asked_a_click_elsewhere_saves_nothing(self, described: Description) -> None:
        described.write("Undecided")
        described.press("Escape")
        described.page.locator("footer").click()
        described.idle()
        expect(described.text).to_have_value("Undecided")

    def test_in_a_cell(self, described: Description) -> None:
        desk = described.on_the_desk()
        cell = desk.go_to(described.number, "description")
        desk.press("Enter")
        expect(desk.editor(described.number, "description")).to_be_focused()
        desk.type("!")
        desk.press("Escape")
        expect(cell.locator("[data-question]")).to_be_visible()
        desk.press("1")
        expect(cell).to_have_text("Old words")
        expect(cell).to_be_focused()


class TestConflict:
    @pytest.fixture
    def contested(self, described: Description, other: Description) -> Description:
        """Both wrote it, the owner first; the editor is asked."""
        described.write("Old words and mine")
        other.write("Old words or theirs")
        other.save()
        described.save()
        expect(described.choice).to_be_visible()
        return described

    def test_the_words_that_differ_are_shown(self, contested: Description) -> None:
        def words(between: str, kind: str) -> str:
            said = contested.choice.locator(f".{between} {kind}").all_text_contents()
            assert all(text.startswith({"del": "removed: ", "ins": "added: "}[kind]) for text in said)
            return " ".join(text.partition(": ")[2].strip() for text in said)

        assert (words("both", "del"), words("both", "ins")) == ("or theirs", "and mine")
        assert (words("mine", "del"), words("mine", "ins")) == ("", "and mine")
        assert (words("theirs", "del"), words("theirs", "ins")) == ("", "or theirs")
        assert contested.page.evaluate(FOCUSED) == "mine"
        expect(contested.choice).to_contain_text("Olga Owner")

    @pytest.mark.parametrize(("key", "text"), [("1", "Old words and mine"), ("2", "Old words or theirs")])
    def test_mine_or_theirs(self, contested: Description, no_reload, key: str, text: str) -> None:  # type: ignore[no-untyped-def]
        with no_reload(int(key == "1")):
            contested.press(key)
            contested.idle()
            expect(contested.place).to_have_text(text)
        expect(contested.place).to_be_focused()
        assert contested.page.evaluate(DRAFTS) == 0
        contested.page.reload()
        expect(contested.place).to_have_text(text)

    def test_edit_with_theirs_in_view(self, contested: Description, no_reload) -> None:  # type: ignore[no-untyped-def]
        with no_reload(2):
            contested.press("3")
            expect(contested.text).to_be_focused()
            expect(contested.text).to_have_value("Old words and mine")
            expect(contested.place.locator(".in-full")).to_be_visible()
            expect(contested.place.locator(".in-full")).to_have_text("Old words or theirs")
            contested.press("Control+End")
            contested.keyboard.type(" and theirs")
            expect(contested.shown).to_have_text("Old words and mine and theirs")
            contested.save()
            expect(contested.place).to_have_text("Old words and mine and theirs")

    def test_escape_goes_back_to_the_text(self, contested: Description) -> None:
        contested.press("Escape")
        expect(contested.text).to_be_focused()
        contested.press("Escape", "1")
        expect(contested.place).to_have_text("Old words or theirs")

    def test_on_the_page_of_the_record(self, described: Description, other: Description, no_reload) -> None:  # type: ignore[no-untyped-def]
        page = described.page
        page.goto(f"/en/desk/products/{described.number}")
        text, stock = page.locator("textarea"), page.locator("form[action$='/stock'] [name=value]")
        other.write("Theirs")
        other.save()
        with no_reload(2):
            text.fill("Mine")
            text.press("Control+Enter")
            stock.fill("77")
            page.get_by_role("button", name="Edit").press("Enter")
            expect(text).to_be_focused()
            expect(text).to_have_value("Mine")
            text.press("Control+Enter")
            expect(page.locator("#announcer")).to_contain_text("Mine")
        expect(stock).to_have_value("77")
        page.reload()
        expect(text).to_have_value("Mine")


class TestInTheTrash:
    @pytest.fixture
    def gone(self, described: Description, someone: Callable[..., Page], post: Callable[..., int]) -> Description:
        described.write("Written too late")
        assert post(someone("owner"), f"/en/products/{described.number}/trash") == 200
        described.save()
        expect(described.place.locator("form[data-gone] .choice")).to_be_visible()
        return described

    def test_restored_with_my_text(self, gone: Description, no_reload) -> None:  # type: ignore[no-untyped-def]
        with no_reload(2):
            gone.press("1")
            gone.idle()
            expect(gone.place).to_have_text("Written too late")
        assert gone.page.evaluate(DRAFTS) == 0

    def test_left_there_the_text_is_not_lost(self, gone: Description) -> None:
        gone.show()
        assert gone.page.evaluate(DRAFTS) == 1


class TestDrafts:
    def test_a_closed_tab(self, described: Description, no_reload) -> None:  # type: ignore[no-untyped-def]
        described.write("Not saved yet")
        described.page.close()
        page = described.page.context.new_page()
        back = described.elsewhere(page)
        expect(back.mark).to_have_text("Unsaved text")
        back.open()
        expect(back.text).to_have_value("Old words")
        expect(back.offer).to_contain_text("There is unsaved text from")
        expect(page.locator("#announcer")).to_contain_text("There is unsaved text from")
        with no_reload(on=page):
            back.press("Shift+Tab", "Shift+Tab")
            assert page.evaluate(FOCUSED) == "restore"
            back.press("Enter")
            expect(back.text).to_be_focused()
            expect(back.text).to_have_value("Not saved yet")
            expect(back.offer).to_be_hidden()
            back.save()
            expect(back.place).to_have_text("Not saved yet")
        assert page.evaluate(DRAFTS) == 0
        page.reload()
        expect(back.mark).to_have_count(0)

    def test_discarded(self, described: Description) -> None:
        described.write("Not wanted")
        described.page.goto("/en/products")
        described.show().open()
        expect(described.offer).to_be_visible()
        described.press("Shift+Tab", "Enter")
        expect(described.offer).to_be_hidden()
        expect(described.text).to_be_focused()
        expect(described.text).to_have_value("Old words")
        described.press("Escape")
        expect(described.place).to_be_focused()
        assert described.page.evaluate(DRAFTS) == 0

    def test_left_unanswered_it_stays(self, described: Description) -> None:
        described.write("First")
        described.show().open()
        described.press("Control+a")
        described.keyboard.type("Second")
        described.save()
        expect(described.mark).to_be_visible()
        described.open()
        described.restore()
        expect(described.text).to_have_value("First")

    def test_what_is_typed_before_restoring_is_offered_in_its_turn(self, described: Description) -> None:
        described.write("First")
        described.show().open()
        described.press("Control+a")
        described.keyboard.type("Second")
        described.restore()
        expect(described.text).to_have_value("First")
        described.restore()
        expect(described.text).to_have_value("Second")

    def test_it_is_there_soon_after_typing(self, described: Description, context: BrowserContext) -> None:
        watching = described.elsewhere(context.new_page())
        described.open()
        expect(watching.mark).to_have_count(0)
        described.keyboard.type("!")
        expect(watching.mark).to_be_visible(timeout=2000)
        described.press("Backspace")
        expect(watching.mark).to_have_count(0)

    def test_it_is_found_wherever_the_field_is_edited(self, described: Description) -> None:
        described.write("From the page")
        desk = described.on_the_desk()
        cell = desk.cell(described.number, "description")
        expect(cell.locator(".unsaved")).to_have_text("Unsaved text")
        desk.go_to(described.number, "description")
        desk.press("Enter")
        expect(desk.editor(described.number, "description")).to_be_focused()
        described.restore()
        expect(desk.editor(described.number, "description")).to_have_value("From the page")
        desk.press("Tab")
        desk.idle()
        expect(cell).to_have_text("From the page")
        described.page.goto(f"/en/desk/products/{described.number}")
        expect(described.page.locator("[data-offer]")).to_be_hidden()

    def test_on_the_page_of_the_record(self, described: Description, no_reload) -> None:  # type: ignore[no-untyped-def]
        page = described.page
        page.goto(f"/en/desk/products/{described.number}")
        page.locator("textarea").fill("In plain view")
        page.reload()
        expect(page.locator("textarea")).to_have_value("Old words")
        with no_reload():
            page.get_by_role("button", name="Restore").press("Enter")
            expect(page.locator("textarea")).to_have_value("In plain view")
            page.locator("textarea").press("Control+Enter")
            expect(page.locator("#announcer")).to_contain_text("In plain view")
        page.locator(IDLE).wait_for(state="attached")
        assert page.evaluate(DRAFTS) == 0

    def test_somebody_else_wrote_meanwhile(self, described: Description, other: Description) -> None:
        described.write("Old words of mine")
        described.page.goto("/en/products")
        other.write("New words")
        other.save()
        described.show().open()
        described.restore()
        expect(described.text).to_have_value("Old words of mine")
        described.save()
        expect(described.choice.locator(".mine ins")).to_contain_text("of mine")
        described.press("1")
        described.idle()
        expect(described.place).to_have_text("Old words of mine")

    def test_a_choice_not_made_is_asked_again(self, described: Description, other: Description) -> None:
        """Closing the tab at the choice must not turn one's own text into an answer to theirs."""
        described.write("Mine")
        other.write("Theirs")
        other.save()
        described.save()
        expect(described.choice).to_be_visible()
        described.show().open()
        described.restore()
        described.save()
        expect(described.choice).to_be_visible()

    def test_what_was_saved_after_all_is_not_offered(self, described: Description, complaints: Complaints) -> None:
        complaints.allow("ERR_FAILED")
        complaints.allow("htmx: htmx:error")

        def lose_the_answer(route: Route) -> None:
            route.fetch()
            route.abort()

        described.page.route("**/description", lose_the_answer, times=1)
        described.write("Saved unnoticed")
        described.save()
        described.show().open()
        expect(described.text).to_have_value("Saved unnoticed")
        expect(described.offer).to_be_hidden()
        assert described.page.evaluate(DRAFTS) == 0

    def test_it_is_offered_to_its_author_only(self, described: Description, sign_in) -> None:  # type: ignore[no-untyped-def]
        described.write("A secret")
        described.page.context.clear_cookies()
        sign_in(described.page, "owner")
        described.show()
        expect(described.place).to_have_class(re.compile("editable"))
        expect(described.mark).to_have_count(0)
        described.open()
        expect(described.offer).to_be_hidden()

    def test_the_oldest_make_room(self, described: Description) -> None:
        described.page.evaluate("""() => {
          for (let n = 0; n < 60; n += 1) {
            const draft = {at: n, version: '', fields: {value: 'x'.repeat(20_000)}};
            localStorage.setItem(`draft 3 /en/products/${n}/description old${n}`, JSON.stringify(draft));
          }
        }""")
        described.write("The newest")
        described.page.goto("/en/products")
        kept: list[str] = described.page.evaluate("Object.keys(localStorage)")
        assert len(kept) == 40
        assert not [key for key in kept if key.endswith((" old0", " old20"))]
        assert [key for key in kept if f"/{described.number}/" in key]

    @pytest.mark.parametrize(
        "broken",
        [
            "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})",
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        ],
        ids=["forbidden", "full"],
    )
    def test_without_room_for_them_all_else_works(self, described: Description, broken: str) -> None:
        described.page.add_init_script(broken)
        described.show().write("As ever")
        described.save()
        expect(described.place).to_have_text("As ever")

    def test_any_form_can_ask_for_it(self, described: Description) -> None:
        """As the form of a comment does: its fields by name, and nothing that is hidden or secret."""
        page = described.page
        page.evaluate(FORM)
        form = page.locator("form[data-draft]")
        form.locator("[name=name]").fill("Ineke")
        described.show()
        assert page.evaluate(DRAFTS) == 0, "a name is no text that somebody would miss"
        page.evaluate(FORM)
        form.locator("[name=name]").fill("Ineke")
        form.locator("[name=body]").fill("What I think")
        described.show()
        stored = page.evaluate("Object.entries(localStorage).map(([key, text]) => [key, JSON.parse(text).fields])")
        assert [fields for _key, fields in stored] == [{"name": "Ineke", "body": "What I think"}]
        assert " /en/somewhere#answer-7 " in stored[0][0]
        page.evaluate(FORM)
        form.get_by_role("button", name="restore").press("Enter")
        expect(form.locator("[name=name]")).to_have_value("Ineke")
        expect(form.locator("[name=body]")).to_have_value("What I think")
        expect(form.locator("[name=body]")).to_be_focused()

    def test_a_form_that_came_back_with_a_reason_holds_what_is_not_saved(self, described: Description) -> None:
        described.page.evaluate(FORM, "Refused words")
        # It is met once it is painted.
        described.page.evaluate(DRAFTED)
        described.show()
        described.page.evaluate(FORM)
        form = described.page.locator("form[data-draft]")
        form.get_by_role("button", name="restore").press("Enter")
        expect(form.locator("[name=body]")).to_have_value("Refused words")


class TestOutages:
    def test_the_session_ended(self, described: Description, shop, no_reload) -> None:  # type: ignore[no-untyped-def]
        page = described.page
        with no_reload(1):
            described.write("Typed too long")
            page.context.clear_cookies()
            described.press("Control+Enter")
            expect(page.locator("dialog[open] [name=password]")).to_be_visible()
        page.goto(f"/en/sign-in?next={described.path}")
        page.locator("[name=email]").fill(shop.email("editor"))
        page.locator("[name=password]").fill(shop.password)
        page.locator("[name=password]").press("Enter")
        expect(described.mark).to_be_visible()
        described.open()
        described.restore()
        expect(described.text).to_have_value("Typed too long")
        described.save()
        expect(described.place).to_have_text("Typed too long")

    def test_signed_in_again_over_the_page(self, described: Description, no_reload) -> None:  # type: ignore[no-untyped-def]
        page = described.page
        with no_reload(3):
            described.write("Typed too long")
            page.context.clear_cookies()
            described.press("Control+Enter")
            page.locator("dialog[open]").get_by_role("button", name="Editor").click()
            expect(page.locator("dialog[open] [aria-pressed=true]")).to_have_text("Editor")
            page.locator("dialog[open] [name=password]").press("Enter")
            expect(page.locator("dialog")).to_have_count(0)
            # What was on its way is sent again by itself.
            expect(described.place).to_have_text("Typed too long")
        assert page.evaluate(DRAFTS) == 0

    def test_the_shop_cannot_be_reached(self, described: Description, complaints: Complaints, no_reload) -> None:  # type: ignore[no-untyped-def]
        complaints.allow("ERR_INTERNET_DISCONNECTED")
        complaints.allow("htmx: htmx:error")
        page = described.page
        described.open()
        page.context.set_offline(True)
        with no_reload(3):
            described.keyboard.type(" that stay")
            described.press("Control+Enter")
            expect(page.locator("#waiting")).to_contain_text("No connection")
            expect(described.place).to_have_text("Old words that stay")
            expect(described.place).to_have_attribute("aria-busy", "true")
            # It lies on the shelf a second after the last key.
            page.wait_for_timeout(1200)
            assert page.evaluate(DRAFTS) == 1
            page.context.set_offline(False)
            described.idle()
            expect(described.place).not_to_have_attribute("aria-busy", "true")
            expect(described.place).to_have_text("Old words that stay")
            page.locator("#notes").get_by_role("button", name="Undo").click()
            described.idle()
            expect(described.place).to_have_text("Old words")
        assert page.evaluate(DRAFTS) == 0

    def test_the_shop_cannot_be_reached_from_the_page_of_the_record(
        self, described: Description, complaints: Complaints
    ) -> None:
        complaints.allow("ERR_INTERNET_DISCONNECTED")
        complaints.allow("htmx: htmx:error")
        page = described.page
        page.goto(f"/en/desk/products/{described.number}")
        text, form = page.locator("textarea"), page.locator("form[action$='/description']")
        page.context.set_offline(True)
        text.fill("Not yet")
        text.press("Control+Enter")
        expect(page.locator("#waiting")).to_contain_text("No connection")
        expect(text).to_have_value("Not yet")
        page.context.set_offline(False)
        expect(page.locator("#announcer")).to_contain_text("Not yet")
        expect(form.locator("[data-error]")).to_have_count(0)

    def test_the_answer_is_lost_and_the_text_saved_once(self, described: Description, complaints: Complaints) -> None:
        complaints.allow("ERR_FAILED")
        complaints.allow("htmx: htmx:error")

        def lose_the_answer(route: Route) -> None:
            route.fetch()
            route.abort()

        described.page.route("**/description", lose_the_answer, times=1)
        described.write("Only once")
        # It is sent again by itself, under the same key.
        described.save()
        expect(described.place).to_have_text("Only once")
        described.press("Control+z")
        described.idle()
        expect(described.place).to_have_text("Old words")

    def test_the_page_is_left_without_a_warning_since_nothing_is_lost(self, described: Description) -> None:
        described.write("Kept anyway")
        asked: list[str] = []
        described.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        described.page.goto("/en/products")
        assert asked == []
        assert described.page.evaluate(DRAFTS) == 1

    def test_where_it_would_be_lost_the_browser_warns(self, described: Description) -> None:
        described.page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full'); }")
        described.show().write("Not kept")
        asked: list[str] = []
        described.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        described.page.goto("/en/products")
        assert asked == ["beforeunload"]

    def test_a_right_that_was_taken_away_takes_no_text(
        self, described: Description, someone: Callable[..., Page]
    ) -> None:
        described.write("Still here")
        become(described.page, someone("reader"))
        described.save()
        expect(described.page.locator("#notes .bad")).to_be_visible()
        expect(described.text).to_have_value("Still here")


class TestWithoutScript:
    @pytest.fixture
    def plain(self, described: Description, someone: Callable[..., Page]) -> Iterator[Page]:
        page = someone("editor", java_script_enabled=False)
        page.goto(f"/en/products/{described.number}/description/edit")
        return page

    def test_the_preview_is_a_page_that_keeps_the_text(self, plain: Page, described: Description) -> None:
        plain.locator("textarea").fill("A *plain*\n\nform")
        plain.get_by_role("button", name="Preview").press("Enter")
        expect(plain.locator(".shown em")).to_have_text("plain")
        expect(plain.locator("textarea")).to_have_value("A *plain*\n\nform")
        expect(plain.locator(".size")).to_have_text("Characters: 15 of 20,000 · Words: 3")
        plain.get_by_role("button", name="Save").press("Enter")
        expect(described.show().place.locator("em")).to_have_text("plain")

    def test_a_preview_of_what_is_too_long_keeps_it_too(self, plain: Page) -> None:
        plain.locator("textarea").fill("y" * 20_001)
        plain.get_by_role("button", name="Preview").press("Enter")
        expect(plain.locator("[data-error=too_long]")).to_be_visible()
        expect(plain.locator("textarea")).to_have_value("y" * 20_001)

    def test_a_conflict_shows_what_differs(self, plain: Page, described: Description, other: Description) -> None:
        other.write("Old words or theirs")
        other.save()
        plain.locator("textarea").fill("Old words and mine")
        plain.get_by_role("button", name="Save").press("Enter")
        expect(plain.locator(".both del").last).to_contain_text("theirs")
        expect(plain.locator(".mine ins")).to_contain_text("and mine")
        plain.get_by_text("Their whole text").click()
        expect(plain.locator(".in-full")).to_have_text("Old words or theirs")
        plain.locator("textarea").fill("Old words of both")
        plain.get_by_role("button", name="Keep mine").press("Enter")
        expect(described.show().place).to_have_text("Old words of both")

    def test_theirs_are_taken_by_a_link(self, plain: Page, other: Description) -> None:
        other.write("Theirs")
        other.save()
        plain.locator("textarea").fill("Mine")
        plain.get_by_role("button", name="Save").press("Enter")
        expect(plain.get_by_role("button", name="Take theirs")).to_be_hidden()
        plain.get_by_role("link", name="Take theirs").press("Enter")
        expect(plain.locator("textarea")).to_have_value("Theirs")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(described: Description, other: Description, scheme: str) -> None:
    page = described.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    found: dict[str, list[str]] = {}
    described.write("## A title\n\n*Words* and [a link](/en/products)[^1]\n\n    code\n\n[^1]: A note")
    described.idle()
    found["preview"] = violations(page)
    described.press("Escape")
    expect(described.question).to_be_visible()
    found["question"] = violations(page)
    described.show()
    found["mark"] = violations(page)
    described.open()
    expect(described.offer).to_be_visible()
    found["offer"] = violations(page)
    described.restore()
    other.write("Theirs")
    other.save()
    described.save()
    expect(described.choice).to_be_visible()
    found["conflict"] = violations(page)
    described.press("3")
    expect(described.place.locator(".in-full")).to_be_visible()
    found["edit after a conflict"] = violations(page)
    assert {state: what for state, what in found.items() if what} == {}
