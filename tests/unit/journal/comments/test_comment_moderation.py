"""Moderating: on the desk and below the story, through the field's own URL, taken back by the same undo as everything."""

from __future__ import annotations

import re

import pytest
from flask import g

from tests.unit.journal.comments.conftest import PAGE, comments, only, said
from tests.unit.journal.conftest import change, story
from webapp.journal.models import HIDDEN, SHOWN, SPAM, STATES, WAITING, Comment

DESK = "/en/desk/moderation"


def version(post_id, comment_id):
    return next(kept.version for kept in comments(post_id) if kept.id == comment_id) + "."


def decide(one, post_id, comment_id, state, seen=None, script=True, locale="en"):
    form = {"value": state, "version": seen or version(post_id, comment_id), "face": "list"}
    return one.post(f"/{locale}/comments/{comment_id}/state", form, script)


@pytest.fixture
def moderator(reader, people):
    """An editor at the pile of what waits."""
    one = reader("editor")
    one.here = DESK
    return one


def row_ids(html):
    return [int(number) for number in re.findall(r'<article id="comment-(\d+)" class="row"', html)]


def empty_the_demo():
    change(lambda session: session.query(Comment).update({"state": HIDDEN}))


def test_what_waits_stands_first_oldest_first(moderator, post_id):
    empty_the_demo()
    waiting = [said(post_id, f"Number {n}.", state=WAITING) for n in range(3)]
    shown = [said(post_id, f"Shown {n}.") for n in range(2)]
    html = moderator.get(DESK, script=False).text
    assert row_ids(html) == waiting
    assert row_ids(moderator.get(f"{DESK}?state=shown", script=False).text) == shown[::-1]
    counts = dict(re.findall(r'id="moderation-(\w+)"[^>]*>\w+ <span class="count">([\d,]+)<', html))
    assert (counts["waiting"], counts["shown"]) == ("3", "2")
    assert re.search(r'id="moderation-waiting"[^>]* aria-current="page"', html)


def test_a_row_says_what_it_is_about(moderator, post_id):
    empty_the_demo()
    parent = said(post_id, "What was asked.", name="Yusuf")
    said(post_id, "What was *answered*.", parent, state=WAITING, locale="nl")
    html = moderator.get(DESK, script=False).text
    assert f'href="{PAGE}"' in html
    assert "in reply to <bdi>Yusuf</bdi>" in html
    assert "What was asked." in html
    assert 'lang="nl" dir="auto"><div class="value"><div class="prose" hx-ignore><p>What was <em>answered</em>.' in html


@pytest.mark.parametrize("state", STATES)
def test_each_state_offers_the_others(moderator, post_id, state):
    empty_the_demo()
    mine = said(post_id, "Unmistakable.", state=state)
    html = moderator.get(f"{DESK}?state={state}&q=Unmistakable", script=False).text
    form = html.partition(f'id="decide-{mine}"')[2].partition("</form>")[0]
    assert set(re.findall(r'value="(shown|hidden|spam)"', form)) == {"shown", "hidden", "spam"} - {state}


@pytest.mark.parametrize("state", [SHOWN, HIDDEN, SPAM])
def test_a_decision_answers_with_the_pile_as_it_is_now(moderator, post_id, state):
    empty_the_demo()
    first, second = (said(post_id, f"Number {n}.", state=WAITING) for n in range(2))
    response = decide(moderator, post_id, first, state)
    assert response.status_code == 200
    assert next(kept.state for kept in comments(post_id) if kept.id == first) == state
    assert '<hx-partial hx-target="#moderation" hx-swap="outerMorph">' in response.text
    assert row_ids(response.text) == [second]
    assert '<span id="moderation-count" class="count">1<' in response.text
    assert "data-undo" in response.text
    assert "Saved. State: Waiting →" in response.text


def test_the_answer_is_the_page_and_filter_that_one_is_on(moderator, post_id):
    empty_the_demo()
    for number in range(51):
        said(post_id, f"Number {number}.")
    moderator.here = f"{DESK}?state=shown&page=2"
    last = row_ids(moderator.get(moderator.here, script=False).text)
    assert len(last) == 1
    response = decide(moderator, post_id, last[0], HIDDEN)
    assert len(row_ids(response.text)) == 50, "a page that is no more is the last that there is"


def test_undo_brings_the_row_back(moderator, post_id):
    empty_the_demo()
    first = said(post_id, "One.", state=WAITING)
    decide(moderator, post_id, first, SPAM)
    response = moderator.post("/en/undo", {})
    assert response.status_code == 200
    assert only(post_id).state == WAITING
    assert row_ids(response.text) == [first]
    assert "State is back from Spam to Waiting" in response.text


