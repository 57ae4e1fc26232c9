"""Heads: what a page says of itself in its `<head>`, to search engines, to networks and to readers.

They see what the page was loaded with; a swap leaves its head as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.hypermedia.locales import Language, languages
from webapp.hypermedia.locales import marked as _
from webapp.hypermedia.paths import absolute

SHOP = "Etalage"
# About as much as a page of results quotes.
QUOTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What one page says of itself; addresses are paths of ours.

    Without a `canonical` address it is not for search engines. `twins` are locale -> path of the pages that say the same,
    this one included, and `default` the path for all other languages. `feed` is (title, path). `properties` are those of
    Open Graph that not every page has, `data` the nodes of its linked data.
    """

    title: str
    description: str | None = None
    canonical: str | None = None
    twins: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None
    kind: str = "website"
    before: str | None = None
    after: str | None = None
    feed: tuple[str, str] | None = None
    properties: Sequence[tuple[str, str | None]] = ()
    data: Sequence[Mapping[str, Any]] = ()

    @property
    def alternates(self) -> list[tuple[str, str]]:
        return alternates(self.twins, self.default)

    def others(self, locale: str) -> list[Language]:
        """The languages of its twins."""
        return [spoken for spoken in languages() if spoken.code in self.twins and spoken.code != locale]


def alternates(twins: Mapping[str, str], default: str | None = None) -> list[tuple[str, str]]:
    """(hreflang, address) of a page in its languages and of what is best for all others: in its head as in the sitemap.

    A page that stands alone has none. What is best is `default`, else the page in the first of its languages.
    """
    spoken = [(one.code, twins[one.code]) for one in languages() if one.code in twins]
    if len(spoken) < 2:
        return []
    return [(code, absolute(path)) for code, path in [*spoken, ("x-default", default or spoken[0][1])]]


def in_the_shop(slugs: Mapping[str, str]) -> dict[str, str]:
    """Locale -> slug in the languages that the shop speaks: one that was dropped keeps its texts."""
    return {spoken.code: slugs[spoken.code] for spoken in languages() if spoken.code in slugs}


def titled(*parts: str | None) -> str:
    """`Kitchen · Products · Etalage`: from the narrow to the wide, since a tab shows the beginning."""
    return " · ".join(part for part in (*parts, SHOP) if part)


def page_name(spoken: Language, number: int) -> str | None:
    """What tells a further page of a list from its first."""
    return spoken.translations.gettext(_("Page %(n)s")) % {"n": spoken.number(number)} if number > 1 else None


def quoted(text: str | None) -> str | None:
    """The beginning of a text on one line, cut between words; None where there is nothing to quote."""
    line = " ".join((text or "").split())
    return (line if len(line) <= QUOTED else line[:QUOTED].rsplit(" ", 1)[0] + " …") or None
