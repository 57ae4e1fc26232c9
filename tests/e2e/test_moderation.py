"""Moderating by keys on the desk, and with the buttons below a story: decided, taken back, answered, edited."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import IDLE
from tests.e2e.discussion import SLUG, Discussion, Someone, Story, forget_what_was_counted, word
from tests.e2e.test_accessibility import violations
from webapp.testing import Shop

PRESS = """([key, code, more]) => document.activeElement.dispatchEvent(
  new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true, ...more}))"""
# Below this story nothing else waits.
QUIET = "how-paper-is-made-in-uji"


@pytest.fixture
def discussion(shop: Shop, someone: Someone) -> Discussion:
    forget_what_was_counted(shop)
    return Discussion(shop, someone("owner"))


class Pile:
    """The moderators' list in a browser, showing a few comments of one's own."""

    def __init__(self, page: Page, discussion: Discussion, count: int = 3, locale: str = "en") -> None:
        self.page = page
        self.word = word()
        self.keyboard = page.keyboard
        self.ids = [discussion.say(f"{self.word} number {n}.", "waiting") for n in range(count)]
        page.goto(f"/{locale}/desk/moderation?q={self.word}")
        expect(self.rows()).to_have_count(count)

    def rows(self) -> Locator:
        return self.page.locator("[data-row]")

    def row(self, number: int) -> Locator:
        return self.page.locator(f"#comment-{self.ids[number]}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keyboard.press(key)

    def idle(self) -> None:
        self.page.locator(IDLE).wait_for(state="attached")

    def show(self, state: str) -> None:
        self.page.goto(f"/en/desk/moderation?q={self.word}&state={state}")


@pytest.fixture
def pile(page: Page, sign_in, discussion: Discussion) -> Pile:  # type: ignore[no-untyped-def]
    sign_in(page, "editor")
    return Pile(page, discussion)


@pytest.mark.parametrize(("key", "state"), [("a", "shown"), ("h", "hidden"), ("s", "spam")])
def test_one_key_decides_and_focus_is_on_the_next(pile: Pile, no_reload, key: str, state: str) -> None:  # type: ignore[no-untyped-def]
    with no_reload(1):
        pile.press("j")
        expect(pile.row(0)).to_be_focused()
        pile.press(key)
        expect(pile.row(1)).to_be_focused()
        expect(pile.rows()).to_have_count(2)
        pile.idle()
    expect(pile.row(1)).to_be_focused()
    expect(pile.page.locator("#announcer")).to_contain_text("Saved. State: Waiting →")
    pile.show(state)
    expect(pile.row(0)).to_be_visible()


def test_a_row_of_keys_decides_on_each_in_its_turn(pile: Pile, no_reload) -> None:  # type: ignore[no-untyped-def]
    with no_reload(3):
        pile.press("j", "a", "h", "s")
        expect(pile.rows()).to_have_count(0)
        pile.idle()
        nothing = pile.page.get_by_role("heading", name="Nothing matches")
        expect(nothing).to_be_focused()
    for number, state in enumerate(("shown", "hidden", "spam")):
        pile.show(state)
        expect(pile.rows()).to_have_count(1)
        expect(pile.row(number)).to_be_visible()


def test_at_the_end_focus_goes_to_the_one_before(pile: Pile) -> None:
    pile.row(2).focus()
    pile.press("a")
    expect(pile.row(1)).to_be_focused()
    pile.idle()
    expect(pile.row(1)).to_be_focused()


def test_undo_by_key_and_by_the_note_brings_back_the_row_and_the_focus(pile: Pile, no_reload) -> None:  # type: ignore[no-untyped-def]
    with no_reload(4):
        pile.row(1).focus()
        pile.press("s")
        expect(pile.rows()).to_have_count(2)
        pile.idle()
        pile.press("Control+z")
        expect(pile.rows()).to_have_count(3)
        expect(pile.row(1)).to_be_focused()
        expect(pile.page.locator("#announcer")).to_contain_text("Undone")
        pile.press("h")
        expect(pile.rows()).to_have_count(2)
        pile.idle()
        pile.page.locator("#notes .note").last.get_by_role("button", name="Undo").press("Enter")
        expect(pile.rows()).to_have_count(3)
        expect(pile.row(1)).to_be_focused()


def test_moving_by_letters_and_arrows(pile: Pile) -> None:
    pile.press("j", "j")
    expect(pile.row(1)).to_be_focused()
    pile.press("k")
    expect(pile.row(0)).to_be_focused()
    pile.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
    expect(pile.row(2)).to_be_focused()
    pile.press("ArrowUp")
    expect(pile.row(1)).to_be_focused()
    assert pile.page.locator("[data-row][tabindex='0']").count() == 1


def test_letters_of_another_script_lie_where_they_lie(pile: Pile) -> None:
    """On an Arabic or Russian keyboard the key for `a` types another letter."""
    pile.row(0).focus()
    pile.page.evaluate(PRESS, ["о", "KeyJ", {}])
    expect(pile.row(1)).to_be_focused()
    pile.page.evaluate(PRESS, ["ą", "KeyA", {"modifierAltGraph": True, "ctrlKey": True, "altKey": True}])
    pile.page.evaluate(PRESS, ["ش", "KeyA", {"isComposing": True}])
    pile.idle()
    expect(pile.rows()).to_have_count(3)
    pile.page.evaluate(PRESS, ["ش", "KeyA", {}])
    expect(pile.rows()).to_have_count(2)


def test_keys_with_modifiers_and_in_fields_are_none(pile: Pile) -> None:
    pile.row(0).focus()
    pile.press("Alt+a", "Shift+A", "Control+Shift+s", "Meta+h")
    pile.idle()
    expect(pile.rows()).to_have_count(3)
    pile.press("/")
    field = pile.page.locator("#moderation-q")
    expect(field).to_be_focused()
    field.fill("")
    pile.keyboard.type("ahsjk")
    expect(field).to_have_value("ahsjk")
    pile.idle()
    pile.page.locator("#moderation-title").focus()
    pile.press("a", "s")
    pile.idle()
    pile.page.goto(f"/en/desk/moderation?q={pile.word}")
    expect(pile.rows()).to_have_count(3)


def test_open_and_reply_in_place(pile: Pile, no_reload, someone: Someone) -> None:  # type: ignore[no-untyped-def]
    text = f"An answer, {word()}."
    with no_reload(2):
        pile.row(0).focus()
        pile.press("Enter")
        expect(pile.page.locator(f"#comment-{pile.ids[0]}-reply-form-body")).to_be_focused()
        pile.keyboard.type(text)
        pile.press("Control+Enter")
        expect(pile.row(0)).to_have_count(0)
        expect(pile.rows()).to_have_count(2)
        pile.idle()
    expect(pile.row(1)).to_be_focused()
    story = Story(someone())
    expect(story.comment(text)).to_contain_text("in reply to")
    expect(story.page.locator(f"#comment-{pile.ids[0]}")).to_be_visible()


def test_escape_closes_what_was_opened(pile: Pile) -> None:
    pile.row(1).focus()
    pile.press("o")
    expect(pile.page.locator(f"#comment-{pile.ids[1]}-reply-form-body")).to_be_focused()
    pile.press("Escape")
    expect(pile.page.locator("form[data-comment]")).to_have_count(0)
    pile.press("j")
    expect(pile.row(2)).to_be_focused()


def test_the_text_is_edited_in_place(pile: Pile, no_reload) -> None:  # type: ignore[no-untyped-def]
    with no_reload(2):
        pile.row(1).focus()
        pile.press("e")
        editor = pile.row(1).locator("form.editor [name=value]")
        expect(editor).to_be_focused()
        expect(editor).to_have_value(f"{pile.word} number 1.")
        pile.keyboard.type(" Mended.")
        pile.press("Control+Enter")
        expect(pile.row(1)).to_contain_text("Mended.")
        pile.idle()
        expect(pile.row(1).locator("form.editor")).to_have_count(0)
    expect(pile.row(1)).to_be_focused()
    pile.press("a")
    expect(pile.rows()).to_have_count(2)
    expect(pile.row(2)).to_be_focused()


def test_somebody_else_was_faster(pile: Pile, discussion: Discussion) -> None:
    discussion.decide(pile.ids[0], "shown")
    pile.row(0).focus()
    pile.press("s")
    note = pile.page.locator("#notes .note.bad")
    expect(note).to_contain_text("changed this to Shown meanwhile. Nothing was changed.")
    expect(pile.rows()).to_have_count(2)
    expect(pile.row(1)).to_be_focused()
    pile.show("shown")
    expect(pile.row(0)).to_be_visible()


def test_the_piles_change_without_reload_and_back_leads_back(pile: Pile, no_reload) -> None:  # type: ignore[no-untyped-def]
    with no_reload(2):
        pile.page.locator("#moderation-shown").press("Enter")
        pile.page.wait_for_url("**state=shown**")
        expect(pile.rows()).to_have_count(0)
        pile.page.locator("#moderation-waiting").press("Enter")
        expect(pile.rows()).to_have_count(3)
        pile.idle()
    pile.page.go_back()
    expect(pile.page.locator("#moderation-shown")).to_have_attribute("aria-current", "page")
    expect(pile.page.locator(".masthead")).to_be_visible()
    pile.page.go_forward()
    expect(pile.rows()).to_have_count(3)
    pile.press("j", "a")
    expect(pile.rows()).to_have_count(2)


def test_the_count_beside_the_tables_follows(pile: Pile) -> None:
    count = pile.page.locator("#moderation-count")
    before = int(re.sub(r"\D", "", count.inner_text()))
    pile.press("j", "a")
    expect(pile.rows()).to_have_count(2)
    assert int(re.sub(r"\D", "", count.inner_text())) == before - 1


# below a story


def test_below_a_story_a_comment_is_approved_hidden_and_brought_back(
    page: Page, sign_in, discussion: Discussion, no_reload
) -> None:  # type: ignore[no-untyped-def]
    text = f"Waiting below, {word()}."
    made = discussion.say(text, "waiting", slug=QUIET)
    sign_in(page, "editor")
    story = Story(page, QUIET)
    shown = page.locator(f"#comment-{made}")
    with no_reload(3):
        page.locator(f"#waiting-{made}").get_by_role("button", name="Approve").press("Enter")
        expect(shown).to_contain_text(text)
        expect(shown).to_be_focused()
        expect(page.locator(f"#waiting-{made}")).to_have_count(0)
        shown.get_by_role("button", name="Hide").press("Enter")
        expect(shown).to_have_count(0)
        assert story.focused() != "BODY"
        assert story.focused() != "main"
        story.idle()
        page.locator("#notes .note").last.get_by_role("button", name="Undo").press("Enter")
        expect(shown).to_contain_text(text)
        story.idle()


def test_the_buttons_are_for_moderators_only(someone: Someone, discussion: Discussion) -> None:
    discussion.say(f"A comment, {word()}.")
    for role in (None, "reader", "translator"):
        page = someone(role)
        Story(page)
        expect(page.locator("article.comment").first).to_be_visible()
        assert page.locator("[data-decide], template[data-decisions]").count() == 0


# without script


def test_without_script_each_decision_is_a_button(someone: Someone, discussion: Discussion) -> None:
    page = someone("editor", java_script_enabled=False)
    pile = Pile(page, discussion)
    pile.row(0).get_by_role("button", name="Approve").click()
    expect(pile.rows()).to_have_count(2)
    assert f"q={pile.word}" in page.url
    page.locator("#notes").get_by_role("button", name="Undo").click()
    expect(pile.rows()).to_have_count(3)
    pile.row(1).get_by_role("link", name="Edit").click()
    page.locator("[name=value]").fill(f"{pile.word} by hand.")
    page.get_by_role("button", name="Save").press("Enter")
    page.goto(f"/en/desk/moderation?q={pile.word}")
    expect(pile.row(1)).to_contain_text("by hand.")
    pile.row(1).get_by_role("link", name="Open and reply").click()
    page.get_by_label("Your reply").fill(f"Plainly answered {pile.word}.")
    page.get_by_role("button", name="Post the reply").click()
    expect(Story(page).comment(f"Plainly answered {pile.word}.")).to_be_visible()


def test_without_script_what_waits_is_approved_below_its_story(someone: Someone, discussion: Discussion) -> None:
    made = discussion.say(f"Waiting below, {word()}.", "waiting", slug=QUIET)
    page = someone("editor", java_script_enabled=False)
    Story(page, QUIET)
    page.locator(f"#waiting-{made}").get_by_role("button", name="Approve").click()
    expect(page.locator(f"#comment-{made}")).to_be_visible()
    assert f"/journal/{QUIET}" in page.url


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_axe_finds_nothing(someone: Someone, discussion: Discussion, locale: str) -> None:
    page = someone("editor", color_scheme="light", reduced_motion="reduce")
    pile = Pile(page, discussion, locale=locale)
    found = {"pile": violations(page)}
    pile.row(0).focus()
    pile.press("o")
    expect(page.locator("form[data-comment] textarea")).to_be_focused()
    found["opened"] = violations(page)
    pile.press("Escape")
    pile.row(1).focus()
    pile.press("e")
    expect(page.locator("form.editor [name=value]")).to_be_focused()
    found["edited"] = violations(page)
    page.goto(f"/{locale}/desk/moderation?q=nothing-like-this")
    found["empty"] = violations(page)
    page.goto(f"/en/journal/{SLUG}")
    page.goto(page.locator(f".languages a[lang={locale}]").get_attribute("href") or "")
    expect(page.locator("[data-decide]").first).to_be_visible()
    found["story"] = violations(page)
    assert {state: what for state, what in found.items() if what} == {}
