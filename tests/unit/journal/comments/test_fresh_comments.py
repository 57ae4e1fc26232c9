"""What was said, approved, hidden or taken back is in the very next response, and the rest stays kept."""

from __future__ import annotations

import pytest
from flask import g

from tests.unit.journal.comments.conftest import PAGE, comments, only, said
from tests.unit.journal.conftest import asked, change, story
from webapp.journal.comments.fragments import THREAD, WAITING
from webapp.journal.models import HIDDEN, SHOWN, Comment, Post
from webapp.journal.models import WAITING as WAITS
from webapp.storage import tokens

POT = "/en/journal/a-pot-that-pours-well"
LISTS = ("/en/", "/en/journal")


def read(visitor, path):
    g.pop("figures", None)
    response = visitor.get(path)
    assert response.status_code == 200
    return response


def warm(visitor, *paths):
    for path in paths:
        read(visitor, path)
        assert asked(read(visitor, path))[1:] == (1, 1), path


def count_of(visitor, path):
    """What a list says of the comments of the story."""
    html = read(visitor, path).text
    card = html.partition(f'href="{PAGE}"')[2].partition("</li>")[0]
    return card.partition(f'href="{PAGE}#comments">')[2].partition("<")[0]


def state(comment_id, to):
    change(lambda session: setattr(session.get_one(Comment, comment_id), "state", to))


def test_each_step_of_a_comment_is_in_the_next_thread_and_in_the_next_lists(shop, visitor, reader, post_id, people):
    warm(visitor, PAGE, *LISTS)
    before = {path: read(visitor, path).text for path in (PAGE, *LISTS)}
    reader().say("Fresh as can be.")
    assert {path: read(visitor, path).text for path in (PAGE, *LISTS)} == before
    moderator, mine = reader("editor"), only(post_id)
    form = {"value": "shown", "version": mine.version + ".", "face": "list"}
    moderator.post(f"/en/comments/{mine.id}/state", form)
    assert "Fresh as can be." in read(visitor, PAGE).text
    assert {count_of(visitor, path) for path in LISTS} == {"1 comment"}
    form = {"value": "hidden", "version": only(post_id).version + ".", "face": "list"}
    moderator.post(f"/en/comments/{mine.id}/state", form)
    assert {path: read(visitor, path).text for path in (PAGE, *LISTS)} == before
    moderator.post("/en/undo", {})
    assert "Fresh as can be." in read(visitor, PAGE).text
    assert {count_of(visitor, path) for path in LISTS} == {"1 comment"}


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("UPDATE comment SET state = 'hidden' WHERE id = ?", False),
        ("UPDATE comment SET trashed_at = '2026-01-01 00:00:00' WHERE id = ?", False),
        ("DELETE FROM comment WHERE id = ?", False),
        ("UPDATE comment SET body = body || ' Mended.' WHERE id = ?", True),
    ],
)
def test_what_a_database_shell_does_shows_too(shop, visitor, outside, post_id, sql, shown):
    mine = said(post_id, "As it was.")
    warm(visitor, PAGE, *LISTS)
    outside.run(sql, mine)
    html = read(visitor, PAGE).text
    assert ("As it was." in html) is shown
    assert ("Mended." in html) is shown
    assert {count_of(visitor, path) for path in LISTS} == ({"1 comment"} if shown else {""})


def test_a_comment_that_moves_to_another_story_leaves_the_one_and_comes_to_the_other(shop, visitor, outside, post_id):
    mine = said(post_id, "On the move.")
    warm(visitor, PAGE, POT)
    outside.run("UPDATE comment SET post_id = ? WHERE id = ?", story("a-pot-that-pours-well"), mine)
    assert "On the move." not in read(visitor, PAGE).text
    assert "On the move." in read(visitor, POT).text


def test_a_comment_outdates_its_own_thread_and_no_other(shop, visitor, post_id):
    warm(visitor, PAGE, POT)
    other = story("a-pot-that-pours-well")
    stamps = [THREAD("en", one, 1).need().scopes for one in (post_id, other)]
    before = [tokens.read(scopes) for scopes in stamps]
    said(post_id, "Here.")
    after = [tokens.read(scopes) for scopes in stamps]
    assert after[0] != before[0]
    assert after[1] == before[1]
    assert asked(read(visitor, POT))[1:] == (1, 1)
    assert asked(read(visitor, PAGE))[1:] != (1, 1)


def test_only_the_thread_is_rendered_anew(shop, post_id):
    """In the page of a story every other fragment stays as it is kept."""
    from webapp.freshness.gathering import stamp
    from webapp.journal.fragments import BODY, NEIGHBOURS, POST_LANGUAGES

    needs = [one("en", post_id).need() for one in (BODY, NEIGHBOURS, POST_LANGUAGES)]
    before = stamp(needs)
    said(post_id, "Here.")
    assert stamp(needs) == before


def test_a_new_text_of_the_story_leaves_the_thread_kept(shop, post_id):
    from webapp.freshness.gathering import stamp

    needs = [one("en", *args).need() for one, args in ((THREAD, (post_id, 1)), (WAITING, (post_id,)))]
    before = stamp(needs)
    change(lambda session: session.get_one(Post, post_id).assign("body", "en", "Entirely new."))
    assert stamp(needs) == before


def test_the_moderators_pile_and_count_follow(shop, reader, people, post_id, outside):
    change(lambda session: session.query(Comment).update({"state": HIDDEN}))
    one = reader("editor")

    def desk():
        g.pop("figures", None)
        return one.get("/en/desk/moderation", script=False).text

    assert "Nothing is waiting." in desk()
    mine = said(post_id, "Look at me.", state=WAITS)
    assert "Look at me." in desk()
    assert 'id="moderation-count" class="count">1<' in desk()
    outside.run("UPDATE post_text SET title = 'Renamed' WHERE post_id = ? AND locale = 'en'", post_id)
    assert "<bdi>Renamed</bdi>" in desk()
    outside.run("UPDATE comment SET state = 'spam' WHERE id = ?", mine)
    assert "Look at me." not in desk()
    assert 'id="moderation-count" class="count"></span>' in desk()


def test_staff_see_what_waits_with_the_next_page(shop, editor, reader, people, post_id):
    assert "Waiting (" not in read(editor, PAGE).text
    reader().say("Look at me.")
    assert "Waiting (1)" in read(editor, PAGE).text
    state(only(post_id).id, SHOWN)
    assert "Waiting (" not in read(editor, PAGE).text
    assert comments(post_id)[0].state == SHOWN