def test_whoever_was_faster_is_named_and_nothing_is_forced(moderator, reader, post_id):
    empty_the_demo()
    first = said(post_id, "One.", state=WAITING)
    seen = version(post_id, first)
    assert decide(reader("owner"), post_id, first, SHOWN).status_code == 200
    response = decide(moderator, post_id, first, SPAM, seen)
    assert response.status_code == 409
    assert only(post_id).state == SHOWN
    assert "Ola changed this to Shown meanwhile. Nothing was changed." in response.text
    assert 'data-error="conflict"' in response.text
    assert '<hx-partial hx-target="#moderation"' in response.text
    assert row_ids(response.text) == []
    assert "Choose a value" not in response.text


def test_two_who_decide_the_same_agree(moderator, reader, post_id):
    first = said(post_id, "One.", state=WAITING)
    seen = version(post_id, first)
    decide(reader("owner"), post_id, first, SHOWN)
    assert decide(moderator, post_id, first, SHOWN, seen).status_code == 200


def test_a_text_corrected_meanwhile_is_no_conflict(moderator, reader, post_id):
    first = said(post_id, "One.", state=WAITING)
    seen = version(post_id, first)
    other = reader("owner")
    form = {"value": "One, corrected.", "version": seen, "face": "page"}
    assert other.post(f"/en/comments/{first}/body", form).status_code == 200
    assert decide(moderator, post_id, first, SHOWN, seen).status_code == 200
    assert (only(post_id).state, only(post_id).body) == (SHOWN, "One, corrected.")


def test_what_is_in_the_trash_is_told(moderator, post_id):
    first = said(post_id, "One.", state=WAITING)
    seen = version(post_id, first)
    change(lambda session: session.get_one(Comment, first).trash())
    response = decide(moderator, post_id, first, SHOWN, seen)
    assert (response.status_code, 'data-error="gone"' in response.text) == (410, True)


@pytest.mark.parametrize("state", ["", "Approved", "true", "waiting,shown", "x" * 300, "\0"])
def test_no_other_state_is_taken(moderator, post_id, state):
    first = said(post_id, "One.", state=WAITING)
    response = decide(moderator, post_id, first, state)
    assert response.status_code == 422
    assert only(post_id).state == WAITING


def test_without_script_each_decision_is_a_form_that_leads_back(moderator, post_id):
    empty_the_demo()
    first = said(post_id, "One.", state=WAITING)
    moderator.here = f"{DESK}?state=waiting&q=One"
    html = moderator.get(moderator.here, script=False).text
    form = html.partition(f'id="decide-{first}"')[2].partition("</form>")[0]
    assert f'action="/en/comments/{first}/state"' in form
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    response = moderator.post(f"/en/comments/{first}/state", sent | {"value": "shown"}, script=False)
    assert response.status_code == 303
    assert re.fullmatch(re.escape(f"{DESK}?state=waiting&q=One") + r"&did=\d+", response.headers["Location"])
    assert only(post_id).state == SHOWN


def test_the_filter_looks_into_names_and_texts(moderator, post_id):
    empty_the_demo()
    by_name = said(post_id, "Hello.", state=WAITING, name="Rosalind")
    by_text = said(post_id, "My friend ROSALIND.", state=WAITING)
    said(post_id, "Somebody else.", state=WAITING)
    assert row_ids(moderator.get(f"{DESK}?q=rosalind", script=False).text) == [by_name, by_text]
    assert "Nothing matches" in moderator.get(f"{DESK}?q=100%25_\\", script=False).text
    assert moderator.get(f"{DESK}?q={'x' * 3000}", script=False).status_code == 200


@pytest.mark.parametrize("query", ["state=nonsense", "page=0", "page=x", "page=999999999999", "state=", "page=-1&x=y"])
def test_what_is_not_understood_is_as_by_default(moderator, post_id, query):
    said(post_id, "One.", state=WAITING)
    assert row_ids(moderator.get(f"{DESK}?{query}", script=False).text) == row_ids(
        moderator.get(DESK, script=False).text
    )


def test_an_empty_pile_says_so(moderator):
    empty_the_demo()
    html = moderator.get(DESK, script=False).text
    assert re.search(r'<h2 id="moderation-title" class="none" tabindex="-1">Nothing is waiting\.</h2>', html)
    assert '<span id="moderation-count" class="count"></span>' in html


def test_htmx_gets_only_the_pile(moderator):
    html = moderator.get(f"{DESK}?state=shown").text
    assert html.strip().startswith('<section id="moderation"')


def test_statements_do_not_grow_with_the_pile(moderator, post_id):
    def cold():
        g.pop("figures", None)
        return int(re.search(r'sql;desc="(\d+)', moderator.get(DESK, script=False).headers["Server-Timing"])[1])

    cold()
    said(post_id, "First.", state=WAITING)
    few = cold()
    for number in range(40):
        said(post_id, f"Number {number}.", state=WAITING)
    assert cold() == few


