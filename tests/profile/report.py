"""What was measured, as a page for people: a table for each speed, and the pictures."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median

from tests.profile.desk import PLANTED_MS, Measures
from tests.profile.trace import Story

HEAD = "| by keyboard | next paint | interaction | answer painted | longest task | layout shift | nodes | requests | bytes |"
RULE = "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
# Event timing tells nothing below, and rounds to 8 ms.
LEAST_TOLD_MS = 16
GOAL_MS = 50

INTRODUCTION = """\
# Profile of the desk

What each act on the desk of products takes in a browser, measured by `make profile`, which also writes this page. Every act is
done by keyboard, on the 42 products of the demo, in a shop that is served as `etalage run` serves it, by the same machine that
runs the browser. Each figure is the median of {rounds} rounds.

- *Next paint*: from the key to the frame that shows its effect. *Interaction*: the same by the browser's own event timing, which
  knows steps of 8 ms and is silent below 16; the largest of the act's events counts, as it does for INP.
- *Answer painted*: from the key until the answer of the server was on the screen; of the list, until all of it was loaded.
- *Longest task*: what kept the page busy for more than 50 ms without a break. *Layout shift*: how far things jumped, those after
  a key included, which the usual sum leaves out.
- *Nodes*: elements and texts that script changed; of the list, how many elements it has. *Bytes*: of all answers, heads
  included, compressed as they came; the list with its script and style in the browser's cache.

Measured on {date} with Chromium {chromium}, {system} and Python {python}, on a machine with {cores} cores.
Its load average was {load:.1f} meanwhile; the profile by itself makes about 1, and what is above that lengthens all figures.
As a control, a task of {planted} ms was planted behind a key: seen as {painted:.0f} ms to the next paint, {interaction:.0f} ms of
interaction, and a task of {longest:.0f} ms.
"""


def markdown(
    tables: Mapping[int, Mapping[str, Sequence[Measures]]],
    control: Measures,
    stories: Mapping[str, Story],
    chromium: str,
    rounds: int,
) -> str:
    said = {"date": datetime.now(UTC).date(), "system": platform.system(), "python": platform.python_version()}
    seen = {name: control[name] for name in ("painted", "interaction", "longest")}
    machine = {"cores": os.cpu_count(), "load": os.getloadavg()[1]}
    introduction = INTRODUCTION.format(rounds=rounds, chromium=chromium, planted=PLANTED_MS, **machine, **said, **seen)
    parts = [introduction]
    for rate, found in tables.items():
        speed = "At full speed" if rate == 1 else f"With a processor that is {rate} times slower"
        parts.append("\n".join((f"## {speed}", "", HEAD, RULE, *map(_row, found, found.values()), "", _verdict(found))))
    parts.append("\n\n".join(("## Traces, with the slower processor", *map(_figure, stories, stories.values()))))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def file_of(name: str) -> str:
    return f"profile-{name.lower().replace(' ', '-')}.svg"


def _row(name: str, all_measures: Sequence[Measures]) -> str:
    m = {key: median(one[key] for one in all_measures) for key in all_measures[0]}
    is_list = name == "open the list"
    cells = (
        name,
        f"{m['painted']:.0f} ms",
        "" if is_list else _interaction(m["interaction"]),
        f"{m['settled']:.0f} ms" if m["settled"] else "–",
        f"{m['longest']:.0f} ms" if m["longest"] else "none",
        f"{m['shift']:.3f}" if m["shift"] else "0",
        f"{m['nodes']:.0f}",
        f"{m['requests']:.0f}",
        f"{m['bytes']:,.0f}",
    )
    return f"| {' | '.join(cells)} |"


def _interaction(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds >= LEAST_TOLD_MS else f"under {LEAST_TOLD_MS} ms"


def _verdict(found: Mapping[str, Sequence[Measures]]) -> str:
    commits = [one["interaction"] for one in found["commit a price"]]
    kept = "kept" if median(commits) <= GOAL_MS else "missed"
    slowest = _interaction(max(commits))
    return (
        f"The goal for a commit, an interaction of at most {GOAL_MS} ms, is {kept}; the slowest of all took {slowest}."
    )


def _figure(name: str, told: Story) -> str:
    busy: Iterable[str] = (f"{lane} {told.busy(lane):.0f} ms" for lane in told.lanes if told.busy(lane) >= 0.5)
    return f"![{name}: {', '.join(busy)}]({file_of(name)})"
