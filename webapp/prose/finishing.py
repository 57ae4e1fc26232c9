"""What our own hand adds to clean HTML: ids, classes, and what makes notes, tables and code reachable.

Clean HTML has one spelling, so patterns can read it. Nothing added here is taken over from the text as it stands: an id
is made of the letters of a heading, or of the number of a note, behind a prefix of ours. There are no words in it either,
so that one rendering serves each language: a link is labelled by the element that it leads to.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from markupsafe import escape

from webapp.prose.slugs import slug_of

OUTSIDE = ' rel="nofollow ugc noopener"'
FIXED = {
    "<pre>": '<pre tabindex="0">',
    "<section>": '<section class="footnotes" role="doc-endnotes">',
    "<table>": '<div class="table" tabindex="0"><table>',
    "</table>": "</table></div>",
}
SIDES = {"left": "start", "center": "middle", "right": "end"}
_PLACES = re.compile(
    r'<h([2-6])>(?P<heading>.*?)</h\1>|<a(?: href="(?P<href>[^"]*)")?>(?P<link>.*?)</a>'
    r'|<sup>(?P<reference>\d+)</sup>|<li value="(?P<note>\d+)">|(?P<back><sub></sub>)'
    r'|(?P<headless><th(?: align="\w+")?></th>)|(?P<cell><t[hd]) align="(?P<side>left|center|right)">'
    r"|(?P<fixed></?table>|<pre>|<section>)",
    re.DOTALL,
)
# References to notes, and tags, are no words of a heading.
_WORDLESS = re.compile(r"<sup>.*?</sup>|<[^>]*>")


class Finish:
    """One text on one page; `prefix` keeps its ids apart from those of other texts there."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.ids: Counter[str] = Counter()
        # number of a note -> its references, and its ways back, so far
        self.references: Counter[str] = Counter()
        self.ways_back: Counter[str] = Counter()
        self.note = ""

    def __call__(self, html: str) -> str:
        return _PLACES.sub(lambda found: str(getattr(self, f"_{found.lastgroup}")(found)), html)

    def _heading(self, found: re.Match[str]) -> str:
        level, words = found[1], found["heading"]
        if not words:
            return ""
        id_ = self._free(f"{self.prefix}h-{slug_of(unescape(_WORDLESS.sub('', words)))}")
        link = f'<a class="anchor" href="#{id_}" aria-labelledby="{id_}"></a>'
        return f'<div class="headed"><h{level} id="{id_}">{self(words)}</h{level}>{link}</div>'

    def _free(self, id_: str) -> str:
        """The id, with the first number behind it that no other heading has."""
        free, number = id_, self.ids[id_]
        while free in self.ids:
            number += 1
            free = f"{id_}-{number}"
        self.ids[id_] = max(number, 1)
        self.ids[free] = max(self.ids[free], 1)
        return free

    def _link(self, found: re.Match[str]) -> str:
        """Without an address, since cleaning took it, there is no link; without words its address stands for them."""
        href, words = found["href"], found["link"]
        if href is None or href.startswith(":"):  # no scheme stands before it, so that it leads nowhere
            return words
        rel = "" if _ours(href) else OUTSIDE
        if href.startswith("#h-"):
            href = f"#{self.prefix}{href[1:]}"
        return f'<a href="{href}"{rel}>{words or escape(unescape(href))}</a>'

    def _reference(self, found: re.Match[str]) -> str:
        number = found["reference"]
        link = f'<a href="#{self.prefix}fn-{number}" role="doc-noteref">{number}</a>'
        return f'<sup id="{self._reference_id(number)}">{link}</sup>'

    def _reference_id(self, number: str) -> str:
        self.references[number] += 1
        return self._nth_reference(number, self.references[number])

    def _nth_reference(self, number: str, times: int) -> str:
        return f"{self.prefix}fnref-{number}" + (f"-{times}" if times > 1 else "")

    def _note(self, found: re.Match[str]) -> str:
        self.note = found["note"]
        return f'<li id="{self.prefix}fn-{self.note}">'

    def _back(self, _found: re.Match[str]) -> str:
        self.ways_back[self.note] += 1
        id_ = self._nth_reference(self.note, self.ways_back[self.note])
        return f' <a class="back" href="#{id_}" role="doc-backlink" aria-labelledby="{id_}">↑</a>'

    def _headless(self, _found: re.Match[str]) -> str:
        """The empty corner of a table heads nothing."""
        return "<td></td>"

    def _side(self, found: re.Match[str]) -> str:
        return f'{found["cell"]} class="{SIDES[found["side"]]}">'

    def _fixed(self, found: re.Match[str]) -> str:
        return FIXED[found[0]]


def _ours(href: str) -> bool:
    """A path of ours, or a place on the page. What begins with `//` or `/\\` is another host."""
    return href.startswith(("/", "#")) and not href.startswith(("//", "/\\"))
