"""Time as an input: the token of a scope of the clock changes at the very moment at which a record comes due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select

from webapp.extensions import Base
from webapp.journal.models import Post
from webapp.storage import clock, scopes, tokens
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.statements import recorded
from webapp.storage.transactions import snapshot, write

NOON = datetime(2030, 6, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
POST = scopes.due("post")


@pytest.fixture
def at(shop) -> Any:
    """`at(moment)` sets the clock of the shop."""

    def set_(moment: datetime) -> None:
        shop.extensions["etalage.clock"] = lambda: moment

    set_(NOON)
    return set_


@pytest.fixture(autouse=True)
def _no_posts(shop, outside) -> None:
    for table in ("comment", "post"):
        outside.run(f"DELETE FROM {table}")


def _post(due: datetime | None, published: bool = True, **more: Any) -> int:
    def work(session: Any) -> int:
        session.add(post := Post(published=published and due is not None, published_at=due, **more))
        session.flush()
        return post.id

    return carry_out(Intent(Actor(3, "Ed"), "grid"), work)[0]


def _token() -> int | None:
    """As of the clock; read in a snapshot it has to be the same."""
    token = tokens.read([POST])[POST]
    with snapshot() as connection:
        assert tokens.read([POST], connection)[POST] == token
    return token


def test_without_any_post_there_is_no_token(at):
    assert _token() is None


def test_the_token_changes_when_the_clock_passes_a_due_time_and_at_no_other_moment(at):
    first, second = _post(NOON), _post(NOON + timedelta(hours=1))
    expected = [
        (NOON - timedelta(days=900), None),
        (NOON - TICK, None),
        (NOON, first),
        (NOON + TICK, first),
        (NOON + timedelta(minutes=59, seconds=59, microseconds=999_999), first),
        (NOON + timedelta(hours=1), second),
        (NOON + timedelta(days=900), second),
    ]
    for moment, token in expected:
        at(moment)
        assert _token() == token, moment


def test_a_time_within_a_second_is_kept_to_the_microsecond(at):
    due = NOON.replace(microsecond=123_456)
    post = _post(due)
    at(due - TICK)
    assert _token() is None
    at(due)
    assert _token() == post


def test_posts_that_come_due_at_one_moment_are_one_change(at):
    _post(NOON)
    later = _post(NOON)
    at(NOON - TICK)
    assert _token() is None
    at(NOON)
    assert _token() == later


def test_it_is_the_time_that_counts_and_not_the_order_in_which_they_were_written(at):
    late = _post(NOON)
    _post(NOON - timedelta(hours=1))
    assert _token() == late


def test_a_clock_that_is_set_back_gives_the_token_of_that_time_again(at):
    first, second = _post(NOON), _post(NOON + timedelta(hours=1))
    seen = []
    for hours in (0, 1, 0, -1, 1):
        at(NOON + timedelta(hours=hours))
        seen.append(_token())
    assert seen == [first, second, first, None, second]


def test_a_post_without_a_time_never_comes_due(at):
    _post(None)
    at(NOON + timedelta(days=9000))
    assert _token() is None


def test_a_draft_that_has_its_time_is_none_that_a_page_could_miss(at):
    """It counts too, which costs a render and never a stale page: whether it is out is for the page to ask."""
    draft = _post(NOON, published=False)
    assert _token() == draft


@pytest.mark.parametrize("hours", [-11, 0, 5.75, 14])
def test_a_clock_in_another_time_zone_is_the_same_clock(at, hours):
    post = _post(NOON.astimezone(timezone(timedelta(hours=hours))))
    for moment, token in ((NOON - TICK, None), (NOON, post)):
        at(moment.astimezone(timezone(timedelta(hours=-hours))))
        assert _token() == token


def test_all_tokens_are_read_in_one_statement(at):
    post = _post(NOON)
    with recorded() as recorder:
        read = tokens.read(["post", "post@de", POST, "product"])
    assert len(recorder.statements) == 1
    assert {POST: post}.items() <= read.items()
    assert {"epoch", "post", "product"} <= read.keys()


def test_a_scope_of_the_clock_alone_is_read_with_the_epoch(at):
    assert set(tokens.read([POST])) == {"epoch", POST}


@pytest.mark.parametrize("word", ["product!", "spoon!", "!"])
def test_what_does_not_come_due_has_no_scope_of_the_clock(at, word):
    with pytest.raises(LookupError):
        tokens.read([word])


def test_one_snapshot_goes_by_one_moment(at):
    _post(NOON + timedelta(hours=1))
    with snapshot() as connection:
        at(NOON + timedelta(hours=2))
        assert clock.moment_of(connection) == NOON
        assert tokens.read([POST], connection)[POST] is None
        with snapshot() as later:
            assert clock.moment_of(later) == NOON + timedelta(hours=2)
        assert clock.moment_of(connection) == NOON
    with snapshot() as connection:
        assert clock.moment_of(connection) == NOON + timedelta(hours=2)


def test_every_noun_that_comes_due_names_a_column_of_moments(shop):
    timed = [mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "__due__")]
    assert Post in timed
    for model in timed:
        table, column = scopes.due_column(scopes.due(model.__noun__))
        assert isinstance(Base.metadata.tables[table].columns[column].type, clock.Moment)


def test_a_moment_comes_back_aware_of_its_zone_and_of_none_is_refused(at):
    post = _post(NOON.astimezone(timezone(timedelta(hours=9))))
    with snapshot() as connection:
        (kept,) = connection.execute(select(Post.published_at).where(Post.id == post)).one()
    assert (kept, kept.tzinfo) == (NOON, UTC)
    with pytest.raises(Exception, match="time zone"):
        write(lambda session: session.scalar(select(Post.id).where(Post.published_at == NOON.replace(tzinfo=None))))
