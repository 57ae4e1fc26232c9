"""Writing: a first comment waits, a known writer's is there at once, and each form is good for one."""

from __future__ import annotations

import re

import pytest
from flask import g
from sqlalchemy import select

from tests.unit.journal.comments.conftest import PAGE, SLUG, comments, only, said
from tests.unit.journal.conftest import change, story
from webapp.journal.models import HIDDEN, SHOWN, SPAM, WAITING, Comment
from webapp.storage.acts import Act
from webapp.storage.transactions import snapshot


def approve(comment_id, state=SHOWN):
    change(lambda session: setattr(session.get_one(Comment, comment_id), "state", state))


def test_a_first_comment_waits_and_its_writer_sees_it_in_its_place(reader, post_id):
    one = reader()
    response = one.say("I write one *every* Sunday.")
    assert response.status_code == 202
    kept = only(post_id)
    assert (kept.state, kept.name, kept.locale, kept.body) == (WAITING, "Zoë", "en", "I write one *every* Sunday.")
    assert response.text.startswith('<hx-partial hx-target="#comment-new" hx-swap="innerHTML"><article')
    assert "<em>every</em>" in response.text
    assert "Waiting for review" in response.text
    assert '<hx-partial hx-target="#announcer"' in response.text
    for other in (one, reader(), reader("reader"), reader("editor")):
        g.pop("figures", None)
        section = other.get(PAGE, script=False).text.partition(f'id="post-{post_id}-comments"')[2]
        assert "every" not in section.partition("</section>")[0]


def test_without_script_a_page_says_that_it_waits(reader, post_id):
    response = reader().say("I write one *every* Sunday.", script=False)
    assert response.status_code == 202
    assert response.text.startswith("<!doctype html>")
    assert "Waiting for review" in response.text
    assert "<em>every</em>" in response.text
    assert f'href="/en/journal/{SLUG}"' in response.text


def test_once_one_was_approved_the_next_is_there_at_once(reader, post_id):
    one = reader()
    one.say("The first one.")
    approve(only(post_id).id)
    response = one.say("The second one.")
    assert response.status_code == 201
    second = comments(post_id)[1]
    assert (second.state, second.browser) == (SHOWN, comments(post_id)[0].browser)
    assert response.headers["Location"] == f"/en/journal/{SLUG}#comment-{second.id}"
    assert response.text.startswith('<hx-partial hx-target="#comment-new" hx-swap="innerHTML"></hx-partial>')
    assert f'<hx-partial hx-target="#post-{post_id}-comments" hx-swap="outerMorph">' in response.text
    assert "The second one." in response.text
    assert "data-undo" not in response.text
    assert "HX-Push-Url" not in response.headers


def test_without_script_it_leads_to_the_comment(reader, post_id):
    one = reader()
    one.say("The first one.")
    approve(only(post_id).id)
    response = one.say("The second one.", script=False)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/en/journal/{SLUG}#comment-{comments(post_id)[1].id}"


def test_another_browser_is_somebody_else(reader, post_id):
    reader().say("The first one.")
    approve(only(post_id).id)
    assert reader().say("The second one.").status_code == 202


@pytest.mark.parametrize("state", [WAITING, HIDDEN, SPAM])
def test_what_was_not_approved_earns_no_trust(reader, post_id, state):
    one = reader()
    one.say("The first one.")
    approve(only(post_id).id, state)
    assert one.say("The second one.").status_code == 202


def test_spam_ends_trust(reader, post_id):
    one = reader()
    for text in ("The first one.", "The second one."):
        one.say(text)
    first, second = comments(post_id)
    approve(first.id)
    approve(second.id, SPAM)
    assert one.say("The third one.").status_code == 202


def test_somebody_signed_in_is_known_by_that_and_gets_no_mark(reader, post_id, people):
    one = reader("reader")
    response = one.say("As Rae.")
    assert response.status_code == 202
    assert "Set-Cookie" not in response.headers
    kept = only(post_id)
    assert (kept.user_id, kept.browser, kept.name) == (1, None, "Rae")
    approve(kept.id)
    assert reader("reader").say("As Rae again.").status_code == 201


