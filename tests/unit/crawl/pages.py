"""A visitor who follows every link of the shop, and what they read in the heads of its pages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask

LOCALES = ("en", "nl", "de", "fr", "es", "ar")


class Head(HTMLParser):
    """The head of one page, and the addresses that its body leads to."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.titles: list[str] = []
        self.metas: dict[str, list[str]] = {}
        self.links: list[dict[str, str]] = []
        self.data: list[Any] = []
        self.anchors: list[str] = []
        self.language = ""
        self.strange: list[str] = []
        self._inside = ""
        self._in_head = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self._inside = tag if tag in ("title", "script") else self._inside
        if tag == "html":
            self.language = named["lang"]
        elif tag in ("head", "body"):
            self._in_head = tag == "head"
        elif not self._in_head:
            self.anchors += [named["href"]] if tag == "a" and "href" in named else []
        elif tag == "meta":
            self.metas.setdefault(named.get("name") or named.get("property", ""), []).append(named.get("content", ""))
        elif tag == "link":
            self.links.append(named)
        elif tag == "script" and named.get("type") == "application/ld+json":
            self._inside = "data"
        elif tag not in ("title", "script", "base"):
            # The first of these ends the head for a browser, and what follows counts no more.
            self.strange.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        self._in_head = self._in_head and tag != "head"

    def handle_data(self, text: str) -> None:
        if self._in_head and self._inside == "title":
            self.titles.append(text)
        elif self._in_head and self._inside == "data":
            self.data += json.loads(text)["@graph"]
        elif self._in_head and not self._inside and text.strip():
            self.strange.append(text.strip())

    def of(self, rel: str) -> list[str]:
        return [link["href"] for link in self.links if link.get("rel") == rel and "hreflang" not in link]

    @property
    def canonical(self) -> str | None:
        found = [link["href"] for link in self.links if link.get("rel") == "canonical"]
        assert len(found) < 2
        return found[0] if found else None

    @property
    def alternates(self) -> list[tuple[str, str]]:
        return [(link["hreflang"], link["href"]) for link in self.links if "hreflang" in link]

    @property
    def indexed(self) -> bool:
        return "noindex" not in self.metas.get("robots", [])

    @property
    def description(self) -> str | None:
        return next(iter(self.metas.get("description", [])), None)


@dataclass
class Page:
    status: int
    location: str | None
    statements: int
    head: Head | None


@dataclass
class Crawl:
    """What was found: path with its query -> page. `site` is what addresses of the shop begin with."""

    app: Flask
    site: str
    pages: dict[str, Page] = field(default_factory=dict)

    def walk(self, *starts: str) -> None:
        """Follow every link from here, each address once."""
        waiting = list(starts)
        while waiting:
            path = waiting.pop()
            if path not in self.pages:
                waiting += self._leads(path)

    def read(self, path: str) -> Page:
        answer = self.app.test_client().get(path)
        timing = answer.headers.get("Server-Timing", "")
        counted = re.search(r'sql;desc="(\d+)', timing)
        html = answer.mimetype == "text/html" and answer.status_code == 200
        return Page(
            answer.status_code,
            answer.headers.get("Location"),
            int(counted[1]) if counted else 0,
            Head(answer.text) if html else None,
        )

    def inside(self, path: str, href: str) -> str | None:
        """Where a link on a page leads, as a path; None for what is not ours."""
        address, _fragment = urldefrag(urljoin(self.site + path, href))
        parts = urlsplit(address)
        ours = f"{parts.scheme}://{parts.netloc}" == self.site
        return parts._replace(scheme="", netloc="").geturl() if ours else None

    def _leads(self, path: str) -> list[str]:
        page = self.pages[path] = self.read(path)
        hrefs = [page.location] if page.location else []
        if page.head:
            hrefs += page.head.anchors
            hrefs += [link["href"] for link in page.head.links if link.get("rel") not in ("stylesheet",)]
        return [found for href in hrefs if href and (found := self.inside(path, href))]
