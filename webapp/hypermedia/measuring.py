"""Measuring a request: what it cost, told to its sender in `Server-Timing` and to whoever wants to know it for all requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, thread_time

from flask import Flask, Response, g, request

from webapp.config import Settings
from webapp.freshness.front import WARMING
from webapp.freshness.gathering import Figures, figures
from webapp.storage.statements import Recorder, recorded


@dataclass(frozen=True, slots=True)
class Taken:
    """What a request took within Flask. `endpoint` is None where its address leads nowhere; `cpu_s` is that of its thread.
    Nobody waits for one that is `warming`: the shop asks for it itself."""

    endpoint: str | None
    method: str
    status: int
    seconds: float
    cpu_s: float
    bytes: int
    recorder: Recorder
    figures: Figures
    warming: bool = False


Meter = Callable[[Taken], None]


def init_app(app: Flask, settings: Settings) -> None:
    """Before anything else of a request, so that the check of its sender is measured too, and after all that completes it."""
    # A room above may put the one here that is told of each request; it is called within it, so it must be quick.
    app.extensions["etalage.meter"] = None

    @app.before_request
    def begin() -> None:
        g.began = perf_counter(), thread_time()
        g.recording = recorded()
        g.recorder = g.recording.__enter__()

    @app.teardown_request
    def stop_recording(_error: BaseException | None) -> None:
        if recording := g.pop("recording", None):
            recording.__exit__(None, None, None)

    @app.after_request
    def tell(response: Response) -> Response:
        if "recorder" not in g:
            return response
        if settings.timing or g.get("visitor") is not None:
            response.headers["Server-Timing"] = _timing(g.recorder, figures())
        meter: Meter | None = app.extensions["etalage.meter"]
        if meter is not None:
            meter(_taken(response))
        return response


def _taken(response: Response) -> Taken:
    began, cpu_began = g.began
    return Taken(
        request.endpoint,
        request.method,
        response.status_code,
        perf_counter() - began,
        thread_time() - cpu_began,
        response.content_length or 0,
        g.recorder,
        figures(),
        WARMING in request.environ,
    )


def _timing(recorder: Recorder, shown: Figures) -> str:
    return (
        f'sql;desc="{len(recorder.statements)} statements";dur={recorder.seconds * 1000:.1f}, '
        f'cache;desc="{shown.hits}/{shown.asked}", render;dur={shown.render_s * 1000:.1f}'
    )
