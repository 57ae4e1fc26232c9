"""Machines and the impatient: what is refused, what is taken as if, and that nobody loses a text by it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import func, select

from tests.unit.journal.comments.conftest import comments, fields, only, said
from tests.unit.journal.conftest import change, story
from webapp.journal.comments.models import CommentSent
from webapp.journal.models import HIDDEN, SHOWN, Comment
from webapp.storage.transactions import snapshot


def url(post_id):
    return f"/en/journal/{post_id}/comments"


def refused(response, code, body=None, status=422):
    assert response.status_code == status, response.text[:300]
    assert f'data-error="{code}"' in response.text
    if body is not None:
        assert fields(response.text)["body"] == body
    return response


def test_whoever_falls_into_the_trap_is_answered_as_if(reader, post_id):
    honest, machine = reader(), reader()
    one, other = honest.say("Buy this."), machine.say("Buy that.", subject="viagra")
    assert (other.status_code, only(post_id).body) == (202, "Buy this.")
    assert other.text.replace("that", "this") == one.text
    assert "Set-Cookie" in other.headers
    assert sent_so_far() == 1


def sent_so_far():
    with snapshot() as connection:
        return connection.scalar(select(func.count()).select_from(CommentSent))


@pytest.mark.parametrize(("seconds", "status"), [(0, 422), (2, 422), (3, 202), (7200, 202), (7201, 422)])
def test_a_form_is_good_from_three_seconds_to_two_hours(reader, post_id, seconds, status):
    one = reader()
    form = one.form() | {"body": "Hello there.", "name": "Zoë"}
    one.clock.passes(seconds=seconds)
    response = one.post(url(post_id), form)
    assert response.status_code == status
    if status == 422:
        refused(response, "too_fast" if seconds < 3 else "too_old", "Hello there.")
        assert 'value="Zoë"' in response.text


def test_who_was_too_fast_only_has_to_wait(reader, post_id):
    one = reader()
    form = one.form() | {"body": "Hello there.", "name": "Zoë"}
    again = fields(one.post(url(post_id), form).text)
    assert again["ticket"] == form["ticket"]
    one.clock.passes(seconds=3)
    assert one.post(url(post_id), again).status_code == 202


def test_who_was_too_slow_gets_a_fresh_form(reader, post_id):
    one = reader()
    form = one.form() | {"body": "Hello there.", "name": "Zoë"}
    one.clock.passes(hours=3)
    again = fields(one.post(url(post_id), form).text)
    assert again["ticket"] != form["ticket"]
    one.clock.passes(seconds=3)
    assert one.post(url(post_id), again).status_code == 202


def test_moderators_may_be_as_quick_and_slow_as_they_are(reader, post_id, people):
    one = reader("editor")
    form = one.form() | {"body": "At once."}
    assert one.post(url(post_id), form).status_code == 201
    form = one.form() | {"body": "At last."}
    one.clock.passes(hours=9)
    assert one.post(url(post_id), form).status_code == 201


def _forgeries(ticket):
    value, stamp, signature = ticket.rsplit(".", 2)
    return ["", "x", "..", ticket[:-1], ticket + "x", f"{value}.{stamp}.", f"{value}.AAAAAA.{signature}",
            f"1{value}.{stamp}.{signature}", "é", "\ud800", "a" * 5000]  # fmt: skip


@pytest.mark.parametrize("place", range(11))
def test_a_forged_ticket(reader, post_id, place):
    one = reader()
    form = one.form()
    forged = _forgeries(form["ticket"])[place].encode("utf-8", "surrogatepass")
    one.clock.passes(seconds=10)
    response = one.post(url(post_id), {"ticket": forged, "body": "Hello there.", "name": "Zoë"})
    fresh = fields(refused(response, "bad_form", "Hello there.").text)["ticket"]
    assert fresh != form["ticket"]
    assert comments(post_id) == []


def test_a_ticket_of_another_post(reader, post_id):
    one = reader()
    form = one.form(post_id=story("a-pot-that-pours-well")) | {"body": "Hello there.", "name": "Zoë"}
    one.clock.passes(seconds=10)
    refused(one.post(url(post_id), form), "bad_form")


def test_a_ticket_is_good_for_one_comment_whoever_has_it(reader, post_id):
    one, other = reader(), reader()
    form = one.form() | {"body": "The first text.", "name": "Zoë"}
    one.clock.passes(seconds=10)
    assert one.post(url(post_id), form).status_code == 202
    refused(other.post(url(post_id), form | {"body": "Another text."}), "sent_before")
    assert len(comments(post_id)) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "required"),
        ("   \n\t ", "required"),
        ("x", "too_short"),
        ("\u200b\u200b\u200b", "too_short"),
        ("\u202e.", "too_short"),
        ("x" * 5001, "too_long"),
        ("One\0two", "control_character"),
        ("One \x07two", "control_character"),
        ("[" * 2000, "too_complex"),
        ("> " * 25 + "deep", "too_complex"),
    ],
)
def test_what_a_comment_cannot_be(reader, post_id, body, code):
    refused(reader().say(body), code)
    assert comments(post_id) == []


@pytest.mark.parametrize("body", ["ok", "好好", "🙂🙂", "x" * 5000, "مرحبا", "a\r\nb", "\U0001f469\u200d\U0001f33e!"])
def test_what_a_comment_can_be(reader, post_id, body):
    assert reader().say(body).status_code == 202
    assert only(post_id).body == body.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "required"),
        ("  ", "required"),
        ("\u200b", "required"),
        ("x" * 81, "too_long"),
        ("a\nb", "control_character"),
    ],
)
def test_what_a_name_cannot_be(reader, post_id, name, code):
    response = refused(reader().say("Hello there.", name=name), code, "Hello there.")
    assert 'name="name"' in response.text.partition('aria-invalid="true"')[0].rpartition("<input")[2]


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("See https://a.test and https://b.test.", 2),
        ("See <https://a.test> and [b](https://b.test).", 2),
        ("www.a.test www.b.test www.c.test", 3),
        ("[a](/en/products) [b](/en/products) [c](/en/products)", 3),
        ("<https://a.test> <https://b.test> <mailto:c@c.test>", 3),
        ("`https://a.test` ftp://b.test HTTPS://C.TEST", 3),
        ("[https://a.test](https://a.test) is one", 1),
        ("Either/or, 3:4, a.b.c, http and www are none", 0),
    ],
)
def test_more_than_two_links_are_too_many(reader, post_id, body, links):
    from webapp.journal.comments.wording import links_in

    assert links_in(body) == links
    response = reader().say(body)
    if links > 2:
        refused(response, "too_many_links", body)
        assert "At most 2 links" in unescape(response.text)
    else:
        assert response.status_code == 202


def test_moderators_may_link_as_they_like(reader, post_id, people):
    assert reader("editor").say("[a](/x) [b](/y) [c](/z)").status_code == 201


def test_a_refused_text_is_not_kept_in_the_store(reader, post_id, monkeypatch):
    from webapp.freshness.store import Store

    kept = []
    real = Store.set_many
    monkeypatch.setattr(Store, "set_many", lambda self, texts: (kept.extend(texts.values()), real(self, texts)))
    reader().say("https://a.test https://b.test https://unmistakable.test")
    assert not [text for text in kept if "unmistakable" in text]


def test_the_fourth_comment_in_ten_minutes_waits(reader, post_id):
    one = reader()
    for number in range(3):
        assert one.say(f"Number {number}.").status_code == 202
    response = refused(one.say("Number four."), "too_many_comments", "Number four.", status=429)
    assert 0 < int(response.headers["Retry-After"]) <= 600
    one.clock.passes(seconds=int(response.headers["Retry-After"]))
    again = fields(response.text)
    assert one.post(url(post_id), again).status_code == 202


def test_without_script_the_fourth_is_told_on_a_page(reader, post_id):
    one = reader()
    for number in range(3):
        one.say(f"Number {number}.")
    response = refused(one.say("Number four.", script=False), "too_many_comments", "Number four.", status=429)
    assert "Retry-After" in response.headers
    assert response.text.startswith("<!doctype html>")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "X_Forwarded_For"])
def test_an_address_is_not_taken_from_a_header(reader, post_id, header):
    codes = []
    for number in range(4):
        one = reader(address="192.0.2.1")
        form = one.form() | {"body": f"Number {number}.", "name": "Zoë"}
        one.clock.passes(seconds=5)
        codes.append(one.post(url(post_id), form, **{header: f"203.0.113.{number}"}).status_code)
    assert codes == [202, 202, 202, 429]


def test_one_household_counts_together_and_the_next_by_itself(reader, post_id):
    codes = [reader(address=f"2001:db8:1:1::{n}").say(f"Number {n}.").status_code for n in range(1, 5)]
    assert codes == [202, 202, 202, 429]
    assert reader(address="2001:db8:1:2::1").say("Next door.").status_code == 202


def test_what_is_refused_does_not_count(reader, post_id):
    one = reader()
    for _ in range(5):
        refused(one.say("x"), "too_short")
    for number in range(3):
        assert one.say(f"Number {number}.").status_code == 202


def test_no_address_is_kept_and_none_of_what_stands_for_it_longer_than_it_counts(reader, post_id, outside):
    one = reader(address="192.0.2.77")
    one.say("Number one.")
    (sender,) = [sender for (sender,) in outside.run("SELECT sender FROM comment_sent")]
    assert len(sender) > 40
    assert "192" not in sender
    assert not [row for row in outside.run("SELECT * FROM comment") if "192.0.2.77" in str(row)]
    one.clock.passes(minutes=10)
    reader().say("Number two.")
    assert [row for (row,) in outside.run("SELECT sender FROM comment_sent")] != [sender]
    assert outside.one("SELECT count(*) FROM comment_sent") == 1


def test_moderators_are_not_counted(reader, post_id, people):
    one = reader("editor", address="192.0.2.1")
    for number in range(6):
        assert one.say(f"Number {number}.").status_code == 201
    assert reader(address="192.0.2.1").say("From the same office.").status_code == 202


LONG = "The same words as somebody else has sent to this shop already."


def test_the_same_text_twenty_times_is_kept_once(reader, post_id):
    codes = {reader().say(LONG if n % 2 else LONG.upper() + " ").status_code for n in range(20)}
    assert codes == {202}
    assert len(comments(post_id)) == 1


def test_the_same_text_a_day_later_is_another_one(reader, post_id):
    reader().say(LONG)
    one = reader()
    one.clock.passes(days=1)
    one.say(LONG)
    assert len(comments(post_id)) == 2


def test_few_words_are_the_same_only_by_the_same_writer_in_the_same_place(reader, post_id):
    one, parent = reader(), said(post_id)
    for _ in range(2):
        assert one.say("Thank you!").status_code == 202
    assert len(comments(post_id)) == 2
    one.say("Thank you!", parent)
    reader().say("Thank you!")
    assert len(comments(post_id)) == 4


def test_the_same_text_is_answered_like_the_first(reader, post_id):
    one = reader()
    one.say(LONG)
    first = only(post_id).id
    change(lambda session: setattr(session.get_one(Comment, first), "state", SHOWN))
    again = one.say(LONG)
    assert again.status_code == 201
    assert again.headers["Location"].endswith(f"#comment-{first}")
    change(lambda session: setattr(session.get_one(Comment, first), "state", HIDDEN))
    assert one.say(LONG).status_code == 202
    assert len(comments(post_id)) == 1


def test_of_a_text_that_stands_below_another_post_nothing_is_told(reader, post_id):
    said(story("a-pot-that-pours-well"), LONG)
    response = reader().say(LONG)
    assert response.status_code == 202
    assert "Location" not in response.headers
    assert comments(post_id) == []


@pytest.mark.parametrize("twice", ["body", "name", "ticket", "parent", "subject"])
def test_a_field_that_stands_twice(reader, post_id, twice):
    one = reader()
    form = one.form() | {"body": "Hello there.", "name": "Zoë", "parent": ""}
    one.clock.passes(seconds=10)
    response = one.post(
        url(post_id), {name: [value, value] if name == twice else value for name, value in form.items()}
    )
    assert response.status_code == 422
    assert 'data-error="unknown_field"' in response.text


@pytest.mark.parametrize("field", ["state", "user_id", "at", "post_id", "id", "browser", "locale"])
def test_a_field_that_nobody_asked_for(reader, post_id, field):
    response = reader().say("Hello there.", **{field: "shown"})
    assert response.status_code == 422
    assert 'data-error="unknown_field"' in response.text
    assert comments(post_id) == []


def test_a_huge_body_is_413(reader, post_id):
    one = reader()
    response = one.post(url(post_id), one.form() | {"body": "x" * 70_000, "name": "Zoë"})
    assert response.status_code == 413


def test_another_site_cannot_write(reader, post_id):
    one = reader()
    form = one.form() | {"body": "Hello there.", "name": "Zoë"}
    one.clock.passes(seconds=10)
    for headers in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}):
        response = one.post(url(post_id), form, **headers)
        assert (response.status_code, 'data-error="cross_site"' in response.text) == (403, True)
    assert comments(post_id) == []


def test_nothing_is_told_of_the_ticket_but_its_post(reader, post_id):
    ticket = reader().form()["ticket"]
    assert re.fullmatch(rf"{post_id}\.[\w-]{{16}}\.[\w-]+\.[\w-]{{43}}", ticket)
