"""What the choice of a conflict shows of long texts: the words that differ, and some of what stands around them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.grid.contrast import FEWEST, NEAR, abridged, contrasts

URL = "/en/products/1/description"
KEY = "abcdefgh12345678"
LONG = " ".join(f"word{n}" for n in range(200))


def seen(browser, url=URL):
    """The version that an editor opened now is based on."""
    return re.search(r'name="version" value="([^"]*)"', browser.htmx(f"{url}/edit").text)[1]


def text_of(parts, *kinds):
    return "".join(text for kind, text in parts if kind in kinds)


def test_mine_against_theirs_and_either_against_the_original():
    shown = dict(contrasts("a red pot", "a blue pot", "a pot"))
    assert list(shown) == ["both", "mine", "theirs"]
    assert (text_of(shown["both"], "gone").strip(), text_of(shown["both"], "new").strip()) == ("blue", "red")
    assert (text_of(shown["mine"], "gone"), text_of(shown["mine"], "new").strip()) == ("", "red")
    assert (text_of(shown["theirs"], "gone"), text_of(shown["theirs"], "new").strip()) == ("", "blue")


def test_without_an_original_there_is_only_mine_against_theirs():
    assert [between for between, _parts in contrasts("a", "b", None)] == ["both"]


def test_of_what_both_have_only_the_ends_are_shown():
    parts = [("same", LONG), ("gone", "old"), ("same", LONG), ("new", "young"), ("same", LONG)]
    kinds = [kind for kind, _text in abridged(parts)]
    assert kinds == ["cut", "same", "gone", "same", "cut", "same", "new", "same", "cut"]
    for kind, text in abridged(parts):
        assert len(text) <= NEAR
        if kind == "same":
            assert set(text.split()) <= set(LONG.split()), "only whole words"


def test_short_stretches_stay_whole():
    parts = [("same", "a few words "), ("new", "more")]
    assert list(abridged(parts)) == parts


KINDS = st.sampled_from(["same", "gone", "new"])


@given(st.lists(st.tuples(KINDS, st.text(min_size=1, max_size=900)), max_size=9))
def test_no_word_that_differs_is_ever_left_out(parts):
    shown = list(abridged(parts))
    for kind in ("gone", "new"):
        assert [text for one, text in shown if one == kind] == [text for one, text in parts if one == kind]
    most = 2 * NEAR + FEWEST
    assert len(text_of(shown, "same")) <= sum(min(len(text), most) for kind, text in parts if kind == "same")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("x" * 20_000, "y" * 20_000), ("a b " * 5_000, "b a " * 5_000), ("é\n" * 10_000, "\né" * 10_000)],
)
def test_the_dearest_texts_are_compared_in_time(mine, theirs):
    def seconds():
        started = time.thread_time()
        contrasts(mine, theirs, LONG * 12)
        return time.thread_time() - started

    # Three comparisons of 50 ms each; whatever else the machine does may triple that.
    assert min(seconds() for _ in range(3)) < 0.45


# as it is shown


@pytest.fixture
def conflict(sqlite_shop, signed_in):
    """The answer to a text that somebody else changed meanwhile; `script` is by htmx."""

    def provoke(mine, theirs, original="Old words", script=True):
        one, other = signed_in(sqlite_shop, "editor"), signed_in(sqlite_shop, "other")
        one.write(URL, original, seen(one))
        before = seen(one)
        other.write(URL, theirs, before)
        return one.post(URL, script=script, value=mine, version=before, key=KEY, face="grid")

    return provoke


@pytest.mark.parametrize("script", [True, False])
def test_what_differs_is_marked_up_and_said(conflict, script):
    html = conflict("Old words of mine", "Old words of theirs", script=script).text
    both = re.search(r'<div class="both"><dt>My text and theirs</dt><dd[^>]*>(.*?)</dd>', html, re.DOTALL)[1]
    assert re.search(r"<del><span class=\"spoken\"[^>]*>removed: </span>theirs</del>", both)
    assert re.search(r"<ins><span class=\"spoken\"[^>]*>added: </span>mine</ins>", both)
    assert "What I changed" in html
    assert "What they changed" in html


def test_the_choice_keeps_mine_and_shows_theirs_in_full(conflict, partials, sqlite_shop, signed_in):
    html = partials(conflict("Mine\r\nin two lines", "Theirs\nin two lines"))[f"f-{KEY}"]
    assert ">\nMine\r\nin two lines</textarea>" in html
    assert re.search(r'<div class="in-full"[^>]*>Theirs\nin two lines</div>', html)
    assert f'name="version" value="{seen(signed_in(sqlite_shop, "editor"))}"' in html
    # Line breaks are no difference, however a form spells them.
    both = re.search(r'<div class="both">.*?</dd>', html, re.DOTALL)[0]
    assert both.count("<del>") == both.count("<ins>") == 1


def test_the_words_of_a_translation_say_their_language(sqlite_shop, signed_in):
    one, other, url = signed_in(sqlite_shop, "editor"), signed_in(sqlite_shop, "other"), URL.replace("/en/", "/ar/")
    before = seen(one, url)
    other.write(url, "كلمات أخرى", before)
    html = one.write(url, "كلمات", before, KEY).text
    assert '<dd lang="ar" dir="auto" tabindex="0">' in html
    assert '<form id="f-abcdefgh12345678" class="editor conflict"' in html
    assert 'dir="rtl"' in html
