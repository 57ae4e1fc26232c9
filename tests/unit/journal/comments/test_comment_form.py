"""The form: a fragment of its own URL, kept nowhere, for posts that are out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.journal.comments.conftest import PAGE, SLUG, said
from tests.unit.journal.conftest import change, story
from webapp.journal.models import HIDDEN, SPAM, WAITING, Post


def new(post_id, parent=None):
    return f"/en/journal/{post_id}/comments/new" + (f"?parent={parent}" if parent is not None else "")


def test_the_form_comes_into_its_place(reader, post_id):
    response = reader().get(new(post_id))
    assert response.status_code == 200
    assert response.text.startswith(
        '<hx-partial hx-target="#comment-new" hx-swap="innerHTML"><form id="comment-new-form"'
    )
    parent = said(post_id)
    assert f'hx-target="#comment-{parent}-reply"' in reader().get(new(post_id, parent)).text


def test_the_form_is_a_page_without_script(reader, post_id):
    parent = said(post_id, "What *I* said.")
    response = reader().get(new(post_id, parent), script=False)
    assert response.text.startswith("<!doctype html>")
    assert "What <em>I</em> said." in response.text
    assert f'href="/en/journal/{SLUG}"' in response.text
    assert 'content="noindex"' in response.text
    assert 'hx-post="/en/journal' not in response.text


@pytest.mark.parametrize("script", [True, False])
def test_the_form_is_kept_nowhere_and_gives_no_cookie(reader, post_id, script):
    response = reader().get(new(post_id), script)
    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers
    assert "Set-Cookie" not in response.headers
    assert "HX-Request" in response.headers["Vary"]


def test_two_forms_are_two_tickets(reader, post_id):
    one = reader()
    assert one.form()["ticket"] != one.form()["ticket"]


def test_whoever_is_signed_in_uses_their_own_name(reader, post_id):
    html = reader("reader").get(new(post_id)).text
    assert "<bdi>Rae</bdi>" in html
    assert 'name="name"' not in html
    assert "reader@etalage.test" not in html


def test_the_trap_is_hidden_from_people_and_screen_readers(reader, post_id):
    html = reader().get(new(post_id)).text
    trap = html.partition('<p class="trap"')[2].partition("</p>")[0]
    assert 'aria-hidden="true"' in trap
    assert 'name="subject"' in trap
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap


def _withdraw(post):
    post.publish(False)


def _trash(post):
    post.trash()


@pytest.mark.parametrize("close", [_withdraw, _trash])
def test_a_post_that_is_not_out_has_no_form_and_takes_nothing(reader, post_id, close):
    one = reader()
    form = one.form()
    change(lambda session: close(session.get_one(Post, post_id)))
    one.clock.passes(minutes=1)
    assert one.get(new(post_id)).status_code == 404
    assert one.post(f"/en/journal/{post_id}/comments", form | {"name": "Zoë", "body": "Hello."}).status_code == 404


def test_a_post_that_is_to_come_is_closed_until_its_time(reader, post_id, clock):
    change(lambda session: session.get_one(Post, post_id).schedule(clock.now + timedelta(hours=1)))
    assert reader().get(new(post_id)).status_code == 404
    clock.passes(hours=1)
    assert reader().get(new(post_id)).status_code == 200


def test_drafts_are_closed_to_staff_too(reader):
    assert reader("owner").get(new(story("notes-on-glass"))).status_code == 404


def test_a_post_can_be_commented_on_in_a_language_that_it_is_not_told_in(reader, post_id):
    assert reader().get(f"/fr/journal/{post_id}/comments/new").status_code == 200


@pytest.mark.parametrize("state", [WAITING, HIDDEN, SPAM])
def test_what_is_not_shown_cannot_be_replied_to(reader, post_id, state):
    assert reader().get(new(post_id, said(post_id, state=state))).status_code == 404


def test_moderators_may_answer_what_waits(reader, post_id, people):
    assert reader("editor").get(new(post_id, said(post_id, state=WAITING))).status_code == 200
    assert reader("translator").get(new(post_id, said(post_id, state=WAITING))).status_code == 404


def test_what_belongs_to_another_post_cannot_be_replied_to_here(reader, post_id):
    elsewhere = said(story("a-pot-that-pours-well"))
    assert reader().get(new(post_id, elsewhere)).status_code == 404


@pytest.mark.parametrize("number", ["x", "0", "-1", "99999999", "9" * 30, "1e3", "٣", "1 OR 1=1"])
def test_numbers_that_are_none(reader, post_id, number):
    assert reader().get(new(post_id, number)).status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999", "2147483647", "2147483648", "9" * 30])
def test_posts_that_are_none(reader, number):
    one = reader()
    assert one.get(new(number)).status_code == 404
    assert one.post(f"/en/journal/{number}/comments", {"body": "x", "ticket": "x"}).status_code == 404


def test_the_page_of_the_post_leads_to_the_form(reader, post_id):
    html = reader().get(PAGE, script=False).text
    assert f'href="/en/journal/{post_id}/comments/new" rel="nofollow"' in html
