"""Errands: what there is to do on the desk that is no table, beside the tables, with how much of it waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from webapp.access import Right, Visitor
from webapp.hypermedia.fragments import Fragment, Placed


@dataclass(frozen=True)
class Errand:
    """A page of the desk for those who have the right. `label` is a msgid; `count` is a fragment without arguments, if any."""

    endpoint: str
    label: str
    right: Right
    count: Fragment | None = None


_ERRANDS: dict[str, Errand] = {}


def put_up(errand: Errand) -> None:
    _ERRANDS[errand.endpoint] = errand


def errands_of(visitor: Visitor | None) -> list[Errand]:
    return [errand for errand in _ERRANDS.values() if visitor is not None and visitor.may(errand.right)]


def counts(errands: Iterable[Errand], locale: str) -> list[Placed]:
    """The fragments that a page of the desk places beside the links."""
    return [errand.count(locale) for errand in errands if errand.count]
