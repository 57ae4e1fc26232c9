"""Elements of an export, read as a stream under limits: entities, depth and size are held before they cost anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]
from flask_babel import gettext as _

from webapp.exchange.drafts import Bad
from webapp.exchange.sheets import Unreadable

# What references call it.
SOURCE = "wordpress"
LARGEST = 64 * 2**20
# A word that runs over many chunks is looked at anew with each.
CHUNK = 2**20
DEEPEST = 20
MOST_IN_ITEM = 200_000
LONGEST = 100_000
# Quotes and dashes that an old site took from Windows as they were, where Unicode has letters that cannot be shown.
WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
NAMESPACES = (
    (re.compile(r"https?://wordpress\.org/export/[0-9.]+/excerpt/"), "excerpt"),
    (re.compile(r"https?://wordpress\.org/export/[0-9.]+/"), "wp"),
    (re.compile(r"http://purl\.org/rss/1\.0/modules/content/"), "content"),
    (re.compile(r"http://purl\.org/dc/elements/1\.1/"), "dc"),
)


class Element:
    """An element with all that is in it, named as exports write it, whatever prefix this one uses: `wp:status`."""

    __slots__ = ("_size", "_texts", "attributes", "inner", "line", "name")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.inner: list[Element] = []
        self._texts: list[str] = []
        self._size = 0

    def add(self, text: str) -> None:
        self._size += len(text)
        if self._size <= LONGEST:
            self._texts.append(text)

    @property
    def text(self) -> str:
        """Its own text without the spaces around it; raises `Bad` where that is too long to be looked at."""
        if self._size > LONGEST:
            raise Bad(self.name, _("At most %(n)s characters; this has %(m)s.", n=LONGEST, m=self._size))
        return "".join(self._texts).translate(WINDOWS).strip()

    def said(self, name: str) -> str:
        """The text of the first element in it of this name; empty where there is none."""
        return next((element.text for element in self.inner if element.name == name), "")

    def all(self, name: str) -> Iterator[Element]:
        return (element for element in self.inner if element.name == name)


def elements(path: Path) -> Iterator[Element]:
    """What stands in the channel of an export, one after the other; raises `Unreadable` where it gets no further."""
    found = _Stream()
    parser = DefusedXMLParser(target=found)
    found.line = lambda: parser.parser.CurrentLineNumber
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(_("It is larger than %(n)s MiB; export it in parts.", n=LARGEST // 2**20))
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                parser.feed(chunk)
                yield from found.taken()
        parser.close()
    except OSError as error:
        raise Unreadable(_("It cannot be read: %(reason)s.", reason=error.strerror)) from error
    except DefusedXmlException as error:
        raise Unreadable(_("It declares entities of its own, which are not read.")) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable(_("It is not XML that can be read: %(reason)s.", reason=error)) from error
    yield from found.taken()


class _Stream:
    """What the parser tells as it goes; an element of the channel is taken from here once it has ended."""

    def __init__(self) -> None:
        self.line: Callable[[], int] = lambda: 0
        self.open: list[Element] = []
        self.done: list[Element] = []
        self.count = 0

    def taken(self) -> list[Element]:
        done, self.done = self.done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) == DEEPEST:
            raise Unreadable(_("Its elements are nested too deeply in line %(n)s.", n=self.line()))
        if self.count > MOST_IN_ITEM:
            raise Unreadable(_("The item before line %(n)s has too much in it.", n=self.line()))
        self.open.append(Element(_spelled(tag), attributes, self.line()))

    def data(self, text: str) -> None:
        self.open[-1].add(text)

    def end(self, _tag: str) -> None:
        ended = self.open.pop()
        if len(self.open) > 2:
            self.open[-1].inner.append(ended)
        elif [element.name for element in self.open] == ["rss", "channel"]:
            self.done.append(ended)
            self.count = 0


@lru_cache(maxsize=512)
def _spelled(tag: str) -> str:
    """`{https://wordpress.org/export/1.2/}status` -> `wp:status`."""
    namespace, _end, name = tag.removeprefix("{").rpartition("}")
    prefix = next((prefix for pattern, prefix in NAMESPACES if pattern.fullmatch(namespace)), None)
    return f"{prefix}:{name}" if prefix else name
