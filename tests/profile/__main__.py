"""Profiles the desk in a Chromium: what each act by keyboard takes, with a quick processor and with a slow one.

Prints the tables, writes them to docs/profile.md, and draws the traces of a few acts beside it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.profile import report
from tests.profile.desk import PLANTED_MS, PRICE, Desk, Measures
from tests.profile.trace import CATEGORIES, Story, picture, story
from webapp.testing import Shop, serving

ROOT = Path(__file__).parents[2]
THROTTLES = (1, 4)
DRAWN_AT = 4


def main() -> None:
    options = argparse.ArgumentParser(prog="make profile", description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--docs", type=Path, default=ROOT / "docs", help="where the report and its pictures go")
    chosen = options.parse_args()
    with ExitStack() as stack:
        shop = stack.enter_context(serving(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="profile-")))))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = stack.enter_context(chromium.launch(executable_path=found_chromium() or None))
        tables = {rate: rounds(browser, shop, rate, chosen.rounds) for rate in THROTTLES}
        control = controlled(browser, shop)
        stories = traced(browser, shop)
        text = report.markdown(tables, control, stories, browser.version, chosen.rounds)
    print(text)
    (chosen.docs / "profile.md").write_text(text, encoding="utf-8")
    for name, told in stories.items():
        (chosen.docs / report.file_of(name)).write_text(picture(told, f"{name}, {DRAWN_AT}x slower"), encoding="utf-8")


def found_chromium() -> str:
    if told := os.environ.get("E2E_CHROMIUM"):
        return told
    return subprocess.run([ROOT / "tests" / "chromium"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def rounds(browser: Browser, shop: Shop, rate: int, number: int) -> dict[str, list[Measures]]:
    desk = Desk(browser, shop)
    desk.throttle(rate)
    desk.opened()  # with nothing kept yet; the first round finds what all others find
    found: dict[str, list[Measures]] = {}
    for place in range(number):
        print(f"{rate}x, round {place + 1} of {number}", file=sys.stderr)
        for name, measures in desk.round():
            found.setdefault(name, []).append(measures)
    desk.page.context.close()
    return found


def controlled(browser: Browser, shop: Shop) -> Measures:
    """What was seen of a planted task; it ends the profile where that was not seen."""
    desk = Desk(browser, shop)
    seen = desk.control()
    desk.page.context.close()
    if min(seen["painted"], seen["interaction"], seen["longest"]) < PLANTED_MS:
        sys.exit(f"A task of {PLANTED_MS} ms was planted and not seen, so the figures mean nothing: {seen}")
    return seen


def traced(browser: Browser, shop: Shop) -> dict[str, Story]:
    desk = Desk(browser, shop)
    desk.throttle(DRAWN_AT)
    desk.opened()
    stories = {"Open the list": recorded(browser, desk, desk.opened, "navigation")}
    desk.page.locator(PRICE).focus()
    desk.page.keyboard.type("55.50")
    stories["Commit a price"] = recorded(browser, desk, lambda: desk.entered("55.50"), "keydown")
    stories["Sort by price"] = recorded(browser, desk, desk.sorted, "keydown")
    desk.page.context.close()
    return stories


def recorded(browser: Browser, desk: Desk, act: Callable[[], Measures], begins_with: str) -> Story:
    browser.start_tracing(page=desk.page, categories=CATEGORIES)
    act()
    return story(browser.stop_tracing(), begins_with)


if __name__ == "__main__":
    main()
