"""Every state of every fragment, as the gallery shows it: axe finds nothing, nothing sticks out, no console complains."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

import webapp.gallery  # noqa: F401 - declares the samples
from tests.e2e.test_accessibility import AXE
from webapp.gallery.samples import samples

PHONE = {"width": 390, "height": 800}
# How many states one test walks.
STATES = 25
RUN = """async (options) => {
  const found = await axe.run(document, {resultTypes: ['violations'], ...options});
  const why = ({any, all, none}) => [...any, ...all, ...none].map(({message}) => message).join('; ');
  return found.violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map((one) => `${one.target} ${why(one)}`).join(' | ')}`);
}"""
CONTRAST = {"runOnly": ["color-contrast"]}
# Colours are the same in every language.
STRUCTURE = {"rules": {"color-contrast": {"enabled": False}}}
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def stretches() -> Iterator[list[str]]:
    paths = [f"{sample.fragment}/{sample.state}" for sample in samples()]
    for first in range(0, len(paths), STATES):
        yield paths[first : first + STATES]


longer = pytest.mark.skipif("LONG" not in os.environ, reason="a longer run: make test LONG=1")
stretch = pytest.mark.parametrize("paths", list(stretches()), ids=lambda paths: paths[0])


def walked(page: Page, locale: str, paths: list[str], look: Callable[[Page], object]) -> dict[str, object]:
    """What `look` found on the pages of these states, but for those where it found nothing."""
    found = {}
    for path in paths:
        page.goto(f"/{locale}/desk/fragments/{path}")
        if seen := look(page):
            found[path] = seen
    return found


def axe(options: dict[str, object]) -> Callable[[Page], object]:
    return lambda page: page.evaluate(RUN, options)


@stretch
def test_each_state_in_light(someone: Callable[..., Page], paths: list[str]) -> None:
    page = someone("owner", reduced_motion="reduce")
    page.add_init_script(AXE)
    assert walked(page, "en", paths, axe({})) == {}


@longer
@stretch
def test_each_state_in_dark(someone: Callable[..., Page], paths: list[str]) -> None:
    page = someone("owner", reduced_motion="reduce", color_scheme="dark")
    page.add_init_script(AXE)
    assert walked(page, "en", paths, axe(CONTRAST)) == {}


@stretch
def test_each_state_from_right_to_left_on_a_phone(someone: Callable[..., Page], paths: list[str]) -> None:
    page = someone("owner", reduced_motion="reduce", viewport=PHONE)
    assert walked(page, "ar", paths, lambda one: one.evaluate(STICKS_OUT)) == {}


@longer
@stretch
def test_each_state_from_right_to_left(someone: Callable[..., Page], paths: list[str]) -> None:
    page = someone("owner", reduced_motion="reduce", viewport=PHONE)
    page.add_init_script(AXE)
    assert walked(page, "ar", paths, axe(STRUCTURE)) == {}


@longer
@stretch
def test_each_state_of_long_words_on_a_phone(someone: Callable[..., Page], paths: list[str]) -> None:
    page = someone("owner", reduced_motion="reduce", viewport=PHONE)
    assert walked(page, "de", paths, lambda one: one.evaluate(STICKS_OUT)) == {}
