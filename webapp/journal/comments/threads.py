"""Threads as they are read: from top to bottom, each reply below what it answers, however deep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands: below `parent` (0 for none), at a depth. One that is not shown keeps its place for its replies."""

    id: int
    parent: int
    depth: int
    shown: bool


def threads(rows: Sequence[Any]) -> list[list[Place]]:
    """The threads of rows (id, parent_id, shown), which come in the order in which they were written."""
    known = {row.id for row in rows}
    replies: dict[int, list[Any]] = {}
    for row in rows:
        replies.setdefault(row.parent_id if row.parent_id in known else 0, []).append(row)
    return [thread for root in replies.get(0, []) if (thread := _worth_showing(_walked(root, replies)))]


def _walked(root: Any, replies: dict[int, list[Any]]) -> list[Place]:
    """Without recursion: a thousand replies may stand below each other."""
    places, ahead = [], [(root, 0, 0)]
    while ahead:
        row, parent, depth = ahead.pop()
        places.append(Place(row.id, parent, depth, bool(row.shown)))
        ahead += [(reply, row.id, depth + 1) for reply in reversed(replies.get(row.id, []))]
    return places


def _worth_showing(places: list[Place]) -> list[Place]:
    """What is shown, and what has something below it that is."""
    wanted: set[int] = set()
    for place in reversed(places):
        if place.shown or place.id in wanted:
            wanted |= {place.id, place.parent}
    return [place for place in places if place.id in wanted]
