"""Exports of WordPress (WXR): RSS with the site's posts, pages and comments in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask_babel import gettext as _

from webapp.exchange.drafts import Bad, Flaw
from webapp.exchange.mappings import Said
from webapp.exchange.sheets import Unreadable
from webapp.journal.exchange.texts import plain
from webapp.journal.exchange.wordpress.elements import Element, elements
from webapp.journal.exchange.wordpress.items import Items

STARTS = (b"<?xml", b"<rss")


def recognises(path: Path) -> bool:
    """By its name, or by how it begins."""
    if not path.is_file():
        return False
    if path.suffix.lower() == ".xml":
        return True
    try:
        with path.open("rb") as file:
            return file.read(8).removeprefix(b"\xef\xbb\xbf").startswith(STARTS)
    except OSError:
        return False


def opened(path: Path) -> Iterator[Said | Flaw]:
    """What an export says; all of it is read once before, for its authors and to see that it can be read."""
    channel = _Channel()
    for element in elements(path):
        channel.note(element)
    if not channel.is_wordpress:
        raise Unreadable(_("It is XML, but no export of WordPress."))
    return Items(channel.language, channel.authors).read(elements(path))


@dataclass(slots=True)
class _Channel:
    """What an export says of the whole site: its language, and the names of those who sign in to it."""

    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    is_wordpress: bool = False

    def note(self, element: Element) -> None:
        self.is_wordpress |= element.name.startswith("wp:") or any(element.all("wp:post_type"))
        try:
            if element.name == "language":
                self.language = element.text
            elif element.name == "wp:author":
                name = "wp:author_display_name"
                self.authors[element.said("wp:author_login")] = plain(name, element.said(name))
        except Bad as bad:
            raise Unreadable(f"{bad.column}: {bad.reason}") from bad
