"""A picture of an act: what the page's main thread and the network did, lane by lane, drawn from the browser's trace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

CATEGORIES = [
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "v8.execute",
    "loading",
    "blink.user_timing",
]
LANES = {
    "script": {"EventDispatch", "FunctionCall", "EvaluateScript", "v8.evaluateModule", "TimerFire", "RunMicrotasks"},
    "markup": {"ParseHTML"},
    "style": {"UpdateLayoutTree", "RecalculateStyles", "ParseAuthorStyleSheet"},
    "layout": {"Layout"},
    "paint": {"PrePaint", "Paint", "Layerize", "Commit", "UpdateLayer"},
}
WIDTH, LEFT, LANE, HEAD = 960, 80, 26, 44
# Script that begins within so long of the last answer has to do with it.
AFTER_MS = 20
COLOURS = {
    "network": ("#7a6f5d", "#b8ab96"),
    "script": ("#b98a1d", "#e0b548"),
    "markup": ("#3b74b8", "#7fb0ea"),
    "style": ("#7a55a8", "#b99ae0"),
    "layout": ("#9c4a63", "#e08aa5"),
    "paint": ("#3f7d4e", "#83c493"),
}

Span = tuple[float, float]


@dataclass(frozen=True)
class Story:
    """Milliseconds from the first event on, by lane."""

    lanes: dict[str, list[Span]]
    end: float

    def busy(self, lane: str) -> float:
        return sum(end - begin for begin, end in self.lanes[lane])


def story(trace: bytes, begins_with: str) -> Story:
    """What the thread did that saw the event, from there on: `keydown`, or `navigation` for the loading of a page."""
    events = json.loads(trace)["traceEvents"]
    start, pid, tid = _start(events, begins_with)
    spans: dict[str, list[Span]] = {}
    for e in events:
        if e.get("ph") == "X" and (e["pid"], e["tid"]) == (pid, tid) and e["ts"] >= start:
            spans.setdefault(e["name"], []).append(((e["ts"] - start) / 1000, (e["ts"] + e["dur"] - start) / 1000))
    network = list(_network(events, start, pid))
    lanes = {lane: [span for name in names for span in spans.get(name, [])] for lane, names in LANES.items()}
    end = _painted(network, lanes["script"], spans.get("Commit", []))
    return Story(
        {"network": network} | {lane: list(_merged(s for s in found if s[0] < end)) for lane, found in lanes.items()},
        end,
    )


def _painted(network: list[Span], script: list[Span], commits: list[Span]) -> float:
    """When the frame was finished that shows what script made of the last answer; later ones are another story."""
    answered = max((end for _begin, end in network), default=0.0)
    handled = max((end for begin, end in script if begin <= answered + AFTER_MS), default=answered)
    return min((end for begin, end in commits if begin >= handled), default=handled)


def _start(events: list[dict[str, Any]], begins_with: str) -> tuple[float, int, int]:
    for event in sorted((e for e in events if "ts" in e), key=lambda e: float(e["ts"])):
        data = event.get("args", {}).get("data", {})
        if begins_with == "keydown" and event["name"] == "EventDispatch" and data.get("type") == "keydown":
            return event["ts"], event["pid"], event["tid"]
        if begins_with == "navigation" and event["name"] == "ParseHTML" and event.get("ph") == "X":
            return event["ts"], event["pid"], event["tid"]
    raise ValueError(f"the trace has no {begins_with}")


def _network(events: list[dict[str, Any]], start: float, pid: int) -> Iterator[Span]:
    sent: dict[str, float] = {}
    for event in sorted((e for e in events if e.get("pid") == pid and "ts" in e), key=lambda e: float(e["ts"])):
        identity = event.get("args", {}).get("data", {}).get("requestId")
        if event["name"] == "ResourceSendRequest" and event["ts"] >= start:
            sent[identity] = event["ts"]
        elif event["name"] == "ResourceFinish" and identity in sent:
            yield (sent.pop(identity) - start) / 1000, (event["ts"] - start) / 1000


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for begin, end in sorted(spans):
        if current and begin <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current:
            yield current
        current = begin, end
    if current:
        yield current


def picture(told: Story, title: str) -> str:
    """An SVG that needs nothing else; its colours follow the reader's light or dark."""
    height = HEAD + LANE * len(told.lanes) + 24
    scale = (WIDTH - LEFT - 90) / told.end
    described = ", ".join(f"{lane} {told.busy(lane):.1f} ms" for lane in told.lanes)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">',
            f'<title id="t">{escape(title)}</title><desc id="d">{described}</desc>',
            f"<style>{_style()}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
            f'<text class="title" x="12" y="24">{escape(title)}</text>',
            *_axis(told.end, scale, height),
            *(part for place, lane in enumerate(told.lanes) for part in _lane(told, lane, place, scale)),
            "</svg>\n",
        )
    )


def _style() -> str:
    light = "".join(f".{lane}{{fill:{day}}}" for lane, (day, _night) in COLOURS.items())
    dark = "".join(f".{lane}{{fill:{night}}}" for lane, (_day, night) in COLOURS.items())
    return (
        "text{font:12px system-ui,sans-serif;fill:#4a443b}.title{font-size:14px;font-weight:600}.paper{fill:#fbf9f5}"
        f".tick{{stroke:#ddd6ca}}.end{{text-anchor:end}}{light}"
        "@media(prefers-color-scheme:dark){text{fill:#cfc8bb}.paper{fill:#1b1916}.tick{stroke:#3a362f}" + dark + "}"
    )


def _axis(end: float, scale: float, height: int) -> Iterator[str]:
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if end / step <= 12)
    for number in range(int(end // step) + 1):
        x = LEFT + number * step * scale
        yield f'<path class="tick" d="M{x:.1f} {HEAD - 8}V{height - 22}"/>'
        yield f'<text x="{x:.1f}" y="{height - 8}">{number * step}{" ms" if not number else ""}</text>'


def _lane(told: Story, lane: str, place: int, scale: float) -> Iterator[str]:
    y = HEAD + place * LANE
    yield f'<text x="12" y="{y + 13}">{lane}</text>'
    for begin, end in told.lanes[lane]:
        width = max((end - begin) * scale, 0.8)
        yield f'<rect class="{lane}" x="{LEFT + begin * scale:.1f}" y="{y}" width="{width:.1f}" height="18"/>'
    yield f'<text class="end" x="{WIDTH - 12}" y="{y + 13}">{told.busy(lane):.1f} ms</text>'
