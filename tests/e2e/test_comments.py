"""Saying something to a story: written, refused, waiting, shown, without a reload and without losing one's place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.discussion import Discussion, Someone, Story, forget_what_was_counted, word
from tests.e2e.test_accessibility import violations
from webapp.testing import Shop


@pytest.fixture
def discussion(shop: Shop, someone: Someone) -> Discussion:
    forget_what_was_counted(shop)
    return Discussion(shop, someone("editor"))


@pytest.fixture
def known(shop: Shop, page: Page, discussion: Discussion) -> Page:
    """A visitor one of whose comments was approved."""
    story, text = Story(page), f"An earlier one, {word()}."
    page.locator("#comment-write").press("Enter")
    expect(page.locator("#comment-new-form-name")).to_be_focused()
    story.write(text)
    story.keyboard.press("Control+Enter")
    expect(page.locator(".held")).to_be_visible()
    discussion.approve(text)
    return page


def corner(element: Locator) -> tuple[float, float]:
    """Where something begins in the window."""
    box = element.bounding_box()
    assert box
    return box["x"], box["y"]


def test_a_first_comment_by_keyboard_waits_in_its_place(
    page: Page, discussion: Discussion, someone: Someone, no_reload
) -> None:  # type: ignore[no-untyped-def]
    story, text = Story(page), f"Said for the first time, {word()}."
    link = page.locator("#comment-write")
    link.scroll_into_view_if_needed()
    with no_reload(2):
        link.focus()
        expect(story.body()).to_be_visible()
        expect(link).to_be_focused()
        story.keyboard.press("Enter")
        expect(page.locator("#comment-new-form-name")).to_be_focused()
        before = corner(link)
        story.write(text)
        story.keyboard.press("Control+Enter")
        held = page.locator("#comment-new-held")
        expect(held).to_be_focused()
        expect(held).to_contain_text(text)
        expect(held).to_contain_text("Waiting for review")
    expect(page.locator("#announcer")).to_contain_text("waits for review")
    expect(page.locator("form[data-comment]")).to_have_count(0)
    assert corner(link) == before, "the reader's place is kept"
    other = Story(someone())
    expect(other.page.locator("#comments")).to_be_visible()
    expect(other.page.get_by_text(text)).to_have_count(0)


def test_a_reply_of_somebody_known_is_there_at_once(
    known: Page, discussion: Discussion, someone: Someone, no_reload
) -> None:  # type: ignore[no-untyped-def]
    asked = discussion.say(f"A question, {word()}?")
    known.set_viewport_size({"width": 1000, "height": 1100})
    story, text = Story(known), f"An answer, {word()}."
    parent = known.locator(f"#comment-{asked}")
    parent.scroll_into_view_if_needed()
    with no_reload(2):
        parent.get_by_role("link", name="Reply").press("Enter")
        expect(known.locator(f"#comment-{asked}-reply-form-body")).to_be_focused()
        before = corner(parent)
        story.write(text)
        story.keyboard.press("Control+Enter")
        expect(story.comment(text)).to_be_focused()
    assert corner(parent) == before, "the reader's place is kept"
    expect(story.comment(text)).to_contain_text("in reply to")
    expect(known.locator("#announcer")).to_have_text("Your comment is there.")
    expect(known.locator("form[data-comment]")).to_have_count(0)
    below = known.locator("li").filter(has=parent).locator("xpath=following-sibling::li[1]")
    expect(below).to_contain_text(text)
    expect(below).to_have_class(re.compile("depth-1"))
    other = Story(someone())
    expect(other.comment(text)).to_be_visible()


def test_a_refused_text_stays_with_the_caret_in_it(page: Page, discussion: Discussion, no_reload) -> None:  # type: ignore[no-untyped-def]
    story = Story(page)
    with no_reload(3):
        page.locator("#comment-write").press("Enter")
        expect(page.locator("#comment-new-form-name")).to_be_focused()
        story.write("https://a.test https://b.test https://c.test")
        story.keyboard.press("Control+Enter")
        expect(page.locator("[data-error=too_many_links]")).to_be_visible()
        expect(story.body()).to_be_focused()
        expect(story.body()).to_have_value("https://a.test https://b.test https://c.test")
        expect(page.locator("#comment-new-form-name")).to_have_value("Zoë")
        expect(page.locator("#alarm")).to_contain_text("At most 2 links")
        for _ in "https://c.test":
            story.keyboard.press("Backspace")
        story.keyboard.type(word())
        page.get_by_role("button", name="Post the comment").press("Enter")
        expect(page.locator("#comment-new-held")).to_be_focused()


def test_focus_goes_to_what_is_wrong(page: Page, discussion: Discussion) -> None:
    story = Story(page)
    page.locator("#comment-write").press("Enter")
    expect(page.locator("#comment-new-form-name")).to_be_focused()
    story.write("Without a name", name="")
    page.get_by_role("button", name="Post the comment").press("Enter")
    name = page.locator("#comment-new-form-name")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")


def test_the_name_is_known_the_next_time(known: Page) -> None:
    Story(known)
    known.locator("#comment-write").press("Enter")
    expect(known.locator("#comment-new-form-body")).to_be_focused()
    expect(known.locator("#comment-new-form-name")).to_have_value("Zoë")


def test_escape_leaves_the_form_and_loses_nothing(page: Page, discussion: Discussion, no_reload) -> None:  # type: ignore[no-untyped-def]
    story, text = Story(page), f"Half a thought {word()}"
    with no_reload(2):
        page.locator("#comment-write").press("Enter")
        expect(page.locator("#comment-new-form-name")).to_be_focused()
        story.keyboard.press("Escape")
        expect(page.locator("#comment-write")).to_be_focused()
        expect(page.locator("form[data-comment]")).to_have_count(0)
        story.keyboard.press("Enter")
        expect(page.locator("#comment-new-form-name")).to_be_focused()
        story.write(text)
        story.keyboard.press("Escape")
        expect(page.locator("form[data-comment]")).to_have_count(0)
    Story(page)
    page.locator("#comment-write").press("Enter")
    page.get_by_role("button", name="Restore").press("Enter")
    expect(story.body()).to_have_value(text)


def test_an_open_form_survives_what_others_say(known: Page, discussion: Discussion) -> None:
    """The thread comes anew around it."""
    first, second = (discussion.say(f"Question {word()}?") for _ in range(2))
    story = Story(known)
    for asked in (first, second):
        known.locator(f"#comment-{asked}").get_by_role("link", name="Reply").press("Enter")
        expect(known.locator(f"#comment-{asked}-reply-form-body")).to_be_focused()
        known.keyboard.type(f"To number {asked}, slowly written and at some length.", delay=70)
    known.keyboard.press("Control+Enter")
    expect(story.comment(f"To number {second}")).to_be_focused()
    expect(known.locator(f"#comment-{first}-reply-form-body")).to_have_value(re.compile(f"To number {first}"))


def test_no_connection_loses_no_text(page: Page, discussion: Discussion, complaints) -> None:  # type: ignore[no-untyped-def]
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    complaints.allow("Failed to fetch")
    story, text = Story(page), f"Into the void {word()}"
    page.locator("#comment-write").press("Enter")
    expect(page.locator("#comment-new-form-name")).to_be_focused()
    story.write(text)
    page.context.set_offline(True)
    story.keyboard.press("Control+Enter")
    expect(page.locator("[data-error=offline]")).to_be_visible()
    expect(page.locator("#alarm")).to_contain_text("Not sent")
    expect(story.body()).to_have_value(text)
    page.context.set_offline(False)
    story.body().press("Control+Enter")
    expect(page.locator("#comment-new-held")).to_contain_text(text)


def test_back_and_forward_after_a_comment_show_whole_pages(known: Page, discussion: Discussion) -> None:
    story, text = Story(known), f"Before I go, {word()}."
    known.locator("#comment-write").press("Enter")
    expect(story.body()).to_be_focused()
    story.write(text)
    story.keyboard.press("Control+Enter")
    expect(story.comment(text)).to_be_focused()
    known.get_by_role("link", name="Products", exact=True).click()
    expect(known.locator(".cards")).to_be_visible()
    known.go_back()
    expect(known.locator(".masthead")).to_be_visible()
    expect(story.comment(text)).to_be_visible()
    known.go_forward()
    expect(known.locator(".masthead")).to_be_visible()
    expect(known.locator(".cards")).to_be_visible()


def test_a_long_discussion_is_paged_without_reload(page: Page, discussion: Discussion, no_reload) -> None:  # type: ignore[no-untyped-def]
    slug = "light-for-a-long-table"
    mark = word()
    for number in range(51):
        discussion.say(f"{mark} number {number}.", slug=slug)
    story = Story(page, slug)
    last = story.comment(f"{mark} number 50.")
    with no_reload(2):
        expect(story.comment(f"{mark} number 0.")).to_be_attached()
        page.locator("#comments-next").press("Enter")
        expect(last).to_be_visible()
        assert page.url.endswith("?comments=2")
        page.locator("#comments-prev").press("Enter")
        expect(story.comment(f"{mark} number 0.")).to_be_attached()
        story.idle()
    page.go_back()
    expect(last).to_be_visible()
    expect(page.locator(".masthead")).to_be_visible()
    page.go_forward()
    expect(story.comment(f"{mark} number 0.")).to_be_attached()
    expect(page.locator(".masthead")).to_be_visible()


def test_the_address_of_a_comment_shows_it(page: Page, discussion: Discussion) -> None:
    made = discussion.say(f"Look here, {word()}.")
    page.goto(f"/en/journal/letters-worth-writing#comment-{made}")
    expect(page.locator(f"#comment-{made}")).to_be_in_viewport()


# without script


def test_without_script_a_first_comment_waits_on_a_page(someone: Someone, discussion: Discussion) -> None:
    page = someone(java_script_enabled=False)
    story, text = Story(page), f"Plainly said, {word()}."
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Name").fill("Zoë")
    page.get_by_label("Your comment").press_sequentially(text, delay=3200 / len(text))
    page.get_by_role("button", name="Post the comment").click()
    expect(page.locator(".held")).to_contain_text(text)
    expect(page.locator(".held")).to_contain_text("Waiting for review")
    discussion.approve(text)
    page.goto(story.path)
    expect(story.comment(text)).to_be_visible()


def test_without_script_a_refused_text_stays(someone: Someone, discussion: Discussion) -> None:
    page = someone(java_script_enabled=False)
    Story(page)
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Name").fill("Zoë")
    page.get_by_label("Your comment").fill("So quick")
    page.get_by_role("button", name="Post the comment").click()
    expect(page.locator("[role=alert][data-error=too_fast]")).to_be_visible()
    expect(page.get_by_label("Your comment")).to_have_value("So quick")
    expect(page.get_by_label("Name")).to_have_value("Zoë")


def test_without_script_a_reply_leads_to_itself(someone: Someone, discussion: Discussion) -> None:
    asked = discussion.say(f"A question, {word()}?")
    page, text = someone("editor", java_script_enabled=False), f"An answer, {word()}."
    story = Story(page)
    page.locator(f"#comment-{asked}").get_by_role("link", name="Reply").click()
    expect(page.locator("article.comment")).to_contain_text("A question")
    page.get_by_label("Your reply").fill(text)
    page.get_by_role("button", name="Post the reply").click()
    assert re.search(r"#comment-\d+$", page.url)
    expect(story.comment(text)).to_be_in_viewport()
    expect(page.locator("#notes")).to_contain_text("Undo")


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_axe_finds_nothing(someone: Someone, discussion: Discussion, locale: str) -> None:
    parent = discussion.say(f"A question, {word()}?")
    discussion.decide(discussion.say(f"Gone, {word()}.", parent=parent), "hidden")
    page = someone(color_scheme="light", reduced_motion="reduce")
    page.goto("/en/journal/letters-worth-writing")
    path = page.locator(f".languages a[lang={locale}]").get_attribute("href")
    assert path
    page.goto(path)
    found = {"thread": violations(page)}
    page.locator("#comment-write").press("Enter")
    expect(page.locator("#comment-new-form-name")).to_be_focused()
    page.locator("#comment-new-form-body").fill("x")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#comment-new-form .error")).to_be_visible()
    found["refused form"] = violations(page)
    page.goto(page.locator("#comment-write").get_attribute("href") or "")
    found["form"] = violations(page)
    assert {state: what for state, what in found.items() if what} == {}
