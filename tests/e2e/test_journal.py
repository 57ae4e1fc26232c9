"""The journal as it is read and edited: paged without a page load, a story changed where it stands, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import IDLE
from webapp.testing import Shop

STORY = "/en/journal/how-paper-is-made-in-uji"


def idle(page: Page) -> None:
    page.locator(IDLE).wait_for(state="attached")


@pytest.mark.parametrize("start", ["/en/", "/en/journal", "/de/journal/archive/2026"])
def test_stories_are_paged_by_keyboard(page: Page, no_reload, start: str) -> None:  # type: ignore[no-untyped-def]
    page.goto(start)
    first = page.locator(".leaf").first.get_attribute("id") or ""
    with no_reload(2):
        page.locator("#stories-next").focus()
        page.keyboard.press("Enter")
        idle(page)
        assert page.url.endswith(f"{start}?page=2")
        expect(page.locator(f"#{first}")).to_have_count(0)
        assert page.evaluate("document.activeElement !== document.body")
        page.locator("#stories-prev").focus()
        page.keyboard.press("Enter")
        idle(page)
        expect(page.locator(".leaf").first).to_have_id(first)


def test_back_and_forward_show_whole_pages(page: Page) -> None:
    page.goto("/en/")
    title = page.locator(".leaf h3").first.inner_text()
    page.locator("#stories-next").click()
    idle(page)
    page.locator(".leaf h3 a").first.click()
    expect(page.locator("article.story")).to_be_visible()
    page.go_back()
    idle(page)
    assert page.url.endswith("/en/?page=2")
    expect(page.locator(".masthead")).to_be_visible()
    expect(page.locator(".focus")).to_be_visible()
    page.go_back()
    expect(page.locator(".leaf h3").first).to_have_text(title)
    expect(page.locator(".masthead")).to_be_visible()
    page.go_forward()
    page.go_forward()
    expect(page.locator("article.story")).to_be_visible()
    expect(page.locator(".masthead")).to_be_visible()


def test_a_title_is_changed_where_it_stands(
    someone: Callable[..., Page],
    no_reload,
    page: Page,  # type: ignore[no-untyped-def]
) -> None:
    editor = someone("editor")
    editor.goto(STORY)
    title = editor.locator("h1[data-field=title]")
    before = title.locator(".value").inner_text()
    with no_reload(1, on=editor):
        title.focus()
        editor.keyboard.press("Enter")
        editor.keyboard.press("End")
        editor.keyboard.type(" by hand")
        editor.keyboard.press("Enter")
        idle(editor)
        expect(title.locator(".value")).to_have_text(f"{before} by hand")
        expect(title).to_be_focused()
    page.goto("/en/")
    expect(page.locator(".leaf", has_text=f"{before} by hand")).to_have_count(1)
    with no_reload(1, on=editor):
        editor.locator("#notes [data-undo]").last.click()
        idle(editor)
        expect(title.locator(".value")).to_have_text(before)
    page.goto("/en/")
    expect(page.locator(".leaf", has_text=f"{before} by hand")).to_have_count(0)


def test_a_visitor_can_change_nothing(page: Page) -> None:
    page.goto(STORY)
    title = page.locator("h1[data-field=title]")
    title.click()
    expect(page.locator("form.editor")).to_have_count(0)
    assert page.locator("template[data-editor]").count() == 0


def test_staff_preview_a_draft_and_publish_it_from_the_desk(
    someone: Callable[..., Page],
    no_reload,
    page: Page,
    shop: Shop,  # type: ignore[no-untyped-def]
) -> None:
    editor = someone("editor")
    editor.goto("/en/desk/posts?q=glass")
    row = editor.locator("tr[role=row][id^=post-]").first
    number = (row.get_attribute("id") or "").removeprefix("post-")
    assert page.request.get(f"{shop.url}/en/journal/preview/{number}").status == 401
    editor.goto(f"/en/journal/preview/{number}")
    expect(editor.locator("article.story h1")).to_contain_text("glass")
    assert page.goto("/en/journal/notes-on-glass").status == 404  # type: ignore[union-attr]
    editor.goto("/en/desk/posts?q=glass")
    published = editor.locator(f"#post-{number}-published")
    with no_reload(1, on=editor):
        published.focus()
        editor.keyboard.press("Space")
        idle(editor)
        expect(editor.locator(f"#post-{number}-status")).to_have_text("Out")
    assert page.goto("/en/journal/notes-on-glass").status == 200  # type: ignore[union-attr]
    with no_reload(1, on=editor):
        published.focus()
        editor.keyboard.press("Space")
        idle(editor)
        expect(editor.locator(f"#post-{number}-status")).to_have_text("Draft")
    assert page.goto("/en/journal/notes-on-glass").status == 404  # type: ignore[union-attr]


def test_a_story_is_scheduled_by_words(someone: Callable[..., Page], no_reload) -> None:  # type: ignore[no-untyped-def]
    editor = someone("editor")
    editor.goto("/en/desk/posts?q=glass")
    moment = editor.locator("td[id$=-published_at]").first
    with no_reload(1, on=editor):
        moment.focus()
        editor.keyboard.type("+3 09:30")
        editor.keyboard.press("Enter")
        idle(editor)
        expect(moment).to_contain_text("9:30")
    with no_reload(1, on=editor):
        moment.focus()
        editor.keyboard.type("someday")
        editor.keyboard.press("Enter")
        idle(editor)
        expect(moment.locator(".error")).to_contain_text("not a date")
        editor.keyboard.press("Escape")
        editor.keyboard.press("Control+z")
        idle(editor)
        expect(moment).not_to_contain_text("9:30")


def test_without_script_pages_are_links_and_a_title_has_its_form(someone: Callable[..., Page]) -> None:
    reader = someone(None, java_script_enabled=False)
    reader.goto("/nl/")
    reader.locator("#stories-next").click()
    assert reader.url.endswith("/nl/?page=2")
    expect(reader.locator(".masthead")).to_be_visible()
    reader.locator(".leaf h3 a").first.click()
    expect(reader.locator("article.story")).to_be_visible()
    editor = someone("editor", java_script_enabled=False)
    editor.goto("/en/desk/posts?q=paper")
    row = editor.locator("tr[role=row][id^=post-]").first
    number = (row.get_attribute("id") or "").removeprefix("post-")
    editor.goto(f"/en/posts/{number}/summary/edit?face=page")
    field = editor.locator("[name=value]")
    before = field.input_value()
    field.fill(before + " Slowly.")
    field.press("Enter")
    editor.wait_for_url("**did=*")
    editor.goto(f"/en/journal/preview/{number}")
    expect(editor.locator("[data-field=summary]")).to_contain_text("Slowly.")
    editor.goto(f"/en/posts/{number}/summary/edit?face=page")
    field.fill(before)
    field.press("Enter")
    editor.wait_for_url("**did=*")
