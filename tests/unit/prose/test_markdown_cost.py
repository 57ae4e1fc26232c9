"""What a text costs has a limit, which is known before it is parsed; code between fences is nearly free."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.prose.attacks import DEAR
from tests.unit.prose.markup import tags
from webapp.freshness.gathering import passing
from webapp.prose import costs
from webapp.prose.dialects import AUTHORS
from webapp.prose.markdown import comment_markdown, markdown, too_complex, unadorned
from webapp.prose.reading import plain

# The rule is 50 ms, ten times what plain prose takes of a machine that has nothing else to do; half as much again for noise.
PROSE = "Prose of no distinction that goes on. " * 526
MOST = 15


def seconds(work, text):
    """Of the processor, nothing kept."""
    with passing():
        started = time.thread_time()
        work(text)
        return time.thread_time() - started


def times_the_prose(work, text):
    """How many times as long as plain prose takes, the two by turns: what else the machine does slows both."""
    rounds = [(seconds(work, text), seconds(markdown, PROSE)) for _ in range(5)]
    text_s, prose_s = map(min, zip(*rounds, strict=True))
    return text_s / prose_s


@pytest.mark.parametrize("work", [markdown, comment_markdown, too_complex, plain], ids=lambda work: work.__name__)
@pytest.mark.parametrize("text", DEAR.values(), ids=DEAR)
def test_a_text_of_20_000_characters_takes_50_ms_at_most_whatever_it_holds(text, work):
    assert len(text) <= 20_000
    assert times_the_prose(work, text) < MOST


@pytest.mark.parametrize("name", ["one long word", "rtl", "code", "as many headings as may be"])
def test_a_long_text_with_few_marks_is_not_too_complex(name):
    assert not too_complex(DEAR[name])


def test_a_long_article_is_not_too_complex():
    part = (
        "## A part\n\nSome words with **weight**, a [link](https://a.test/b_c) and `code`.\n\n"
        + "Prose of no distinction that goes on. " * 20
    )
    article = (part + "\n\n- one\n- two\n\n> said\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n") * 18
    assert 15_000 < len(article) <= 20_000
    assert not too_complex(article)


def test_an_article_full_of_code_is_not_too_complex():
    code = '```html\n<ul class="a_b">\n  <li>[x](*y*)</li>\n</ul>\n```\n\nAnd *so* on.\n\n'
    assert not too_complex(code * 80)
    assert too_complex(code.replace("```", "") * 80)


@pytest.mark.parametrize(("depth", "complex_"), [(15, False), (20, False), (21, True), (22, True), (100, True)])
def test_quotes_nest_to_twenty(depth, complex_):
    text = "> " * depth + "deep"
    assert too_complex(text) is complex_
    assert "deep" in markdown(text)


@pytest.mark.parametrize("render", [unadorned, comment_markdown])
@pytest.mark.parametrize(
    "text",
    [">" * 500 + " the <end>", "[" * 3000 + "the <end>", "- " * 300 + "the <end>", "*a " * 3000 + "\n\nthe <end>"],
)
def test_what_is_too_complex_is_shown_as_typed_and_whole(text, render):
    html = render(text)
    assert "the &lt;end&gt;" in html
    assert set(tags(html)) <= {"p", "div"}


FENCES = [
    "```",
    "~~~",
    "````",
    "``` py",
    "~~~ a b",
    "```a`b",
    " ```",
    "   ~~~",
    "    ```",
    "\t```",
    "> ```",
    "- ```",
    "1. ~~~",
]
FENCES += ["``` ", "~~~~~ \t", "x ``` y", "```|a", "[^1]: ```"]
OTHERS = ["", "-|-", "a|b", "-", "---", "===", "[^1]: a", "[a]: /b", '"t', "<b>", "- l", "  y", "    y", "\ty"]
WORDS = ["x", "*y*", "# h", "> q"]
LINES = st.lists(st.sampled_from(FENCES + OTHERS + WORDS), max_size=12)


@settings(max_examples=1000)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_only_what_is_code_for_the_parser_too_is_free(lines, end):
    """Each line with words has one of its own, so that it can be found again."""
    lines = [f"mark{number} {line}" if line in WORDS else line for number, line in enumerate(lines)]
    counted = costs._without_code(lines)
    code = "".join(token.content for token in AUTHORS.parse(end.join(lines)) if token.type == "fence")
    assert not [line for line in lines if line.startswith("mark") and line not in counted and line not in code]
