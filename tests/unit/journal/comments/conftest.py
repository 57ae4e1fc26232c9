"""Readers who write comments as a browser does, and comments that are there already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.unit.conftest import PEOPLE
from tests.unit.journal.conftest import Clock, change, story
from tests.unit.storage.outside import Outside
from webapp.journal.models import SHOWN, Comment
from webapp.storage.transactions import snapshot

SLUG = "letters-worth-writing"
PAGE = f"/en/journal/{SLUG}"


class Reader:
    """Somebody with a browser and an address of their own, who takes their time."""

    def __init__(self, client: FlaskClient, clock: Clock, post_id: int, address: str) -> None:
        self.client = client
        self.clock = clock
        self.post_id = post_id
        self.environ = {"REMOTE_ADDR": address}
        self.here = PAGE

    def get(self, path: str, script: bool = True, **headers: str) -> Any:
        return self.client.get(path, headers=self._headers(script) | headers, environ_overrides=self.environ)

    def post(self, path: str, form: Any, script: bool = True, **headers: str) -> Any:
        headers = self._headers(script) | {"Origin": "http://localhost"} | headers
        return self.client.post(path, data=form, headers=headers, environ_overrides=self.environ)

    def form(self, parent: int | None = None, post_id: int | None = None) -> dict[str, str]:
        """The fields of a form that was opened, as they come."""
        query = f"?parent={parent}" if parent else ""
        html = self.get(f"/en/journal/{post_id or self.post_id}/comments/new{query}").text
        return fields(html)

    def say(self, body: str, parent: int | None = None, name: str = "Zoë", script: bool = True, **more: Any) -> Any:
        """Open the form, think for ten seconds, and send it."""
        form = self.form(parent) | {"body": body}
        if "name" in form:
            form["name"] = name
        self.clock.passes(seconds=10)
        return self.post(f"/en/journal/{self.post_id}/comments", form | more, script)

    def _headers(self, script: bool) -> dict[str, str]:
        here = f"http://localhost{self.here}"
        by_htmx = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": here}
        return by_htmx if script else {"Referer": here}


def fields(html: str) -> dict[str, str]:
    """Name -> value of what the form of a comment would send as it stands."""
    form = html.partition('class="commenting')[2].partition("</form>")[0]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        found[re.search(r'name="(\w+)"', tag)[1]] = unescape((re.search(r' value="([^"]*)"', tag) or ["", ""])[1])  # type: ignore[index]
    found["body"] = unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", form, re.DOTALL)[1])  # type: ignore[index]
    return found


@pytest.fixture
def post_id(shop: Flask) -> int:
    return story(SLUG)


@pytest.fixture
def reader(shop: Flask, clock: Clock, post_id: int, signed_in: Callable[..., Any]) -> Callable[..., Reader]:
    """`reader(role)`: each call is another person with another browser; `address` is where they sit."""
    made: list[Reader] = []

    def make(role: str | None = None, address: str = "") -> Reader:
        client = signed_in(shop, role).client
        made.append(Reader(client, clock, post_id, address or f"198.51.100.{len(made) + 1}"))
        return made[-1]

    return make


@pytest.fixture
def people(shop: Flask) -> None:
    """The accounts of those whom `signed_in` takes somebody for, since comments refer to them."""
    from webapp.accounts.models import User

    def work(session: Any) -> None:
        for visitor in PEOPLE.values():
            session.add(User(id=visitor.id, name=visitor.name, email=visitor.email, role=visitor.role))

    change(work)


@pytest.fixture
def outside(shop: Flask) -> Iterator[Outside]:
    connection = Outside(shop)
    yield connection
    connection.close()


def said(post_id: int, body: str = "Yes.", parent: int | None = None, state: str = SHOWN, **more: Any) -> int:
    """A comment that is there already."""
    made: list[int] = []

    def work(session: Any) -> None:
        comment = Comment(post_id=post_id, parent_id=parent, name="Ineke", locale="en", state=state)
        for name, value in more.items():
            setattr(comment, name, value)
        comment.say(body)
        session.add(comment)
        session.flush()
        made.append(comment.id)

    change(work)
    return made[0]


def comments(post_id: int) -> list[Any]:
    """All comments of a post, oldest first."""
    with snapshot() as connection:
        return list(
            connection.execute(
                select(*Comment.__table__.columns).where(Comment.post_id == post_id).order_by(Comment.id)
            )
        )


def only(post_id: int) -> Any:
    (found,) = comments(post_id)
    return found
