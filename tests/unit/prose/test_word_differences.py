"""The words in which two texts differ, in any script, within a limit."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.prose.differences import words


def marked(old: str, new: str) -> str:
    """`[-gone-]{+new+}` among what is the same."""
    shapes = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(shapes[kind].format(text) for kind, text in words(old, new))


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("", "", ""),
        ("a", "a", "a"),
        ("", "a b", "{+a b+}"),
        ("a b", "", "[-a b-]"),
        ("one two three", "one 2 three", "one [-two-]{+2+} three"),
        ("one two", "one two three", "one two{+ three+}"),
        ("Tea, hot.", "Tea: hot!", "Tea[-,-]{+:+} hot[-.-]{+!+}"),
        ("a.\n\nb\n", "a.\n\nnew\n\nb\n", "a.\n\n{+new\n\n+}b\n"),
        ("l’été chaud", "l’hiver chaud", "l’[-été-]{+hiver+} chaud"),
        ("اللغة العربية جميلة", "اللغة العربيّة جميلة", "اللغة [-العربية-]{+العربيّة+} جميلة"),
        ("हिन्दी में चाय", "हिन्दी में कॉफ़ी", "हिन्दी में [-चाय-]{+कॉफ़ी+}"),
        ("東京へ行く", "京都へ行く", "[-東-]京{+都+}へ行く"),
        ("**bold** text", "*bold* text", "[-**-]{+*+}bold[-**-]{+*+} text"),
    ],
)
def test_what_went_stands_before_what_came(old, new, difference):
    assert marked(old, new) == difference


def test_each_of_several_lines_is_compared_with_its_own():
    old = "".join(f"Line {n} has five words.\n" for n in range(60))
    parts = words(old, old.replace("five", "six"))
    assert [text for kind, text in parts if kind == "new"] == ["six"] * 60
    assert {text for kind, text in parts if kind == "gone"} == {"five"}


WORDS = st.lists(
    st.sampled_from(["a", "b", "é", "كتاب", "茶", " ", "  ", "\n", "\n\n", ".", ",", "*", "\u0301", "\r\n"])
)
TEXTS = WORDS.map("".join) | st.text()


@given(TEXTS, TEXTS)
def test_both_texts_are_in_their_difference(old, new):
    parts = words(old, new)
    assert "".join(text for kind, text in parts if kind != "new") == old
    assert "".join(text for kind, text in parts if kind != "gone") == new
    assert all(text for _kind, text in parts)
    assert all(one.kind != next_.kind for one, next_ in pairwise(parts))


UNLIKE = {
    "each second word": (" ".join(f"{n} a{n}" for n in range(1_600)), " ".join(f"{n} b{n}" for n in range(1_600))),
    "the same word": ("a " * 10_000, "a " * 9_000 + "b"),
    "the same line": ("a\n" * 10_000, "b\n" + "a\n" * 9_000),
    "two words": ("ab " * 3_000 + "ba " * 3_000, "ba ab " * 3_000),
    "backwards": (" ".join(map(str, range(4_000))), " ".join(map(str, reversed(range(4_000))))),
    "lines backwards": ("\n".join(map(str, range(4_000))), "\n".join(map(str, reversed(range(4_000))))),
    "signs": ("茶水" * 10_000, "水火" * 10_000),
    "marks": (".," * 10_000, ",!" * 10_000),
    "spaces": (" " * 20_000, "\t" * 20_000),
    "long lines": (("a b c d e f g h i " * 30 + "\n") * 36, ("b a d c f e h g j " * 30 + "\n") * 36),
    "sentences": ("One two. Three. " * 1_200, "One. Two three. " * 1_200),
}


def steady_work():
    """Work of about 20 ms, whatever else the machine does to both."""
    return "".join(map(str, range(200_000))).split("9")


@pytest.mark.parametrize(("old", "new"), UNLIKE.values(), ids=UNLIKE)
def test_texts_of_20_000_characters_are_compared_in_little_time_however_unlike(old, new):
    def seconds(work, *texts):
        started = time.thread_time()
        work(*texts)
        return time.thread_time() - started

    assert max(len(old), len(new)) <= 20_000
    # The dearest takes 2.5 times as long; without its limits it would take seconds.
    assert min(seconds(words, old, new) / seconds(steady_work) for _ in range(3)) < 6


def test_a_word_in_a_long_text_is_found():
    text = "Some words of a long paragraph that goes on and on. " * 380
    changed = f"{text[:9_000]}[new] {text[9_000:]}"
    assert "".join(part.text for part in words(text, changed) if part.kind == "new").strip() == "[new]"
