"""What the journeys about comments share: a story in a browser, and comments that are there already."""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Callable
from html import unescape

from playwright.sync_api import Locator, Page

from tests.e2e.conftest import IDLE
from webapp.testing import Shop

SLUG = "letters-worth-writing"


class Story:
    """The page of a story in somebody's browser."""

    def __init__(self, page: Page, slug: str = SLUG, locale: str = "en") -> None:
        self.page = page
        self.path = f"/{locale}/journal/{slug}"
        self.keyboard = page.keyboard
        page.goto(self.path)

    def idle(self) -> None:
        self.page.locator(IDLE).wait_for(state="attached")

    def focused(self) -> str:
        found: str = self.page.evaluate("document.activeElement.id || document.activeElement.tagName")
        return found

    def comment(self, text: str) -> Locator:
        return self.page.locator("article.comment[data-version]").filter(has_text=text)

    def body(self) -> Locator:
        return self.page.locator("form[data-comment] textarea")

    def write(self, text: str, name: str = "Zoë") -> None:
        """Into the form that has the focus: no faster than somebody writes, since a machine would be."""
        if self.focused().endswith("-name"):
            self.keyboard.type(name)
            self.keyboard.press("Tab")
        self.keyboard.type(text, delay=3200 / len(text))


class Discussion:
    """Comments put there by an editor, without a browser's help."""

    def __init__(self, shop: Shop, editor: Page) -> None:
        self.shop = shop
        self.request = editor.context.request

    def say(self, text: str, state: str = "shown", parent: int | None = None, slug: str = SLUG) -> int:
        """A comment of its own; its id."""
        page = self.request.get(f"{self.shop.url}/en/journal/{slug}").text()
        post = re.search(r'id="post-(\d+)-comments"', page)[1]  # type: ignore[index]
        query = f"?parent={parent}" if parent else ""
        form = self.request.get(f"{self.shop.url}/en/journal/{post}/comments/new{query}").text()
        ticket = unescape(re.search(r'name="ticket" value="([^"]+)"', form)[1])  # type: ignore[index]
        fields = {"ticket": ticket, "body": text} | ({"parent": str(parent)} if parent else {})
        answer = self._post(f"/en/journal/{post}/comments", fields)
        made = int(answer.rpartition("#comment-")[2])
        if state != "shown":
            self.decide(made, state)
        return made

    def decide(self, comment: int, state: str) -> None:
        row = self.request.get(f"{self.shop.url}/en/desk/comments/{comment}").text()
        version = re.search(r'name="version" value="([^"]+)"', row)[1]  # type: ignore[index]
        self._post(f"/en/comments/{comment}/state", {"value": state, "version": version, "face": "list"})

    def approve(self, text: str) -> None:
        """What somebody else has said, found by its words."""
        with sqlite3.connect(self.shop.data / "etalage.sqlite") as connection:
            (found,) = connection.execute("SELECT id FROM comment WHERE body = ?", (text,)).fetchone()
        self.decide(found, "shown")

    def _post(self, path: str, form: dict[str, str]) -> str:
        """The place that the answer leads to."""
        headers = {"Origin": self.shop.url}
        answer = self.request.post(f"{self.shop.url}{path}", form=form, headers=headers, max_redirects=0)
        assert answer.status == 303, answer.text()[:500]
        return answer.headers["location"]


def forget_what_was_counted(shop: Shop) -> None:
    """All browsers of these tests sit at one address, where only three comments are written in ten minutes."""
    with sqlite3.connect(shop.data / "etalage.sqlite", timeout=10) as connection:
        connection.execute("DELETE FROM comment_sent")


def word() -> str:
    return uuid.uuid4().hex[:10]


Someone = Callable[..., Page]
