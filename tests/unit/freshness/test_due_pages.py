"""Pages that time changes: what is kept before a moment is not served after it, and no page mixes two moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from webapp.freshness import gathering
from webapp.freshness.gathering import gather, stamp
from webapp.freshness.needs import Need
from webapp.journal.models import Post
from webapp.storage import scopes, tokens
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.clock import moment_of
from webapp.storage.statements import recorded

NOON = datetime(2030, 6, 1, 12, tzinfo=UTC)
TICK, HOUR = timedelta(microseconds=1), timedelta(hours=1)


class Out:
    """Needs that render how many posts are out, and count how often; the clock of the shop stands at `at`."""

    def __init__(self, shop: Any) -> None:
        self.at = NOON
        self.rendered: list[int] = []
        self.while_rendering: Any = lambda: None
        shop.extensions["etalage.clock"] = lambda: self.at

    def need(self, number: int = 1) -> Need:
        def render(connection: Any) -> str:
            self.rendered.append(number)
            due = select(func.count()).where(Post.published, Post.published_at <= moment_of(connection))
            found = str(connection.scalar(due))
            self.while_rendering()
            return found

        return Need("test/out", "en", (number,), ("post", scopes.due("post")), render)

    def read(self, *numbers: int) -> list[str]:
        return gather([self.need(number) for number in numbers or (1,)]).texts


@pytest.fixture
def out(shop, outside) -> Any:
    for table in ("comment", "post"):
        outside.run(f"DELETE FROM {table}")
    with shop.test_request_context("/en/", method="POST"):
        yield Out(shop)


def _act(work: Any) -> Any:
    return carry_out(Intent(Actor(3, "Ed"), "grid"), work)[0]


def _post(due: datetime | None, published: bool = True) -> int:
    def work(session: Any) -> int:
        session.add(post := Post(published=published, published_at=due))
        session.flush()
        return post.id

    number: int = _act(work)
    return number


def test_a_page_that_is_kept_before_a_moment_is_not_served_after_it(out):
    _post(NOON + HOUR)
    assert out.read() == ["0"]
    out.at = NOON + HOUR - TICK
    assert out.read() == ["0"]
    out.at = NOON + HOUR
    assert out.read() == ["1"]


def test_between_two_moments_it_is_rendered_once(out):
    _post(NOON + HOUR)
    _post(NOON + 2 * HOUR)
    for minutes in range(0, 180, 10):
        out.at = NOON + timedelta(minutes=minutes)
        assert out.read() == [str(minutes // 60)]
    assert len(out.rendered) == 3


def test_posts_that_come_due_together_are_shown_together(out):
    _post(NOON + HOUR)
    _post(NOON + HOUR)
    assert out.read() == ["0"]
    out.at = NOON + HOUR
    assert out.read() == ["2"]


def test_a_clock_that_is_set_back_shows_what_was_out_then(out):
    _post(NOON + HOUR)
    out.at = NOON + HOUR
    assert out.read() == ["1"]
    out.at = NOON
    assert out.read() == ["0"]


def test_a_page_that_is_kept_needs_one_statement_whatever_is_due(out):
    _post(NOON - HOUR)
    out.read(1, 2)
    with recorded() as recorder:
        out.read(1, 2)
    assert len(recorder.statements) == 1


def test_what_is_published_now_is_in_the_very_next_answer(out):
    post = _post(None, published=False)
    assert out.read() == ["0"]
    _act(lambda session: session.get_one(Post, post).publish(True))
    assert out.read() == ["1"]


def test_a_post_that_is_scheduled_anew_waits_for_its_new_time(out):
    post = _post(NOON)
    assert out.read() == ["1"]
    _act(lambda session: session.get_one(Post, post).schedule(NOON + HOUR))
    assert out.read() == ["0"]
    out.at = NOON + HOUR
    assert out.read() == ["1"]


def test_a_draft_whose_time_passes_is_not_shown_by_it(out):
    _post(NOON + HOUR, published=False)
    out.read()
    out.at = NOON + HOUR
    assert out.read() == ["0"]


def _passing_before_the_snapshot(monkeypatch, out: Out, moment: datetime) -> None:
    """The clock goes on after the first look at the tokens, before the snapshot is open."""
    real = tokens.read

    def read(names: Any, connection: Any = None) -> Any:
        found = real(names, connection)
        out.at = moment if connection is None else out.at
        return found

    monkeypatch.setattr(gathering.tokens, "read", read)


def test_hits_and_misses_never_mix_two_moments(out, monkeypatch):
    _post(NOON + HOUR)
    assert out.read(1) == ["0"]
    _passing_before_the_snapshot(monkeypatch, out, NOON + HOUR)
    assert out.read(1, 2) == ["1", "1"]


def test_a_moment_that_passes_while_a_page_is_rendered_is_not_in_it_and_is_in_the_next(out):
    _post(NOON + HOUR)

    def pass_() -> None:
        out.at = NOON + HOUR

    out.while_rendering = pass_
    assert out.read(1, 2) == ["0", "0"]
    assert out.read(1, 2) == ["1", "1"]
    assert out.rendered == [1, 2, 1, 2]


def test_what_was_rendered_before_a_moment_is_kept_under_the_keys_of_that_time(out):
    _post(NOON + HOUR)
    keys = gather([out.need()]).stamp
    out.at = NOON + HOUR
    assert stamp([out.need()]) != keys
    out.at = NOON
    assert stamp([out.need()]) == keys


def test_another_state_at_the_same_moment_has_other_keys(out):
    """The token of the clock alone would not tell: it is the id of a post, which stays."""
    post = _post(NOON)
    keys = stamp([out.need()])
    _act(lambda session: session.get_one(Post, post).publish(False))
    assert stamp([out.need()]) != keys
    assert out.read() == ["0"]
