"""What the public is shown: the nouns that have a page for each record and language. Slices say it once; the sitemap and the
page for addresses that lead nowhere read it here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from webapp.storage.records import Record
from webapp.storage.spoken import Condition


@dataclass(frozen=True, eq=False)
class Shown:
    """Records of `model` that meet `condition` have the page `path(locale, slug)` in each language that they have a name in.

    The condition may ask for the moment as `now`. `name` stands in the addresses of sitemaps.
    """

    name: str
    model: type[Record]
    condition: Condition
    path: Callable[[str, str], str]


_SHOWN: dict[str, Shown] = {}


def show(*several: Shown) -> None:
    for one in several:
        _SHOWN[one.name] = one


def shown() -> Iterator[Shown]:
    yield from _SHOWN.values()
