"""The race: under several writing and reading processes nobody sees anything stale or torn, and nothing is lost."""

from __future__ import annotations

import shutil

import pytest

from tests import race
from tests.race import Course
from tests.unit.conftest import LONG

# `make test LONG=1` races longer, with each cache, and takes away on each database what keeps readers from seeing too much.
SECS = 20 if LONG else 6
# What a control needs to show what it is there for; on a slow machine it is given longer.
CONTROL_SECS = (3, 8, 20)


@pytest.fixture
def course(request, postgresql):
    """Gives new empty shops on a database with a cache."""
    database, cache = request.param
    if database == "postgresql" and postgresql.reason:
        pytest.skip(postgresql.reason)
    if cache == "redis" and shutil.which("redis-server") is None:
        pytest.skip("there is no redis-server to start")
    with race.place(database, cache) as make:
        yield make


KINDS = [("sqlite", "memory"), ("postgresql", "redis")] + [("sqlite", "files")] * LONG
BLIND = [("sqlite", "memory")] + [("postgresql", "memory")] * LONG


@pytest.mark.slow
@pytest.mark.parametrize("course", KINDS, indirect=True, ids="-".join)
def test_nothing_is_stale_torn_or_lost(course):
    outcome = race.run(Course(course(), SECS, pause=0.3))
    print(outcome)
    assert (outcome.stale, outcome.torn, outcome.lost) == (0, 0, 0), outcome.examples
    assert outcome.reads > 50
    assert outcome.at_the_front > 10
    assert outcome.warmed > 10
    assert outcome.writes > 10


@pytest.mark.slow
@pytest.mark.parametrize("control", race.CONTROLS)
@pytest.mark.parametrize("course", BLIND, indirect=True, ids="-".join)
def test_the_race_sees_what_is_stale_or_torn_where_something_is_taken_away(course, control):
    for secs in CONTROL_SECS:
        outcome = race.run(Course(course(), secs, control))
        print(control, outcome)
        if getattr(outcome, race.CONTROLS[control]):
            return
    pytest.fail(f"{outcome}; a race that sees nothing without {control} would see nothing elsewhere")
