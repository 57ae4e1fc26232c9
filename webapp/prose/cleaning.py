"""Cleaning HTML: of all there is, only these elements and attributes may stand."""

from __future__ import annotations

from html import escape

import nh3

SPOKEN = {"p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
SPOKEN |= {"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
# No Markdown becomes these; they mark the parts of notes.
TAGS = SPOKEN | {"sup", "sub", "section"}
# What is taken out can leave others where a browser would not put them, so it is cleaned until nothing changes: mostly
# twice. What never comes to rest is no HTML that anybody wrote for reading.
PASSES = 10
_ALIGNED = {"align": {"left", "center", "right"}}
_cleaner = nh3.Cleaner(
    tags=TAGS,
    # Without a rule for every element the library lets `title` and `lang` through.
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}, "li": {"value"}},
    tag_attribute_values={"th": _ALIGNED, "td": _ALIGNED},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def clean(html: str) -> str:
    """HTML in one spelling, that of a browser: names in lower case, values in double quotes, `<` only where a tag begins."""
    for _pass in range(PASSES):
        cleaned = _cleaner.clean(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    return escape(html)
