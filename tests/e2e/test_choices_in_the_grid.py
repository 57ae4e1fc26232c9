"""Cells that hold one of a few values: chosen by keys, found by what is typed, left as they were."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk


@pytest.fixture
def users(someone: Callable[..., Page]) -> Desk:
    return Desk(someone("owner"), "users")


@pytest.fixture
def user(users: Desk, rows: Callable[..., list[int]]) -> int:
    """A reader of one's own, alone on the desk."""
    word = uuid.uuid4().hex[:8]
    made = rows(1, "users", name=f"Chosen {word}", email=f"{word}@example.test", role="reader")[0]
    users.show(word)
    return made


@pytest.mark.parametrize("key", ["Enter", "Control+Enter", "Control+s", "F2", "Tab"])
def test_what_is_chosen_is_saved_by_every_key_that_saves(users: Desk, user: int, key: str, no_reload: Any) -> None:
    cell = users.go_to(user, "role")
    with no_reload(on=users.page):
        users.press("Enter")
        expect(users.editor(user, "role")).to_be_focused()
        users.press("ArrowDown", key)
        expect(cell).to_have_text("Translator")
        users.idle()
    expect(users.page.locator("#announcer")).to_contain_text("Role: Reader → Translator")
    assert users.page.evaluate("document.activeElement.matches('[role=gridcell]')")


@pytest.mark.parametrize("word", ["Translator", "Editor", "own"])
def test_what_is_typed_is_found(users: Desk, user: int, word: str) -> None:
    """Its first letter opens the editor, and counts."""
    cell = users.go_to(user, "role")
    users.type(word)
    expect(users.editor(user, "role")).to_be_focused()
    users.press("Enter")
    users.idle()
    expect(cell).to_contain_text(word.capitalize())


def test_what_matches_nothing_changes_nothing(users: Desk, user: int) -> None:
    cell = users.go_to(user, "role")
    users.type("zzz")
    users.press("Enter")
    users.idle()
    expect(cell).to_have_text("Reader")
    expect(users.page.locator("#announcer")).not_to_contain_text("Role:")


def test_escape_leaves_it_as_it_was(users: Desk, user: int) -> None:
    cell = users.go_to(user, "role")
    users.press("F2", "ArrowDown", "Escape")
    expect(cell).to_be_focused()
    expect(cell).to_have_text("Reader")
    expect(cell.locator("form")).to_have_count(0)


def test_a_cover_may_be_none(someone: Callable[..., Page], rows: Callable[..., list[int]]) -> None:
    word = uuid.uuid4().hex[:8]
    story = rows(1, "posts", title=f"Covered {word}")[0]
    posts = Desk(someone("editor"), "posts").show(word)
    cell = posts.go_to(story, "cover")
    before = cell.inner_text()
    posts.press("Enter", "ArrowDown", "Control+Enter")
    posts.idle()
    chosen = cell.inner_text()
    assert chosen != before
    posts.press("Delete")
    posts.idle()
    expect(cell).to_have_text(before)
    posts.press("Control+z")
    posts.idle()
    expect(cell).to_have_text(chosen)
