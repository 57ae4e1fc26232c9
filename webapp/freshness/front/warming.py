"""Warm before it is asked for: what a commit has outdated and was asked for lately is rendered again, off every request's path.

A thread looks at the database a few times a second; it costs microseconds, and sees what other processes write too. Where
something moved, it waits until the writers rest, since who edits one cell edits the next; then it asks for the outdated pages as a
visitor would, the most asked ones first, in whatever languages they were asked in, and rests as long as each of them took: whoever
waits for a page comes first.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextvars import Context
from threading import Event, Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.test import create_environ

from webapp.config import Settings
from webapp.freshness.front import WARMING, Front
from webapp.freshness.front.entries import Entry
from webapp.freshness.front.faces import FRAGMENT, PAGE, Key

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)
LOOK_EVERY_S = 0.1
# PostgreSQL does not say cheaply whether anything moved, so there the tokens are read, and more seldom.
READ_EVERY_S = 1.0
# So long nobody must have written; but whoever never rests is not waited for.
QUIET_S, PATIENCE_S = 0.3, 3.0
# What nobody has asked for in so long is not warmed, nor more than so many pages after one commit.
LATELY_S, MOST = 600.0, 200


class Warmer:
    """One thread for a front cache; `start` it where the shop serves."""

    def __init__(self, front: Front, settings: Settings) -> None:
        self.front = front
        self.warmed = 0
        self._settings = settings
        self._stopped = Event()
        self._thread = Thread(target=self._work, name="warming", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _work(self) -> None:
        for locale in self._settings.locales:
            # What a page follows from is known after the first time, and found unchanged at the second.
            for _time in range(2):
                self._render((f"/{locale}/", "", PAGE, ""), ("br",))
        while not self._stopped.wait(LOOK_EVERY_S if self.front.watch.sqlite else READ_EVERY_S):
            if self.front.watch.moved():
                self._let_write()
                self.refresh()

    def _let_write(self) -> None:
        """Wait until nobody writes any more: what is rendered between two edits of somebody is rendered for nothing."""
        until = perf_counter() + PATIENCE_S
        while self.front.watch.sqlite and perf_counter() < until:
            if self._stopped.wait(QUIET_S) or not self.front.watch.moved():
                return

    def refresh(self) -> None:
        """Render once what is outdated. What another commit outdates meanwhile is seen at the next look."""
        for key, entry in self._outdated():
            if self._stopped.is_set():
                return
            self._render(key, tuple(entry.variants))

    def _outdated(self) -> Iterator[tuple[Key, Entry]]:
        since = perf_counter() - LATELY_S
        # Not the pages of those who are signed in: nobody can ask for them in their place.
        asked = [one for one in self.front.entries.items() if one[1].asked_at > since and not one[0][3]]
        asked.sort(key=lambda one: one[1].hits, reverse=True)
        found = self.front.watch.read({name for _key, entry in asked[:MOST] for name in entry.proof.names}) or {}
        for key, entry in asked[:MOST]:
            if any(found.get(name) != token for name, token in entry.proof.tokens.items()):
                yield key, entry

    def _render(self, key: Key, codings: tuple[str, ...]) -> None:
        started = perf_counter()
        try:
            visit(self.front, self._settings, key)
            if entry := self.front.entries.get(key):
                for coding in codings:
                    entry.variant(coding)
                self.front.entries.put(key, entry)
            self.warmed += 1
        except Exception:
            log.warning("%s could not be warmed", key[0], exc_info=True)
        self._stopped.wait(perf_counter() - started)


def visit(application: WSGIApplication, settings: Settings, key: Key) -> None:
    """Ask for a page as nobody in particular would, apart from whatever request or job goes on in this thread."""
    host = settings.hosts[0].lstrip(".") if settings.hosts else "127.0.0.1"
    environ = create_environ("/", f"http://{host}/")
    environ |= {"PATH_INFO": key[0], "QUERY_STRING": key[1], WARMING: True}
    environ |= {"HTTP_HX_REQUEST": "true"} if key[2] == FRAGMENT else {}

    def ask() -> None:
        answer = application(environ, _ignore)
        if close := getattr(answer, "close", None):
            close()

    Context().run(ask)


def _ignore(_status: str, _headers: Any, _exc_info: Any = None) -> Any:
    return lambda _body: None


def warm_up(app: Flask) -> Warmer | None:
    """Keep the pages of a shop that serves warm; None where it has no front cache."""
    front: Front | None = app.extensions.get("etalage.front")
    if front is None:
        return None
    warmer = Warmer(front, app.extensions["etalage.settings"])
    warmer.start()
    return warmer
