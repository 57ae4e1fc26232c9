"""What a page fetches, as its browser counts it: heads and bodies, compressed as they came over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Wire:
    """The requests of a page from its making on, or from the last `begin()`."""

    def __init__(self, page: Page) -> None:
        self.begin()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)

    def begin(self) -> None:
        self.asked: set[str] = set()
        self.bytes: dict[str, int] = {}

    def sums(self) -> dict[str, int]:
        return {"requests": len(self.bytes), "bytes": sum(self.bytes.values())}

    def _received(self, event: dict[str, Any]) -> None:
        if event["response"]["url"].startswith("http"):
            self.asked.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        # What the browser has already comes with no bytes.
        if event["requestId"] in self.asked and event["encodedDataLength"]:
            self.bytes[event["requestId"]] = int(event["encodedDataLength"])
