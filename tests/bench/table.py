"""What is printed: Markdown for the README, with each goal beside what was measured."""

from __future__ import annotations

import gzip
import os
import platform
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version

from tests.bench.goals import FLASK, GOALS, HEADED, WSGI, Goal, Rounds, times
from tests.bench.load import Round, Subject

UNKNOWN = "not known here"


def heading(rounds: int, secs: float, versions: Mapping[str, str]) -> str:
    """When, with which versions, on how much of a machine."""
    ours = {name: version(name.lower()) for name in ("Flask", "SQLAlchemy", "granian")}
    named = ", ".join(f"{name} {number}" for name, number in (ours | dict(versions)).items())
    told = f"{time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, {named};"
    return f"{told} {os.cpu_count()} cores, {rounds} round{'s' if rounds > 1 else ''} of {secs:g} s each."


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """`numbers` are the columns that stand to the right."""
    right = set(numbers)
    rule = ["---:" if place in right else "---" for place in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def costs(rounds: Rounds) -> str:
    """One row for each subject; ratios are medians of the rounds' ratios to bare Flask in the same round."""
    head = ("", "requests/s", "against bare Flask", "server CPU", "against bare Flask", "goals")
    rows = [
        (name, *_speed(done, rounds[FLASK]), *_cpu(done, rounds[FLASK]), _goals(name, rounds, GOALS))
        for name, done in rounds.items()
    ]
    return markdown(head, rows, range(1, 5))


def _speed(done: Sequence[Round], base: Sequence[Round]) -> tuple[str, str]:
    ratio = statistics.median(one.per_second / other.per_second for one, other in zip(done, base, strict=True))
    return f"{statistics.median(one.per_second for one in done):,.0f}", f"{ratio:.2f}x"


def _cpu(done: Sequence[Round], base: Sequence[Round]) -> tuple[str, str]:
    pairs = [(one.cpu_us, other.cpu_us) for one, other in zip(done, base, strict=True)]
    known = [(one, other) for one, other in pairs if one is not None and other]
    if not known:
        return UNKNOWN, ""
    ratio = statistics.median(one / other for one, other in known)
    return f"{statistics.median(one for one, _other in known):,.0f} µs", f"{ratio:.2f}x"


def by_goal(rounds: Rounds, goals: Sequence[Goal]) -> str:
    """The same without a yardstick: each subject against those that its goals name."""
    rows = [(name, *_alone(done), _goals(name, rounds, goals)) for name, done in rounds.items()]
    return markdown(("", "requests/s", "server CPU", "goals"), rows, (1, 2))


def _alone(done: Sequence[Round]) -> tuple[str, str]:
    return _speed(done, done)[0], _cpu(done, done)[0]


def _goals(name: str, rounds: Rounds, goals: Sequence[Goal]) -> str:
    ratios = [(goal, goal.ratio(rounds)) for goal in goals if goal.subject == name]
    return "<br>".join(judged(str(goal), r, goal.met(r)) for goal, r in ratios if r is not None)


def judged(goal: str, ratio: float, met: bool) -> str:
    return f"{goal}: {times(ratio)}, {'met' if met else '**missed**'}"


def sizes(subjects: Iterable[Subject]) -> str:
    """What the pages weigh; ours with inline editing against Flask-Admin's."""
    shown = [
        one for one in subjects if one.page and one.name not in (FLASK, WSGI, HEADED) and "not cached" not in one.name
    ]
    weights = {one.name: (len(one.page), len(gzip.compress(one.page, 6, mtime=0))) for one in shown}
    rows = []
    for name, (raw, packed) in weights.items():
        told = _weighed(weights) if name == "desk list" else ""
        rows.append((name, f"{raw:,}", f"{packed:,}" if packed < raw else "", told))
    return markdown(("page", "bytes", "gzip", "goals"), rows, (1, 2))


def _weighed(weights: Mapping[str, tuple[int, int]]) -> str:
    other = weights.get("Flask-Admin, list")
    if other is None:
        return ""
    limits = (("bytes", 1 / 8), ("gzip", 1 / 2))
    ratios = [ours / their for ours, their in zip(weights["desk list"], other, strict=True)]
    return "<br>".join(
        judged(f"18: {what} <= {times(limit)} of Flask-Admin's", ratio, ratio <= limit)
        for (what, limit), ratio in zip(limits, ratios, strict=True)
    )
