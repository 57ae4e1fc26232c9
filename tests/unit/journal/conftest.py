"""Clocks that a test moves, stories by their key, and what a page asked of cache and database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, g
from sqlalchemy import select

from tests.unit.conftest import Browser
from webapp.journal.models import Post, PostText
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.transactions import snapshot


class Clock:
    """The shop's clock, standing still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(shop: Flask) -> Clock:
    clock = Clock()
    shop.extensions["etalage.clock"] = clock
    return clock


@pytest.fixture
def visitor(shop: Flask, signed_in: Callable[..., Browser]) -> Browser:
    return signed_in(shop, None)


@pytest.fixture
def editor(shop: Flask, signed_in: Callable[..., Browser]) -> Browser:
    return signed_in(shop, "editor")


@pytest.fixture(autouse=True)
def _own_g(shop: Flask) -> Iterator[None]:
    """The fixture's app context would let requests share what each notes on `g`."""
    yield
    g.pop("figures", None)


def story(slug: str) -> int:
    """The id of the post with this slug in any language."""
    with snapshot() as connection:
        return connection.scalars(select(PostText.post_id).where(PostText.slug == slug)).first()


def change(work: Callable[..., None]) -> None:
    carry_out(Intent(Actor(None, "test"), "command"), work)


def retitle(post_id: int, locale: str, title: str) -> None:
    change(lambda session: session.get_one(Post, post_id).rename(title, locale))


def asked(response: object) -> tuple[int, int, int]:
    """(statements, hits, asked) as `Server-Timing` tells them."""
    timing = response.headers["Server-Timing"]  # type: ignore[attr-defined]
    statements = int(re.search(r'sql;desc="(\d+)', timing)[1])  # type: ignore[index]
    hits, of = map(int, re.search(r'cache;desc="(\d+)/(\d+)"', timing).groups())  # type: ignore[union-attr]
    return statements, hits, of
