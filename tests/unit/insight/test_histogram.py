"""Durations in buckets: a percentile is right to a tenth, and what several processes counted can be added."""

from __future__ import annotations

import math
import random

from hypothesis import given
from hypothesis import strategies as st

from webapp.insight.histogram import LAST, bucket_of, percentile, upper_s
from webapp.insight.tallies import RouteTally


def exact(values: list[float], share: float) -> float:
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def counted(values: list[float]) -> RouteTally:
    tally = RouteTally()
    for value in values:
        tally.timed(200, value)
    return tally


def test_percentiles_are_right_to_a_tenth():
    dice = random.Random(7)
    values = [dice.lognormvariate(-7, 1.5) for _ in range(5_000)]
    for share in (0.5, 0.95, 0.99):
        assert abs(percentile(counted(values).buckets, share) / exact(values, share) - 1) < 0.1


@given(st.floats(min_value=0, max_value=1e6))
def test_a_duration_lies_within_its_bucket(seconds):
    bucket = bucket_of(seconds)
    assert bucket == LAST or seconds <= upper_s(bucket) * (1 + 1e-12)
    assert bucket == 0 or seconds > upper_s(bucket - 1) * (1 - 1e-12)


@given(st.lists(st.floats(min_value=1e-5, max_value=90), min_size=1), st.lists(st.floats(min_value=1e-5, max_value=90)))
def test_what_two_processes_counted_is_what_one_would_have(ones, others):
    assert counted(ones).add(counted(others)).buckets == counted(ones + others).buckets


@given(st.lists(st.floats(min_value=1e-5, max_value=90), min_size=1))
def test_counting_many_at_the_front_is_counting_each(values):
    together = RouteTally()
    together.answered_at_the_front(values)
    assert together.buckets == counted(values).buckets
    assert together.count == together.front == len(values)


def test_nothing_has_no_percentile():
    assert percentile({}, 0.5) is None
