"""Texts: a story in one language as a source tells it, made to fit its fields."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import nh3
from flask_babel import gettext as _

from webapp.exchange import targets
from webapp.exchange.drafts import Bad, Given
from webapp.journal.models import Post
from webapp.prose import foreign

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_BLOCK = re.compile(r"</?(?:p|br|div|h[1-6]|li|td)\b", re.IGNORECASE)
MOST_OPEN = 500
# What nobody has to close.
UNCLOSED = frozenset({"area", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option"})
UNCLOSED |= {"p", "source", "td", "th", "tr", "wbr"}
LONGEST_SUMMARY, LONGEST_TAGS, LONGEST_NAME = 500, 300, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A story in one language."""

    locale: str
    title: str
    body: str
    slug: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()

    def given(self, columns: Mapping[str, str]) -> dict[str, Given]:
        """Its fields, each from the one of `columns` that the source has it in; raises `Bad` for the first that does not fit.

        The address comes before the title, which would give it another one.
        """
        values = {
            "slug": self.slug,
            "title": self.title,
            "summary": shortened(self.summary, LONGEST_SUMMARY),
            "body": self.body,
            "tags": listed(self.tags),
        }
        given = {f"{name}@{self.locale}": Given(columns[name], value) for name, value in values.items() if value}
        targets.check(targets.target_of(Post.__noun__), given)
        return given


def shortened(text: str, longest: int) -> str:
    """A text in one line, cut between words where it is too long."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    whole_words = text[:longest].rpartition(" ")[0]
    return (whole_words or text[: longest - 1])[: longest - 1].rstrip(" ,;:.") + "…"


def listed(tags: Iterable[str]) -> str:
    """Each tag once, divided by commas; those at the end that do not fit are left out."""
    found: dict[str, str] = {}
    for tag in tags:
        if name := " ".join(tag.replace(",", " ").split()):
            found.setdefault(name.casefold(), name)
    kept = ""
    for name in found.values():
        if len(longer := f"{kept}, {name}" if kept else name) > LONGEST_TAGS:
            break
        kept = longer
    return kept


def from_wordpress(column: str, body: str) -> str:
    """A body or comment as Markdown; raises `Bad` where it cannot be understood."""
    _refuse_nested(column, body)
    try:
        return foreign.from_wordpress(body)
    except foreign.Unreadable as unreadable:
        raise Bad(column, str(unreadable)) from unreadable


def plain(column: str, marked_up: str) -> str:
    """The words of a piece of HTML, in one line; raises `Bad` where it cannot be understood."""
    _refuse_nested(column, marked_up)
    apart = _BLOCK.sub(r" \g<0>", marked_up)
    return " ".join(html.unescape(nh3.clean(apart, tags=set())).split())


def _refuse_nested(column: str, marked_up: str) -> None:
    """Raise `Bad` for HTML in which so much is open at once that readers of HTML take a minute over it."""
    still_open: Counter[str] = Counter()
    depth = 0
    for closes, tag in _TAG.findall(marked_up):
        if (name := tag.lower()) in UNCLOSED or (closes and not still_open[name]):
            continue
        step = -1 if closes else 1
        still_open[name] += step
        depth += step
        if depth > MOST_OPEN:
            raise Bad(column, _("This HTML is nested too deeply."))
