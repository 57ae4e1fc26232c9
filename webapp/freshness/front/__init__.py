"""The front cache: who asks for a page again is answered before Flask is entered, and never with what is stale.

An answer that a route has declared for it is kept whole, in each coding, with the tokens that it was rendered under. It is
sent again only where the database says that these still are the tokens; everything else goes through to Flask. Somebody
signed in has pages of their own, which also follow from their account and their session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from time import perf_counter
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.http import parse_etags
from werkzeug.sansio.utils import host_is_trusted

from webapp.config import Settings
from webapp.freshness.codings import chosen
from webapp.freshness.front.entries import Entries, Entry, Headers, Proof, Variant
from webapp.freshness.front.faces import Key, key_of
from webapp.freshness.listening import Listener
from webapp.freshness.store import BOUNDLESS
from webapp.storage.engines import engines
from webapp.storage.statements import recorded
from webapp.storage.tokens import Tokens
from webapp.storage.watching import Watch

View = TypeVar("View", bound=Callable[..., Any])
Start = Callable[..., Any]
Environ = dict[str, Any]
PROOF = "etalage.proof"
# Marks a request that nobody sent: a page is rendered before it is asked for.
WARMING = "etalage.warming"
# What belongs to one request, or is made anew for each variant.
OWN_HEADERS = {"content-length", "content-encoding", "etag", "server-timing", "x-request-id"}
STATUS = {200: "200 OK", 304: "304 NOT MODIFIED"}


def at_the_front(*parameters: str) -> Callable[[View], View]:
    """Declares that a route's page follows from its fragments and from who asks, and which parameters of the query it knows.
    With any other parameter, or one given twice, Flask answers."""

    def declare(view: View) -> View:
        view.at_the_front = frozenset(parameters)  # type: ignore[attr-defined]
        return view

    return declare


def prove(whole: str | None, tokens: Tokens, names: Iterable[str], body: bytes, until: datetime | None = None) -> None:
    """Tells the front cache what the answer to this request follows from, where its route has declared that it may be kept."""
    view = current_app.view_functions[str(request.endpoint)]
    known: frozenset[str] | None = getattr(view, "at_the_front", None)
    asked = list(request.args.keys())
    once = len(asked) == sum(1 for _ in request.args.items(multi=True))
    if known is not None and once and known.issuperset(asked) and not (whole or "").startswith(BOUNDLESS):
        request.environ[PROOF] = Proof(str(request.endpoint), tokens, tuple(names), whole, body, until)


class Front:
    """A WSGI application in front of Flask's."""

    def __init__(self, app: Flask, settings: Settings, limit: int) -> None:
        self.app = app
        self.inner = app.wsgi_app
        self.entries = Entries(limit)
        self.watch = Watch(engines().reading, self._now)
        self.timing = settings.timing
        self._is_ours = lru_cache(maxsize=1024)(lambda host: host_is_trusted(host, app.config["TRUSTED_HOSTS"]))
        self.asked = 0
        self.hits = 0

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        started = perf_counter()
        key = key_of(environ)
        if key is None or not self._is_ours(environ.get("HTTP_HOST", "")):
            return self.inner(environ, start)
        self.asked += 1
        entry = self.entries.get(key)
        if entry is None or not entry.holds:
            return self._enter(environ, start, key, entry)
        if self.timing or key[3]:
            return self._timed(environ, start, key, entry, started)
        if not self._is_true(entry):
            return self._enter(environ, start, key, entry)
        return self._answer(environ, start, key, entry, started)

    def _is_true(self, entry: Entry) -> bool:
        proof = entry.proof
        if proof.until is not None and self._now() >= proof.until:
            return False
        entry.known = self.watch.still(proof.names, proof.tokens, entry.known)
        return entry.known is not None

    def _answer(
        self, environ: Environ, start: Start, key: Key, entry: Entry, started: float, own: Headers | None = None
    ) -> Iterable[bytes]:
        coding = chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        variant = entry.variants.get(coding) or self._variant(key, entry, coding)
        entry.hits += 1
        entry.asked_at = started
        self.hits += 1
        unchanged = _has(environ.get("HTTP_IF_NONE_MATCH"), variant.etag)
        status, headers = (304, variant.unchanged) if unchanged else (200, variant.headers)
        # A server may change the list that it is given.
        start(STATUS[status], headers + own if own else headers.copy())
        listener: Listener = self.app.extensions["etalage.listener"]
        listener.answered_at_the_front(entry.proof.endpoint, status, perf_counter() - started)
        # A list, which servers send at once; through anything else they go piece by piece.
        return [] if unchanged or environ["REQUEST_METHOD"] == "HEAD" else [variant.body]

    def _variant(self, key: Key, entry: Entry, coding: str) -> Variant:
        found = entry.variant(coding)
        self.entries.put(key, entry)
        return found

    def _now(self) -> datetime:
        """By whatever clock the shop goes at that moment: a test sets another."""
        now: datetime = self.app.extensions["etalage.clock"]()
        return now

    def _timed(self, environ: Environ, start: Start, key: Key, entry: Entry, started: float) -> Iterable[bytes]:
        """The same, telling what it took."""
        with recorded() as read:
            is_true = self._is_true(entry)
        if not is_true:
            return self._enter(environ, start, key, entry)
        told = f'sql;desc="{len(read.statements)} statements";dur={read.seconds * 1000:.1f}'
        own = [("Server-Timing", f'{told}, cache;desc="1/1", render;dur=0.0')]
        return self._answer(environ, start, key, entry, started, own)

    def _enter(self, environ: Environ, start: Start, key: Key, entry: Entry | None) -> Iterable[bytes]:
        """Let Flask answer, and keep what it proves. The tokens are read before it looks anything up; where they are not
        known yet, nobody is answered from the entry before another request has read them."""
        before = self.watch.read(entry.proof.names) if entry else None
        sent: list[Any] = []

        def noting(status: str, headers: Headers, exc_info: Any = None) -> Any:
            sent[:] = [status, headers]
            return start(status, headers, exc_info) if exc_info else start(status, headers)

        answer = self.inner(environ, noting)
        proof: Proof | None = environ.pop(PROOF, None)
        # A cookie that signs nobody in makes no pages of their own.
        if proof is not None and sent and sent[0] == "200 OK" and bool(key[3]) == (proof.until is not None):
            headers = [(name, value) for name, value in sent[1] if name.lower() not in OWN_HEADERS]
            asked_at, hits = _asked(environ, entry)
            self.entries.put(key, Entry(proof, headers, before == proof.tokens, hits=hits, asked_at=asked_at))
        elif entry and sent and sent[0][:3] not in ("200", "304"):
            self.entries.drop(key)
        return answer


def _has(asked: str | None, etag: str | None) -> bool:
    """Whether a browser has what it asks for; a server on the way may have weakened the tag."""
    if asked is None or etag is None:
        return False
    return asked == etag or parse_etags(asked).contains_weak(etag[1:-1])


def _asked(environ: Environ, before: Entry | None) -> tuple[float, int]:
    """When somebody last asked for a page that is rendered now, and how often lately: what is long past counts less."""
    asked_at = before.asked_at if before and WARMING in environ else perf_counter()
    return asked_at, before.hits // 2 if before else 0


def init_app(app: Flask, settings: Settings) -> None:
    """Put it in front, where there is room for it."""
    if settings.front and settings.cache != "off":
        with app.app_context():
            front = Front(app, settings, settings.front * 1024 * 1024)
        app.extensions["etalage.front"] = front
        app.wsgi_app = front  # type: ignore[method-assign,assignment]
