"""A text that would cost too much is refused where it is typed."""

from __future__ import annotations

import pytest

from tests.unit.prose.attacks import DEAR


@pytest.mark.parametrize(
    "name",
    [
        "quotes",
        "brackets",
        "pictures",
        "stars",
        "table",
        "long table",
        "table in a quote",
        "lists",
        "staircase",
        "autolinks",
        "lines",
        "notes",
        "fences that are no fences",
    ],
)
def test_a_text_that_is_too_complex_is_refused_in_its_editor(sqlite_shop, signed_in, version_of, name):
    answer = signed_in(sqlite_shop, "editor").write("/en/products/1/description", DEAR[name], version_of("products", 1))
    assert answer.status_code == 422
    assert 'data-error="too_complex"' in answer.text
