"""Editing as the admins without inline editing have it: open a form, change a price in it, save it, be back in the list."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import count

from tests.bench.peers.peer import Client
from tests.bench.wire import post


class Form:
    """The form of one product at `path`; `extra` is what its button sends, `listed` where one is afterwards."""

    def __init__(self, client: Client, path: str, listed: str, **extra: str) -> None:
        self.client, self.path, self.listed, self.extra = client, path, listed, extra
        # No other number in the list looks like these.
        self.prices = count(7_654_321)
        self.fields = fields_of(client.get(path))
        assert "price" in self.fields, f"no price in the form at {path}"

    def edit(self) -> None:
        """All that a browser asks for from the list and back to it."""
        self.fields = fields_of(self.client.get(self.path))
        price = self.save()
        assert price in self.client.get(self.client.location), f"the list at {self.client.location} does not show it"

    def save(self) -> str:
        """The submit alone; the price that it has written."""
        price = str(next(self.prices))
        form = {**self.fields, **self.extra, "price": price}
        said = self.client.ask(post(self.path, form, Cookie=self.client.cookie, Referer=f"http://127.0.0.1{self.path}"))
        assert self.client.location.rstrip("/").endswith(self.listed.rstrip("/")), said[:2000]
        return price


class _Fields(HTMLParser):
    """What a browser would send of a form as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "button", "checkbox", "radio", "file"):
            self.found[name] = given.get("value", "")
        elif tag == "input" and kind == "checkbox" and "checked" in given:
            self.found[name] = given.get("value") or "on"
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given and self.select:
            self.found[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.textarea, self.found[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.select = self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.found[self.textarea] += data.removeprefix("\n")


def fields_of(page: str) -> dict[str, str]:
    parser = _Fields()
    parser.feed(page)
    return {name: value for name, value in parser.found.items() if name}
