"""The words of a text without its marks, and how long they take to read."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.unit.prose.test_markdown_attacks import TYPED
from webapp.prose.markdown import too_complex
from webapp.prose.reading import minutes, plain


def test_the_words_of_each_part_stand_on_a_line_of_their_own():
    text = (
        "# The *first* tea\n\nHot  water,\nnot [boiling](https://x.test)[^1].\n\n- one\n- `two`\n\n| a | b |\n|---|---|\n"
        "| 1 | ![a cup](c.png) |\n\n> said\n\n```py\nx = 1\n\ny\n```\n\n[^1]: A note &amp; more\n"
    )
    lines = ["The first tea", "Hot water, not boiling.", "one", "two", "a", "b", "1", "a cup", "said", "x = 1", "y"]
    assert plain(text).split("\n") == [*lines, "A note & more"]


def test_what_is_too_complex_stays_as_typed():
    assert plain(" " + "*a " * 3_000) == ("*a " * 3_000).strip()


@given(TYPED.filter(lambda text: not too_complex(text)))
def test_there_is_no_empty_line_and_no_space_around_one(text):
    lines = plain(text).split("\n")
    assert lines == [""] or all(line and line == line.strip() for line in lines)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("", 1),
        ("word " * 200, 1),
        ("word " * 500, 2),
        ("**word** – " * 1_000, 5),
        ("كلمة " * 1_000, 5),
        ("茶" * 2_500, 5),
        ("ชา" * 1_250, 5),
        ("茶 tea " * 500, 4),
        ("[tea](https://example.org/a/very/long/address) " * 390, 2),
    ],
)
def test_minutes_are_counted_in_words_or_where_there_are_no_spaces_in_letters(text, taken):
    assert minutes(text) == taken
