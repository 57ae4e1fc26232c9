"""Code in colours: a few classes of ours on what Pygments knows, and the code as it was typed where it does not."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.prose.markup import CLASSES, Elements
from webapp.prose import colours, markdown
from webapp.prose.colours import LANGUAGES, coloured
from webapp.prose.markdown import comment_markdown, unadorned


def words(html: str, class_: str) -> list[str]:
    return re.findall(rf'<span class="t-{class_}">(.*?)</span>', html)


def test_each_piece_has_the_class_of_what_it_is():
    html = unadorned('```python\n@twice\ndef pour(ml=25):  # slowly\n    return "tea" if ml else None\n```')
    assert words(html, "keyword") == ["def", "return", "if", "else", "None"]
    assert words(html, "name") == ["@twice", "pour"]
    assert (words(html, "number"), words(html, "comment")) == (["25"], ["# slowly"])
    assert words(html, "string") == ['"tea"']


def test_a_difference_shows_what_came_and_what_went():
    html = unadorned("```diff\n-old\n+new\n same\n```")
    assert (words(html, "removed"), words(html, "added")) == (["-old"], ["+new"])


@pytest.mark.parametrize("typed", ["```\nif x\n```", "```klingon\nif x\n```", "    if x", "~~~ {.python}\nif x\n~~~"])
def test_what_is_in_no_language_we_know_is_plain(typed):
    assert "<span" not in unadorned(typed)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@given(st.text() | st.lists(st.sampled_from("<>&\"'`/*#=(){}[]\\ \n\tax1é٣"), max_size=40).map("".join))
def test_nothing_of_the_code_is_lost_and_nothing_in_it_is_markup(language, code):
    html = coloured(language, code)
    elements = Elements(html)
    assert {tag for tag, _attributes in elements.found} <= {"span"}
    assert {attributes["class"] for _tag, attributes in elements.found} <= CLASSES
    assert unescape(re.sub(r"<[^>]*>", "", html)) == code


@pytest.mark.parametrize("code", ["x" * 301, "x\n" + " \n" * 8 + "y", "?" * 10])
def test_what_is_hardly_code_is_plain(code):
    assert "<span" in coloured("python", f"if y: {code[:5]}")
    assert "<span" not in coloured("python", f"if y: {code}")


def test_a_long_block_and_what_comes_after_a_lot_of_code_are_plain():
    block = "```py\n" + "if when: then\n" * 120 + "```\n"
    assert len(block) < markdown.LONGEST_COLOURED < 2 * len(block)
    assert unadorned(block * 9).count('<span class="t-keyword">if</span>') == 3 * 120
    assert "<span" not in unadorned(block.replace("```\n", "if when: then\n" * 120 + "```\n"))
    # Marks leave less for colours.
    assert 0 < unadorned("*a* " * 200 + "\n\n" + block * 9).count("<span") < 3 * 120


def test_pieces_of_one_letter_leave_less_for_colours():
    dense = "```py\n" + "if x: y\n" * 240 + "```\n"
    assert 2 * len(dense) < markdown.COLOURED
    assert unadorned(dense * 2).count('<span class="t-keyword">if</span>') == 240


def test_code_is_coloured_once_though_the_text_around_it_changes(monkeypatch):
    times = []
    monkeypatch.setattr(colours, "coloured", lambda language, code: times.append(code) or "x")
    for around in ("a", "ab", "abc"):
        unadorned(f"{around}\n\n```go\nvar once\n```")
    unadorned("```ruby\nvar once\n```")
    assert times == ["var once\n"] * 2


def test_code_of_visitors_is_plain():
    assert "<span" not in comment_markdown("```python\nif x: y\n```")
