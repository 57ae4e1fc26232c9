"""The line that sent a statement: ours, in a template the one that somebody wrote; looked up only where it is worth it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from webapp.hypermedia import templates
from webapp.hypermedia.locales import languages
from webapp.places import PACKAGE
from webapp.storage.places import place_of
from webapp.storage.statements import LONG_S, REPEATED, note, recorded


def line_of(place: str) -> str:
    name, _, number = place.rpartition(":")
    return (PACKAGE.parent / name).read_text(encoding="utf-8").splitlines()[int(number) - 1]


def test_in_a_template_it_is_the_line_that_somebody_wrote(sqlite_shop):
    found: list[str] = []

    class Asking(dict):
        def __getitem__(self, code: str) -> str:
            found.append(place_of(sys._getframe(1)))
            return "/"

    known = {"languages": languages(), "alternates": Asking()}
    templates.render("partials/hypermedia/languages.html", "display", "en", known)
    assert len(set(found)) == 1
    assert found[0].startswith("templates/partials/hypermedia/languages.html:")
    assert "alternates[" in line_of(found[0])


def test_a_library_in_between_is_passed_over():
    found: list[str] = []
    json.dumps(object(), default=lambda _one: found.append(place_of(sys._getframe(1))) or "")
    name, _, number = found[0].rpartition(":")
    assert name == Path(__file__).name
    assert "json.dumps(" in Path(__file__).read_text().splitlines()[int(number) - 1]


def test_where_nothing_is_ours_there_is_no_place():
    assert place_of(None) == ""


def test_it_is_looked_up_for_the_repeated_and_the_long_only():
    with recorded() as recorder:
        for _ in range(REPEATED - 1):
            note("few", 0.0)
        for _ in range(REPEATED + 3):
            note("many", 0.0)
        note("long", LONG_S)
    assert set(recorder.places) == {"many", "long"}
    assert recorder.times == {"few": REPEATED - 1, "many": REPEATED + 3, "long": 1}
    assert recorder.seconds == sum(recorder.took) == LONG_S
