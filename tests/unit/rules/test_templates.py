"""The rules of the templates: each renders, each text is translated, nothing in them can run."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import nodes

from webapp.hypermedia import fragments, templates
from webapp.places import folder

ROOT = folder("templates")
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
PARTIALS = [name for name in TEMPLATES if name.startswith("partials/")]
# Names are names in every language.
PROPER = "Etalage"


def source_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks_of(environment, name: str) -> list[str]:
    return [block.name for block in environment.parse(source_of(name)).find_all(nodes.Block)]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    from webapp import create_app
    from webapp.config import Settings

    with create_app(Settings.read({"ETALAGE_DATA": str(tmp_path_factory.mktemp("data"))})).app_context():
        yield templates._environment("en")


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_template_compiles(environment, name):
    environment.compile(source_of(name), name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_in_a_template_can_run(name):
    source = source_of(name)
    for forbidden in (
        r"<script(?![^>]*\bsrc=)",
        r"<style",
        r"\sstyle=",
        r"hx-on",
        r"=[\"']js:",
        r"\son[a-z]+=",
        r"\|\s*safe\b",
    ):
        assert not re.search(forbidden, source), f"{name} has {forbidden}"
    for trigger in re.findall(r'hx-trigger="([^"]*)"', source):
        assert "[" not in trigger, f"{name} filters a trigger by script"
    if name.startswith("partials/"):
        assert "<script" not in source


class Texts(HTMLParser):
    """The visible texts of a template, once its Jinja is taken out."""

    SPOKEN = ("aria-label", "alt", "placeholder", "title")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(value or "").strip() for name, value in attrs if name in self.SPOKEN]


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_visible_text_goes_through_gettext(name):
    said = re.sub(r"{% block (frame|bundle) %}.*?{% endblock %}", "", source_of(name))
    without_jinja = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", said, flags=re.DOTALL)
    texts = Texts()
    texts.feed(without_jinja)
    wild = [text for text in texts.found if re.search(r"[^\W\d_]{2,}", text.replace(PROPER, ""))]
    assert not wild, f"{name} says {wild} in one language only"


@pytest.mark.parametrize("name", PARTIALS)
def test_a_partial_is_either_one_fragment_or_macros(environment, name):
    blocks = blocks_of(environment, name)
    assert len(blocks) <= 1, f"{name} has several states: an include would print them all"
    if blocks:
        assert blocks == ["display"]
    else:
        assert "{% macro" in source_of(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_is_included_is_one_fragment(environment, name):
    for included in environment.parse(source_of(name)).find_all(nodes.Include):
        assert isinstance(included.template, nodes.Const)
        assert blocks_of(environment, included.template.value) == ["display"]


@pytest.mark.parametrize("fragment", sorted(fragments.REGISTRY))
def test_each_fragment_has_its_file(environment, fragment):
    assert blocks_of(environment, f"partials/{fragment}.html") == ["display"]


def test_each_icon_is_in_the_sprite():
    listed = {line.strip() for line in (Path(ROOT).parent / "icons.txt").read_text().splitlines()}
    used = {
        icon
        for name in TEMPLATES
        for call in re.findall(r"icon\(([^)]*)\)", source_of(name))
        for icon in re.findall(r"'([a-z0-9-]+)'", call)
    }
    # A conditional's comparison is no icon.
    assert used - {"good", "bad"} <= listed