def test_the_desk_counts_what_waits_beside_its_tables(reader, people, post_id):
    empty_the_demo()
    said(post_id, "One.", state=WAITING)
    for role in ("editor", "owner"):
        for path in ("/en/desk/products", "/en/desk/comments", "/en/desk/products/1", DESK):
            html = reader(role).get(path, script=False).text
            assert re.search(
                r'href="/en/desk/moderation"[^>]*>Moderation<span id="moderation-count" class="count">1<', html
            ), path
    for role in ("reader", "translator"):
        assert "moderation" not in reader(role).get("/en/desk/products", script=False).text


def test_staff_see_what_waits_below_the_story(reader, people, post_id):
    first = said(post_id, "Waiting for you.", state=WAITING)
    for role in ("editor", "owner"):
        html = reader(role).get(PAGE, script=False).text
        section = html.partition(f'id="post-{post_id}-waiting"')[2].partition("</section>")[0]
        assert "Waiting (1)" in section
        assert "Waiting for you." in section
        assert f'action="/en/comments/{first}/state"' in section
        assert "<template data-decisions>" in html
    for role in (None, "reader", "translator"):
        html = reader(role).get(PAGE, script=False).text
        for never in ("Waiting for you.", "data-decide", "deciding.js", f"post-{post_id}-waiting"):
            assert never not in html, (role, never)


def test_a_decision_below_the_story_answers_with_the_thread(reader, people, post_id):
    first = said(post_id, "Waiting for you.", state=WAITING)
    response = decide(reader("editor"), post_id, first, SHOWN)
    assert response.status_code == 200
    thread = response.text.partition(f'hx-target="#post-{post_id}-comments"')[2].partition("</hx-partial>")[0]
    waiting = response.text.partition(f'hx-target="#post-{post_id}-waiting"')[2].partition("</hx-partial>")[0]
    assert "Waiting for you." in thread
    assert "Waiting for you." not in waiting
    assert 'hx-target="#moderation"' not in response.text


def test_an_undo_below_one_story_names_the_other_that_it_is_about(reader, people, post_id):
    """Its parts have no target on the page of another story, so they are passed over there."""
    one = reader("editor")
    elsewhere = story("a-pot-that-pours-well")
    decide(one, elsewhere, said(elsewhere, "Elsewhere.", state=WAITING), SHOWN)
    assert f'hx-target="#post-{post_id}-' not in one.post("/en/undo", {}).text


def test_a_reply_from_the_desk_answers_with_the_pile(moderator, post_id):
    empty_the_demo()
    first, second = (said(post_id, f"Number {n}?", state=WAITING) for n in range(2))
    response = moderator.say("An answer.", first)
    assert response.status_code == 201
    assert row_ids(response.text) == [second]
    assert f'<hx-partial hx-target="#comment-{first}-reply" hx-swap="innerHTML"></hx-partial>' in response.text
    assert "HX-Push-Url" not in response.headers


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("reader", 403), ("translator", 403)])
def test_nobody_else_moderates(reader, people, post_id, role, status):
    first = said(post_id, "One.", state=WAITING)
    one = reader(role)
    assert one.get(DESK, script=False).status_code == status
    for field, value in (("state", "shown"), ("body", "Mine."), ("name", "Me")):
        response = one.post(f"/en/comments/{first}/{field}", {"value": value, "version": version(post_id, first)})
        assert response.status_code == status
    assert one.post(f"/en/comments/{first}/trash", {}).status_code == status
    assert (only(post_id).state, only(post_id).body) == (WAITING, "One.")


@pytest.mark.parametrize("field", ["post_id", "at", "locale", "user_id", "browser", "digest", "parent_id"])
def test_what_no_moderator_writes(moderator, post_id, field):
    first = said(post_id, "One.")
    response = moderator.post(f"/en/comments/{first}/{field}", {"value": "7", "version": version(post_id, first)})
    assert response.status_code in (403, 404)


def test_a_comment_is_not_made_on_the_desk(moderator):
    assert moderator.post("/en/comments", {}).status_code == 404
    assert "comments-adding" not in moderator.get("/en/desk/comments", script=False).text


def test_the_grid_of_comments(moderator, post_id):
    first = said(post_id, "One *long* text.", state=WAITING)
    html = moderator.get("/en/desk/comments?q=One+*long*", script=False).text
    assert f'id="comment-{first}-state"' in html
    assert ">Waiting<" in html
    assert re.search(rf'id="comment-{first}-post_id"[^>]*aria-readonly="true"', html)
    moderator.here = "/en/desk/comments"
    form = {"value": "shown", "version": version(post_id, first), "face": "grid"}
    response = moderator.post(f"/en/comments/{first}/state", form)
    assert response.status_code == 200
    assert f'<hx-partial hx-target="#comment-{first}" hx-swap="outerMorph">' in response.text
    assert "data-undo" in response.text


def test_an_edited_text_is_known_again(moderator, post_id):
    from webapp.journal.models import digest_of

    first = said(post_id, "One.")
    form = {"value": "Another.", "version": version(post_id, first), "face": "page"}
    assert moderator.post(f"/en/comments/{first}/body", form).status_code == 200
    assert only(post_id).digest == digest_of("Another.")