def test_a_name_cannot_be_borrowed(reader, post_id, people):
    one = reader("reader")
    one.say("As who?", name="Ola")
    form = one.form() | {"body": "As whom?", "name": "Ola"}
    one.clock.passes(seconds=10)
    one.post(f"/en/journal/{post_id}/comments", form)
    assert {kept.name for kept in comments(post_id)} == {"Rae"}


@pytest.mark.parametrize("role", ["editor", "owner"])
def test_staff_are_there_at_once_with_an_undo(reader, post_id, people, role):
    one = reader(role)
    response = one.say("Good question.", said(post_id, "A question?"))
    assert response.status_code == 201
    assert "data-undo" in response.text
    assert comments(post_id)[1].state == SHOWN
    act = re.search(r'name="act" value="(\d+)"', response.text)[1]
    assert "Good question." not in one.post("/en/undo", {"act": act}).text.partition('hx-target="#notes"')[0]
    assert comments(post_id)[1].trashed_at is not None


def test_without_script_staff_are_told_and_may_undo(reader, post_id, people):
    response = reader("editor").say("Good question.", script=False)
    assert re.fullmatch(rf"/en/journal/{SLUG}\?did=\d+#comment-{only(post_id).id}", response.headers["Location"])


def test_a_translator_waits_like_everybody(reader, post_id, people):
    assert reader("translator").say("As Tia.").status_code == 202


def test_a_reply_stands_below_what_it_answers(reader, post_id):
    parent = said(post_id, "A question?")
    one = reader()
    assert one.say("An answer.", parent).status_code == 202
    answer = comments(post_id)[1]
    assert answer.parent_id == parent
    approve(answer.id)
    html = one.get(PAGE, script=False).text
    assert html.index(f'id="comment-{parent}"') < html.index(f'id="comment-{answer.id}"')


def test_what_is_answered_by_a_moderator_is_approved_in_the_same_act(reader, post_id, people):
    waits = said(post_id, "A question?", state=WAITING)
    one = reader("editor")
    response = one.say("An answer.", waits)
    assert response.status_code == 201
    assert [kept.state for kept in comments(post_id)] == [SHOWN, SHOWN]
    act = re.search(r'name="act" value="(\d+)"', response.text)[1]
    assert one.post("/en/undo", {"act": act}).status_code == 200
    assert [(kept.state, kept.trashed_at is None) for kept in comments(post_id)] == [(WAITING, True), (SHOWN, False)]


def test_a_parent_that_was_hidden_meanwhile_loses_nobody_a_word(reader, post_id):
    parent = said(post_id, "A question?")
    one = reader()
    form = one.form(parent) | {"body": "An answer.", "name": "Zoë"}
    approve(parent, HIDDEN)
    one.clock.passes(seconds=10)
    response = one.post(f"/en/journal/{post_id}/comments", form)
    assert response.status_code == 422
    assert 'data-error="parent_gone"' in response.text
    assert f'<hx-partial hx-target="#comment-{parent}-reply" hx-swap="innerHTML"></hx-partial>' in response.text
    moved = response.text.partition('hx-target="#comment-new"')[2].partition("</hx-partial>")[0]
    assert "An answer.</textarea>" in moved
    assert 'name="parent"' not in moved
    assert len(comments(post_id)) == 1
    del form["parent"]
    assert one.post(f"/en/journal/{post_id}/comments", form).status_code == 202
    assert comments(post_id)[1].parent_id is None


@pytest.mark.parametrize("which", ["of another post", "no comment", "no number"])
def test_a_parent_that_is_none(reader, post_id, which):
    parent = {"of another post": said(story("a-pot-that-pours-well")), "no comment": 999_999, "no number": "x"}[which]
    one = reader()
    form = one.form() | {"body": "An answer.", "name": "Zoë", "parent": str(parent)}
    one.clock.passes(seconds=10)
    response = one.post(f"/en/journal/{post_id}/comments", form)
    assert response.status_code == 422
    assert 'data-error="parent_gone"' in response.text
    assert comments(post_id) == []


