"""The thread below a story: every reply below what it answers, however deep, and nothing that is not shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask import g

from tests.unit.journal.comments.conftest import PAGE, said
from tests.unit.journal.conftest import asked, change, story
from webapp.journal.comments.fragments import DEEPEST, THREAD
from webapp.journal.comments.threads import threads
from webapp.journal.models import HIDDEN, SPAM, WAITING, Comment
from webapp.storage import scopes
from webapp.storage.transactions import snapshot


def thread(visitor, path=PAGE):
    g.pop("figures", None)
    response = visitor.get(path)
    assert response.status_code == 200
    return re.search(r'<section id="post-\d+-comments".*?</section>', response.text, re.DOTALL)[0]


def places(html):
    """(depth class, id) of everything in a thread, in reading order."""
    return re.findall(r'<li class="depth-(\d)"[^>]*>\s*<\w+ id="comment-(\d+)"', html)


def test_a_story_without_comments_asks_for_one(shop, visitor, post_id):
    html = thread(visitor)
    assert "Nobody has said anything" in html
    assert f'href="/en/journal/{post_id}/comments/new"' in html
    assert places(html) == []


def test_replies_stand_below_what_they_answer_in_the_order_of_writing(shop, visitor, post_id):
    first, second = said(post_id, "One."), said(post_id, "Two.")
    answer = said(post_id, "To one.", first)
    deeper, later = said(post_id, "To that.", answer), said(post_id, "Also to one.", first)
    html = thread(visitor)
    assert places(html) == [(d, str(i)) for d, i in zip("01210", (first, answer, deeper, later, second), strict=True)]
    assert "5 comments" in html
    assert f'<a href="#comment-{answer}">in reply to <bdi>Ineke</bdi></a>' in html
    assert html.count("in reply to") == 3


def test_a_comment_says_who_when_and_in_which_language(shop, visitor, post_id):
    at = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    mine = said(post_id, "Dit is *mooi*.", name="Ineke <b>", locale="nl", at=at)
    html = thread(visitor)
    assert "<bdi>Ineke &lt;b&gt;</bdi>" in html
    assert 'datetime="2026-03-01T12:30:00+00:00"' in html
    assert re.search(
        r'<div class="words" lang="nl" dir="auto"><div class="prose" hx-ignore><p>Dit is <em>mooi</em>.', html
    )
    assert f'href="#comment-{mine}"' in html
    assert 'class="staff"' not in html


def test_who_was_signed_in_is_marked(shop, visitor, post_id, people):
    said(post_id, user_id=3, name="Ed")
    assert 'class="staff"' in thread(visitor)


@pytest.mark.parametrize("state", [WAITING, HIDDEN, SPAM])
def test_what_is_not_shown_is_not_there(shop, visitor, post_id, state):
    said(post_id, "Seen.")
    before = thread(visitor)
    said(post_id, "Unseen.", state=state, name="Mallory")
    assert thread(visitor) == before


def test_the_replies_to_what_was_hidden_keep_their_place(shop, visitor, post_id):
    first = said(post_id, "Rude words.")
    answer = said(post_id, "Well said.", first)
    said(post_id, "Elsewhere.")
    change(lambda session: setattr(session.get_one(Comment, first), "state", HIDDEN))
    html = thread(visitor)
    assert [depth for depth, _id in places(html)] == ["0", "1", "0"]
    assert "A comment was removed." in html
    assert "Rude words." not in html
    assert "2 comments" in html
    assert "in reply to" not in html
    change(lambda session: setattr(session.get_one(Comment, answer), "state", HIDDEN))
    assert "removed" not in thread(visitor)


def test_trash_is_not_shown_either(shop, visitor, post_id):
    mine = said(post_id, "Gone.")
    change(lambda session: session.get_one(Comment, mine).trash())
    assert "Gone." not in thread(visitor)


def test_a_thousand_replies_below_each_other_are_shown(shop, visitor, post_id):
    parent = None

    def work(session):
        nonlocal parent
        for number in range(1000):
            comment = Comment(post_id=post_id, parent_id=parent, name="Ann", locale="en", state="shown")
            comment.say(f"Reply number {number}.")
            session.add(comment)
            session.flush()
            parent = comment.id

    change(work)
    html = thread(visitor)
    depths = [int(depth) for depth, _id in places(html)]
    assert len(depths) == 1000
    assert depths[:8] == [0, 1, 2, 3, 4, 5, 6, 6]
    assert max(depths) == DEEPEST
    assert 'aria-level="1000"' in html


def test_statements_do_not_grow_with_the_comments(shop, visitor, post_id):
    def cold():
        g.pop("figures", None)
        return asked(visitor.get(PAGE))[0]

    cold()
    said(post_id, "First.")
    few = cold()
    parent = None
    for number in range(30):
        parent = said(post_id, f"Number {number}.", parent if number % 3 else None)
    assert cold() == few


def test_a_long_discussion_has_pages(shop, visitor, post_id):
    ids = [said(post_id, f"Thread {number}.") for number in range(51)]
    said(post_id, "Under the first.", ids[0])
    first, second = thread(visitor), thread(visitor, f"{PAGE}?comments=2")
    assert [int(id_) for _depth, id_ in places(second)] == [ids[50]]
    assert len(places(first)) == 51
    assert "52 comments" in first
    assert "52 comments" in second
    assert 'href="?comments=2#comments"' in first
    assert 'href="?comments=1#comments"' in second
    for wrong in ("3", "0", "x", "1e1", "٢", "9" * 30, "-1"):
        assert visitor.get(f"{PAGE}?comments={wrong}").status_code == 404, wrong


def test_htmx_gets_only_the_thread(shop, visitor, post_id):
    said(post_id, "Yes.")
    html = visitor.htmx(f"{PAGE}?comments=1", PAGE).text
    assert html.strip().startswith(f'<section id="post-{post_id}-comments"')
    assert "<!doctype" not in html


def test_the_comments_of_a_story_are_below_it_in_every_language(shop, visitor, post_id):
    said(post_id, "In English.", locale="en")
    with snapshot() as connection:
        from webapp.journal.queries.posts import post_slugs

        slugs = post_slugs(connection, post_id)
    for locale, slug in slugs.items():
        assert "In English." in thread(visitor, f"/{locale}/journal/{slug}")


def test_a_preview_of_a_draft_has_no_comments(shop, editor):
    draft = story("notes-on-glass")
    response = editor.get(f"/en/journal/preview/{draft}")
    assert response.status_code == 200
    assert "comments/new" not in response.text


def test_the_thread_depends_on_the_comments_of_its_post_alone():
    assert set(THREAD.scopes("nl", 12, 3)) == {scopes.of("post:comment", None, 12)}


def row(id_, parent=None, shown=True):
    return SimpleNamespace(id=id_, parent_id=parent, shown=shown)


def order(*rows):
    return [[(place.id, place.depth) for place in one] for one in threads(rows)]


def test_a_reply_to_nothing_of_this_post_stands_for_itself():
    assert order(row(1), row(2, parent=99)) == [[(1, 0)], [(2, 0)]]


def test_a_circle_ends_nothing():
    assert order(row(1, parent=2), row(2, parent=1), row(3)) == [[(3, 0)]]


def test_what_is_removed_goes_with_its_last_reply():
    chain = (row(1, shown=False), row(2, 1, shown=False), row(3, 2, shown=False), row(4, 1))
    assert order(*chain) == [[(1, 0), (4, 1)]]
    assert order(*chain[:3]) == []
