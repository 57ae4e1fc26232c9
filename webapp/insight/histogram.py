"""Durations in fixed buckets, each a fifth wider than the one before: a percentile is right to a tenth, and the counts of
hours, routes and processes can be added up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import partial
from math import exp2

# The first bucket ends at 10 microseconds; four buckets to a doubling; the last begins above a minute and a half.
FIRST_S, STEPS, LAST = 1e-5, 4, 93


# The seconds at which each bucket ends; the last never does.
ENDS_S = [FIRST_S * exp2(bucket / STEPS) for bucket in range(LAST)]
bucket_of: Callable[[float], int] = partial(bisect_left, ENDS_S)


def upper_s(bucket: int) -> float:
    """The seconds at which a bucket ends, the first and the last being taken for as wide as the others."""
    return FIRST_S * exp2(bucket / STEPS)


def percentile(counts: Mapping[int, int], share: float) -> float | None:
    """The seconds below which this share of the requests stayed; None where there were none."""
    wanted = sum(counts.values()) * share
    passed = 0
    for bucket in sorted(counts):
        if passed + counts[bucket] >= wanted:
            within = (wanted - passed) / counts[bucket]
            return upper_s(bucket - 1) * exp2(within / STEPS)
        passed += counts[bucket]
    return None