def test_a_comment_is_an_act_of_its_writer(reader, post_id, people):
    reader().say("As nobody.")
    reader("reader").say("As Rae.")
    with snapshot() as connection:
        acts = connection.execute(select(Act.actor_id, Act.actor, Act.way).order_by(Act.id.desc()).limit(2)).all()
    assert [tuple(act) for act in acts] == [(1, "Rae", "page"), (None, "Zoë", "page")]


def test_the_same_request_again_writes_nothing_and_is_answered_the_same(reader, post_id):
    one = reader()
    form = one.form() | {"body": "Only once.", "name": "Zoë"}
    one.clock.passes(seconds=10)
    url = f"/en/journal/{post_id}/comments"
    assert [one.post(url, form).status_code for _ in range(3)] == [202, 202, 202]
    approve(only(post_id).id)
    again = one.post(url, form)
    assert (again.status_code, len(comments(post_id))) == (201, 1)
    assert again.headers["Location"].endswith(f"#comment-{only(post_id).id}")


def test_a_form_is_good_for_one_text(reader, post_id):
    """The answer was lost and the text typed on: it is neither lost nor written over the first."""
    one = reader()
    form = one.form() | {"body": "Only once.", "name": "Zoë"}
    one.clock.passes(seconds=10)
    url = f"/en/journal/{post_id}/comments"
    one.post(url, form)
    response = one.post(url, form | {"body": "Only once, and more."})
    assert response.status_code == 422
    assert 'data-error="sent_before"' in response.text
    assert "Only once, and more.</textarea>" in response.text
    fresh = re.search(r'name="ticket" value="([^"]+)"', response.text)[1]
    assert fresh != form["ticket"]
    one.clock.passes(seconds=10)
    assert one.post(url, form | {"body": "Only once, and more.", "ticket": fresh}).status_code == 202
    assert len(comments(post_id)) == 2


def test_the_mark_is_a_cookie_that_no_script_reads_and_the_database_keeps_a_digest(reader, post_id):
    response = reader().say("Hello there.")
    (cookie,) = response.headers.getlist("Set-Cookie")
    assert cookie.startswith("etalage-mark=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/;" in cookie + ";"
    mark = re.match(r"etalage-mark=([^;.]+)", cookie)[1]
    assert re.fullmatch("[0-9a-f]{64}", only(post_id).browser)
    assert mark not in only(post_id).browser


def test_over_https_the_mark_is_bound_to_the_host(reader, post_id):
    one = reader()
    form = one.form() | {"body": "Hello there.", "name": "Zoë"}
    one.clock.passes(seconds=10)
    headers = {"Origin": "https://localhost", "HX-Request": "true"}
    response = one.client.post(
        f"/en/journal/{post_id}/comments", data=form, headers=headers, base_url="https://localhost"
    )
    (cookie,) = response.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-etalage-mark=")
    assert "Secure" in cookie


def test_a_forged_mark_is_nobody(reader, post_id):
    one = reader()
    one.say("The first one.")
    approve(only(post_id).id)
    mark = one.client.get_cookie("etalage-mark").value
    word, _point, signature = mark.partition(".")
    for forged in (f"{word}.{signature[::-1]}", f"{word[::-1]}.{signature}", word, "x.y", "é", "." * 3000):
        one.client.set_cookie("etalage-mark", forged)
        one.clock.passes(minutes=11)
        assert one.say(f"With {len(forged)} letters.").status_code == 202, forged


def test_a_comment_on_another_page_of_the_thread_takes_its_writer_there(reader, post_id, people):
    for number in range(50):
        said(post_id, f"Thread {number}.")
    one = reader("editor")
    response = one.say("The fifty-first.")
    mine = comments(post_id)[-1].id
    assert response.headers["Location"] == f"/en/journal/{SLUG}?comments=2#comment-{mine}"
    assert response.headers["HX-Push-Url"] == f"/en/journal/{SLUG}?comments=2"
    one.here = f"{PAGE}?comments=2"
    again = one.say("The fifty-second.")
    assert "HX-Push-Url" not in again.headers
    assert again.headers["Location"].startswith(f"/en/journal/{SLUG}?comments=2#")
