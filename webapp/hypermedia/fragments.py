"""Fragments: the unit of rendering, swapping, caching and testing. One name spells the file, the cache key and the test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from webapp.freshness.gathering import gather
from webapp.freshness.needs import Need
from webapp.hypermedia import templates

# name -> fragment, for the tests that walk all of them
REGISTRY: dict[str, Fragment] = {}


@dataclass(frozen=True)
class Fragment:
    """A part of a page, the same for everyone who sees it.

    `name` is its file below `templates/partials/` and begins its cache key. `query(connection, locale, *args)` reads
    what the template shows. `scopes(locale, *args)` names all that this depends on. The arguments are the page key:
    hashable, validated, canonical. What is large and seldom asked for need not be `kept`; what
    `boundless(locale, *args)` says to be one of as many as there are words is kept where it drives out only its like.
    """

    name: str
    query: Callable[..., Mapping[str, Any]]
    scopes: Callable[..., Iterable[str]]
    kept: bool = True
    boundless: Callable[..., bool] | None = None

    def __post_init__(self) -> None:
        REGISTRY[self.name] = self

    def __call__(self, locale: str, *args: Any) -> Placed:
        return Placed(self, locale, args)


@dataclass(frozen=True, slots=True)
class Placed:
    """A fragment with its arguments, as a route declares it for its page."""

    fragment: Fragment
    locale: str
    args: tuple[Any, ...]

    def need(self) -> Need:
        scopes = tuple(sorted(set(self.fragment.scopes(self.locale, *self.args))))
        boundless = self.fragment.boundless is not None and self.fragment.boundless(self.locale, *self.args)
        return Need(self.fragment.name, self.locale, self.args, scopes, self.render, self.fragment.kept, boundless)

    def render(self, connection: Connection) -> str:
        context = self.fragment.query(connection, self.locale, *self.args)
        return templates.render(f"partials/{self.fragment.name}.html", "display", self.locale, context)


def collect(placed: Sequence[Placed]) -> tuple[dict[str, str], list[str]]:
    """Name -> HTML of the fragments of one page, from one moment, and the keys that prove them."""
    gathered = gather([one.need() for one in placed])
    names = [one.fragment.name for one in placed]
    return dict(zip(names, gathered.texts, strict=True)), gathered.stamp.keys
