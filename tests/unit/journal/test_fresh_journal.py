"""A kept page of the journal is never stale: the next response after any change shows it, and what did not change stays kept."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import g
from sqlalchemy import text, update

from tests.unit.journal.conftest import asked, change, retitle, story
from webapp.hypermedia.locales import languages
from webapp.journal.models import HIDDEN, SHOWN, WAITING, Comment, Post
from webapp.storage.engines import engines

POT = "a-pot-that-pours-well"
WINDOW = "the-winter-window"


def read(visitor, path):
    g.pop("figures", None)
    response = visitor.get(path)
    assert response.status_code == 200, path
    return response


def warm(visitor, path):
    read(visitor, path)
    response = read(visitor, path)
    assert asked(response) == (1, 1, 1), path
    return response


@pytest.mark.parametrize("locale", ["en", "nl", "de", "fr", "es", "ar"])
def test_the_warm_home_page_costs_one_statement(shop, visitor, locale):
    warm(visitor, f"/{locale}/")


def test_a_new_title_is_on_the_next_home_page(shop, visitor):
    warm(visitor, "/nl/")
    retitle(story(POT), "nl", "Een heel andere titel")
    assert "Een heel andere titel" in read(visitor, "/nl/").text


def test_a_text_changed_by_a_database_shell_is_on_the_next_page(shop, visitor):
    warm(visitor, "/de/")
    with engines().writing.begin() as connection:
        connection.execute(
            text("UPDATE post_text SET title = 'Von Hand' WHERE post_id = :id AND locale = 'de'"), {"id": story(POT)}
        )
    assert "Von Hand" in read(visitor, "/de/").text


def test_a_comment_counts_on_the_next_home_page_and_no_more_when_it_is_hidden(shop, visitor):
    post_id = story("letters-worth-writing")
    before = warm(visitor, "/en/").text

    def say(session):
        comment = Comment(post_id=post_id, name="Zoë", locale="en", state=WAITING)
        comment.say("Yes.")
        session.add(comment)

    change(say)
    assert read(visitor, "/en/").text == before
    change(lambda session: session.execute(update(Comment).where(Comment.name == "Zoë").values(state=SHOWN)))
    shown = read(visitor, "/en/").text
    assert shown != before
    change(lambda session: session.execute(update(Comment).where(Comment.name == "Zoë").values(state=HIDDEN)))
    assert read(visitor, "/en/").text == before


def test_publishing_and_withdrawing_show_on_the_next_home_page(shop, visitor):
    post_id = story("notes-on-glass")
    before = warm(visitor, "/en/").text
    assert "/en/journal/notes-on-glass" not in before
    change(lambda session: session.get_one(Post, post_id).publish(True))
    assert "/en/journal/notes-on-glass" in warm(visitor, "/en/").text
    change(lambda session: session.get_one(Post, post_id).publish(False))
    assert read(visitor, "/en/").text == before
    assert visitor.get("/en/journal/notes-on-glass").status_code == 404


@pytest.mark.parametrize("locale", ["en", "nl", "de", "fr", "es", "ar"])
def test_a_scheduled_story_is_there_at_its_very_moment(shop, clock, visitor, locale):
    due = clock.now + timedelta(minutes=10)
    post_id = story(WINDOW)
    change(lambda session: session.get_one(Post, post_id).schedule(due))
    address = address_of(post_id, locale)
    assert address not in warm(visitor, f"/{locale}/").text
    clock.passes(minutes=9, seconds=59.999)
    assert asked(read(visitor, f"/{locale}/")) == (1, 1, 1)
    assert visitor.get(address).status_code == 404
    clock.passes(seconds=0.001)
    assert address in read(visitor, f"/{locale}/").text
    assert visitor.get(address).status_code == 200
    clock.passes(days=1)
    assert asked(read(visitor, f"/{locale}/")) == (1, 1, 1)


def test_a_story_that_is_to_come_is_nowhere(shop, clock, visitor):
    for path in ("/en/", "/en/journal", "/en/journal/authors/marit-oosterling", f"/en/journal/archive/{clock.now:%Y}"):
        assert WINDOW not in read(visitor, path).text


def address_of(post_id, locale):
    with engines().reading.connect() as connection:
        slug = connection.scalar(
            text("SELECT slug FROM post_listing WHERE post_id = :id AND locale = :locale"),
            {"id": post_id, "locale": locale},
        )
    return f"/{locale}/journal/{quote(slug)}"


def test_a_german_text_leaves_the_other_languages_kept(shop, visitor):
    others = [spoken.code for spoken in languages() if spoken.code != "de"]
    paths = [f"/{code}/" for code in others] + [f"/{code}/journal" for code in others]
    paths += [address_of(story(POT), code) for code in others]
    for path in paths:
        warm_story(visitor, path)
    retitle(story(POT), "de", "Kanne")
    change(lambda session: session.get_one(Post, story(POT)).assign("body", "de", "Anders."))
    assert {asked(read(visitor, path)) for path in paths} == {KEPT}
    assert "Kanne" in read(visitor, "/de/").text


# One statement, which finds the tokens unchanged; one thing asked for, and found.
KEPT = (1, 1, 1)


def warm_story(visitor, path):
    """Kept by the front cache: nobody has written since, so that there is nothing even to ask."""
    for _time in range(3):
        figures = asked(read(visitor, path))
    assert figures[1:] == (1, 1), path


def test_a_german_story_leaves_the_stories_of_other_buckets_kept(shop, visitor):
    slugs = ["sharpening-a-kitchen-knife", "seeds-for-a-balcony", "a-calendar-for-slow-years"]
    paths = [address_of(story(slug), "de") for slug in slugs]
    for path in paths:
        warm_story(visitor, path)
    post_id = story(POT)
    change(lambda session: session.get_one(Post, post_id).assign("body", "de", "Ganz anders."))
    assert {asked(read(visitor, path)) for path in paths} == {KEPT}
    assert "Ganz anders." in read(visitor, address_of(post_id, "de")).text


def test_a_cover_leaves_the_pages_of_other_stories_kept(shop, visitor):
    """Not even the ways to its neighbours are found anew: they ask when a story is told, and what it is called."""
    path, pot = address_of(story("sharpening-a-kitchen-knife"), "en"), story(POT)
    warm_story(visitor, path)
    change(lambda session: setattr(session.get_one(Post, pot), "cover", "none.svg"))
    assert asked(read(visitor, path)) == KEPT
    retitle(pot, "en", "A pot that pours")
    assert asked(read(visitor, path)) != KEPT


def test_an_address_that_moved_leads_on_for_ever(shop, visitor):
    post_id = story(POT)
    old = address_of(post_id, "nl")
    change(lambda session: session.get_one(Post, post_id).readdress("eerste", "nl"))
    change(lambda session: session.get_one(Post, post_id).readdress("tweede", "nl"))
    for path in (old, "/nl/journal/eerste"):
        moved = visitor.get(path)
        assert (moved.status_code, moved.headers["Location"]) == (301, "/nl/journal/tweede")
    assert visitor.get("/nl/journal/tweede").status_code == 200
    change(lambda session: session.get_one(Post, post_id).publish(False))
    assert visitor.get(old).status_code == 404


def test_a_language_that_a_story_lacks_offers_the_others(shop, visitor):
    slug = "boards-and-what-they-forgive"
    dutch = address_of_any(slug)
    offered = read(visitor, address_of(dutch, "en")).text
    assert 'hreflang="nl"' in offered
    assert address_of(dutch, "nl") in offered
    assert address_of(dutch, "en") not in read(visitor, "/en/journal?page=2").text


def address_of_any(key):
    """The one story of the demo that is not told in English."""
    with engines().reading.connect() as connection:
        return connection.scalar(text("SELECT post_id FROM post_listing WHERE locale = 'en' AND name_locale <> 'en'"))
