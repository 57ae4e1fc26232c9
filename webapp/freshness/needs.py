"""What a page needs: the fragments that it shows, and what each depends on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Need:
    """A fragment that a page needs. `page_key` is canonical: validated values only, in a fixed order. What is not `kept` is
    rendered each time; its key still proves what somebody else has kept of it. What is `boundless` has as many page keys as
    there are words."""

    name: str
    locale: str
    page_key: tuple[object, ...]
    scopes: tuple[str, ...]
    render: Callable[[Connection], str]
    kept: bool = True
    boundless: bool = False
