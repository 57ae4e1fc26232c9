"""What may stand in a text that is shown, read as a browser would read it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from webapp.prose.cleaning import TAGS

VOID = {"br", "hr"}
IDS = r"(h-[\w\u0300-\U000e01ef-]+|fn-\d+|fnref-\d+(-\d+)?)"
CLASSES = {"headed", "anchor", "table", "footnotes", "back", "start", "middle", "end"}
CLASSES |= {"t-comment", "t-keyword", "t-name", "t-number", "t-string", "t-added", "t-removed"}
Attributes = dict[str, str | None]


class Elements(HTMLParser):
    """`found` is (tag, attributes) of each element, `text` all words; one that is not closed where it should be is an error."""

    def __init__(self, html: str, nested: bool = True) -> None:
        super().__init__(convert_charrefs=True)
        self.nested = nested
        self.found: list[tuple[str, Attributes]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(str(html))
        self.close()
        assert not self.open or not nested

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.open += [tag] if tag not in VOID else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag or not self.nested

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def tags(html: str) -> list[str]:
    return [tag for tag, _attributes in Elements(html).found]


def check(html: str, prefix: str = "") -> None:
    """Only elements and attributes of ours; ids only behind the prefix, and none twice."""
    ids = []
    for tag, attributes in Elements(html).found:
        assert tag in TAGS | {"div", "span"}
        ids += [attributes["id"]] if "id" in attributes else []
        for name, value in attributes.items():
            assert may_stand(tag, name, value or "", prefix), (tag, name, value)
        if attributes.get("href", "").startswith(("http", "//", "mailto")):
            assert attributes["rel"] == "nofollow ugc noopener"
    assert len(ids) == len(set(ids))


def may_stand(tag: str, name: str, value: str, prefix: str) -> bool:
    rules = {
        "id": rf"{prefix}{IDS}",
        "class": "|".join(CLASSES),
        "tabindex": "0",
        "role": "doc-noteref|doc-backlink|doc-endnotes",
        "aria-labelledby": rf"{prefix}{IDS}",
        "start": r"\d+",
        "rel": "nofollow ugc noopener",
        # A path of ours or of theirs, a place on the page, or one of three schemes.
        "href": r"(?i:https?:|mailto:).*|(?![^/?#]*:).*",
    }
    return name in rules and re.fullmatch(rules[name], value, re.DOTALL) is not None and (name != "href" or tag == "a")
