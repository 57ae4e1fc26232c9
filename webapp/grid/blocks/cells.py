"""The cells of a block: what each is to hold, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from webapp.grid.blocks.orders import Order
from webapp.grid.blocks.rules import Rule
from webapp.grid.columns import Column
from webapp.grid.meanwhile import By

# Understood and not tried yet; changed, or it would be; as it was already.
READY, CHANGED, SAME = "ready", "changed", "same"
# Nobody can know what it means; it cannot be the value; somebody changed it since; its record is in the trash.
ASKED, WRONG, CONFLICT, GONE = "asked", "wrong", "conflict", "gone"
PROBLEMS = (ASKED, WRONG, CONFLICT, GONE)


@dataclass(slots=True)
class Cell:
    """One cell. `record` is the id of its record, or below zero for a new one; `text` is what was given, None where
    a value was; what is `meant` by it may follow from the value that stands there."""

    record: int
    seen: str
    column: Column
    text: str | None = None
    meant: Callable[[Any], Any] | None = None
    state: str = READY
    old: Any = None
    new: Any = None
    reason: str = ""
    by: By | None = None

    def refuse(self, state: str, reason: str = "") -> None:
        self.state, self.reason = state, reason


@dataclass(slots=True)
class Block:
    """All cells of an order, and what of it is left out: columns that this visitor may not write, and what lies beyond
    the last column. `rows` are those that it is about, in their order; `new` the cells of rows that are to be made."""

    rows: list[tuple[int, str]]
    cells: list[Cell] = field(default_factory=list)
    new: list[Cell] = field(default_factory=list)
    rules: dict[str, Rule] = field(default_factory=dict)
    locked: list[str] = field(default_factory=list)
    beyond: int = 0
    # Rows that do not fit, and why they cannot be made, if they cannot.
    over: int = 0
    unmakable: str = ""
    # Whether what is filled down is no longer what somebody saw.
    moved: bool = False

    def unseen(self, order: Order) -> bool:
        """Whether there are rows that nobody has seen yet as they are now: they have to be shown before they are written."""
        return self.moved or not {id_ for id_, _version in self.rows} <= {id_ for id_, seen in order.rows if seen}

    def all(self) -> list[Cell]:
        return self.cells + self.new

    def count(self, *states: str) -> int:
        return sum(cell.state in states for cell in self.all())

    @property
    def doubtful(self) -> bool:
        """Whether somebody has to look at it before it is written."""
        return bool(self.beyond or self.over or self.count(*PROBLEMS))
