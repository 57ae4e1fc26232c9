"""Whatever somebody writes is shown as they wrote it and adds no element or attribute of its own."""

from __future__ import annotations

import html as escaping
import re

import pytest
from flask import g

from tests.unit.journal.comments.conftest import PAGE, said
from tests.unit.journal.conftest import change
from tests.unit.security.conftest import Markup
from tests.unit.security.test_naughty_strings import LIST, STRINGS
from webapp.journal.models import WAITING, Comment

pytestmark = pytest.mark.skipif(not LIST.exists(), reason=f"the list of naughty strings is not at {LIST}")
# What a visitor's Markdown can make.
TAGS = {"p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr", "s", "div"}


def batches(strings, size=40):
    return [strings[at : at + size] for at in range(0, len(strings), size)]


def kept(strings):
    """Those that a column of the database can hold."""
    return [one for one in strings if one.strip() and "\0" not in one and not re.search("[\ud800-\udfff]", one)]


@pytest.fixture
def rows(sqlite_shop, post_id):
    """Forty comments whose names and texts a test sets."""
    return [said(post_id, "neutral") for _ in range(40)]


@pytest.fixture
def shop(sqlite_shop):
    return sqlite_shop


def shape(browser, path):
    g.pop("figures", None)
    return Markup(browser.get(path).text)


def set_all(rows, field, texts, state="shown"):
    def work(session):
        for id_, text in zip(rows, texts, strict=False):
            comment = session.get_one(Comment, id_)
            if field == "body":
                comment.say(text)
            else:
                setattr(comment, field, text)
            comment.state = state

    change(work)


@pytest.mark.parametrize(("path", "state"), [(PAGE, "shown"), ("/en/desk/moderation", WAITING), (PAGE, WAITING)])
def test_names(shop, signed_in, rows, people, path, state):
    browser = signed_in(shop, "editor")
    set_all(rows, "name", ["neutral"] * 40, state)
    neutral = shape(browser, path).shape
    for names in batches([one[:80] for one in kept(STRINGS)]):
        names += ["neutral"] * (40 - len(names))
        set_all(rows, "name", names, state)
        page = shape(browser, path)
        assert page.shape == neutral, names
        g.pop("figures", None)
        text = browser.get(path).text
        shown = [escaping.unescape(one) for one in re.findall(r"<bdi>(.*?)</bdi>", text, re.DOTALL)]
        expected = names[:20] if state == WAITING and path == PAGE else names
        assert [one for one in expected if one not in shown] == []


@pytest.mark.parametrize(("path", "state"), [(PAGE, "shown"), ("/en/desk/moderation", WAITING)])
def test_texts(shop, signed_in, rows, people, path, state):
    browser = signed_in(shop, "editor")
    set_all(rows, "body", ["neutral"] * 40, state)
    neutral = shape(browser, path).shape
    for texts in batches(kept(STRINGS)):
        set_all(rows, "body", texts + ["neutral"] * (40 - len(texts)), state)
        page = shape(browser, path)
        assert page.shape == neutral, texts
        for tag, attributes in page.prose:
            if path != PAGE or "class" not in attributes:
                assert tag in TAGS | {
                    "h2",
                    "h3",
                    "h4",
                    "table",
                    "thead",
                    "tbody",
                    "tr",
                    "th",
                    "td",
                    "sup",
                    "section",
                    "span",
                }
            assert not [name for name in attributes if name.startswith(("on", "hx", "data-hx", "style"))]


@pytest.mark.parametrize("typed", kept(STRINGS)[::9])
def test_what_was_typed_comes_back_in_the_form(shop, reader, post_id, typed):
    from tests.unit.journal.comments.conftest import fields

    one = reader()
    form = one.form() | {"body": typed, "name": typed}
    response = one.post(f"/en/journal/{post_id}/comments", form)
    assert response.status_code == 422
    again = fields(response.text)
    assert (again["body"], again["name"]) == (typed.replace("\r\n", "\n").replace("\r", "\n"), typed) or "\r" in typed
