"""What is not shown changes no byte of any public answer, and nobody's address is in one."""

from __future__ import annotations

import re

import pytest
from flask import g

from tests.unit.journal.comments.conftest import SLUG, said
from tests.unit.journal.conftest import change, story
from webapp.journal.models import HIDDEN, SHOWN, SPAM, WAITING, Comment

LOCALES = ("en", "nl", "de", "fr", "es", "ar")


def public_answers(visitor, post_id):
    """Address -> (status, body) of whatever a visitor may ask for of the journal."""
    addresses = ["/sitemap.xml", "/robots.txt"]
    for locale in LOCALES:
        lists = [f"/{locale}/", f"/{locale}/journal", f"/{locale}/journal?page=2", f"/{locale}/feed.xml"]
        lists += [f"/{locale}/search?q={q}" for q in ("unmistakable", "letters")]
        stories = re.findall(rf'href="(/{locale}/journal/[^"?#/]+)"', visitor.get(f"/{locale}/journal").text)
        addresses += [*lists, *sorted(set(stories)), f"/{locale}/products"]
    addresses += [f"/en/journal/{SLUG}?comments=2"]
    assert len(addresses) > 60
    answers = {}
    for url in addresses:
        for kind, headers in (("page", {}), ("htmx", {"HX-Request": "true"})):
            g.pop("figures", None)
            answer = visitor.get(url, **headers)
            answers[url, kind] = (answer.status_code, answer.data)
    return answers


@pytest.mark.parametrize("how", [WAITING, HIDDEN, SPAM, "trashed"])
def test_a_comment_that_is_not_shown_changes_no_public_byte(shop, visitor, post_id, how):
    parent = said(post_id, "Seen by all.")
    before = public_answers(visitor, post_id)
    hidden = [said(post_id, "Unmistakable words.", name="Mallory", state=SHOWN if how == "trashed" else how)]
    hidden.append(said(post_id, "Unmistakable too.", parent, name="Mallory", state=SHOWN if how == "trashed" else how))
    if how == "trashed":
        change(lambda session: [session.get_one(Comment, one).trash() for one in hidden])
    after = public_answers(visitor, post_id)
    assert [key for key in before if before[key] != after[key]] == []
    assert visitor.get(f"/en/journal/{post_id}/comments/new?parent={hidden[0]}").status_code == 404


def test_the_comparison_sees_one_that_is_shown(shop, visitor, post_id):
    before = public_answers(visitor, post_id)
    said(post_id, "Unmistakable words.")
    after = public_answers(visitor, post_id)
    assert len([key for key in before if before[key] != after[key]]) >= 4


def test_no_answer_names_an_e_mail_an_account_or_a_mark(shop, reader, post_id, people, outside):
    one = reader("reader", address="192.0.2.77")
    said(post_id, "By Rae.", name="Rae", user_id=1, browser="f" * 64)
    texts = [one.get(f"/en/journal/{SLUG}", script=False).text, one.say("Something else.").text]
    texts += [reader().get(f"/en/journal/{SLUG}", script=False).text, reader("editor").get("/en/desk/moderation").text]
    for text in texts:
        for never in ("reader@etalage.test", "192.0.2.77", "f" * 64):
            assert never not in text


def test_a_comment_below_a_draft_is_nowhere(shop, visitor, post_id):
    draft = story("notes-on-glass")
    before = public_answers(visitor, post_id)
    said(draft, "Unmistakable words.")
    assert public_answers(visitor, post_id) == before
