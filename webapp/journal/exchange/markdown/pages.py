"""Pages: one file, which tells one story in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from webapp.exchange.cells import line
from webapp.exchange.drafts import Bad, Given
from webapp.exchange.sheets import Unreadable, text_of
from webapp.hypermedia.locales import settings_timezone, source
from webapp.journal.exchange.markdown.front import Front, split
from webapp.journal.exchange.markdown.paths import JEKYLL, Named, known
from webapp.journal.exchange.moments import moment
from webapp.journal.exchange.texts import Text

LARGEST = 2**20
COLUMNS = {"title": "title", "slug": "slug", "summary": "summary", "body": "text", "tags": "tags"}
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_MARKS = re.compile(r"[*_`]+")
_SHORTCODE = re.compile(r"\{\{[<%]|\{%")


@dataclass(frozen=True, slots=True)
class Page:
    """A story in one language. `place` is its path below what was imported."""

    place: str
    key: str
    text: Text
    given: dict[str, Given]
    author: str
    at: datetime | None
    draft: bool

    @property
    def has_shortcodes(self) -> bool:
        return bool(_SHORTCODE.search(self.text.body))


def page(file: Path, place: str, named: Named) -> Page:
    """Read a file; raises `Bad` for the first thing in it that cannot be used."""
    try:
        front, body = split(text_of(file, LARGEST))
    except Unreadable as unreadable:
        raise Bad(None, str(unreadable)) from unreadable
    by_spaces = bool(JEKYLL.intersection(file.parts))
    text = _text(front, body, named, by_spaces)
    translated = front.text("translationkey")
    return Page(
        place=place,
        key=f"{named.key.partition('/')[0]}/#{translated}" if translated else named.key,
        text=text,
        given=text.given(COLUMNS),
        author=front.text("author", "authors"),
        at=_at(front, named),
        draft=front.flag("draft", False) or not front.flag("published", True) or "_drafts" in file.parts,
    )


def _text(front: Front, body: str, named: Named, by_spaces: bool) -> Text:
    code = front.text("lang", "language", "locale")
    title = front.text("title")
    if not title:
        title, body = _headed(body)
    return Text(
        locale=known(code) if code else named.language or source(),
        title=title or named.name.replace("-", " ").replace("_", " ").strip().capitalize(),
        slug=front.text("slug") or named.name,
        summary=front.text("summary", "description", "excerpt"),
        body=body,
        tags=tuple(tag for name in ("tags", "categories", "category") for tag in _tags(front, name, by_spaces)),
    )


def _at(front: Front, named: Named) -> datetime | None:
    for column in ("publishdate", "date"):
        if text := front.text(column):
            return moment(column, text, settings_timezone())
    return moment("date", named.day, settings_timezone())


def _tags(front: Front, name: str, by_spaces: bool) -> list[str]:
    """Words divided by commas, or as Jekyll has it by spaces, where they are no list."""
    words = front.words(name)
    if by_spaces and not isinstance(front.fields.get(name), list) and not any("," in word for word in words):
        return [tag for word in words for tag in word.split()]
    return [tag for word in words for tag in word.split(",")]


def _headed(body: str) -> tuple[str, str]:
    """The first heading of a text, without its marks, and the text, from which it is taken where it stands at the top."""
    lines = body.split("\n")
    fenced = False
    for number, text in enumerate(lines):
        fenced ^= bool(_FENCE.match(text))
        if not fenced and (heading := _HEADING.fullmatch(text)):
            rest = body if number or len(heading[1]) > 1 else "\n".join(lines[1:]).strip()
            return line(_MARKS.sub("", heading[2])), rest
    return "", body
