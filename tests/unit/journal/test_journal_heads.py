"""What the pages of the journal say of themselves: true with the very next answer, in every language that it concerns."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import g
from sqlalchemy import text, update

from tests.unit.crawl.pages import LOCALES, Head
from tests.unit.journal.conftest import change, story
from webapp.journal.models import HIDDEN, SHOWN, Comment, Post
from webapp.storage.engines import engines

SITE = "http://127.0.0.1:8000"
POT = "a-pot-that-pours-well"


def head(browser, path):
    g.pop("figures", None)
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return Head(answer.text)


def slugs(post_id):
    with engines().reading.connect() as connection:
        rows = connection.execute(
            text("SELECT locale, slug, name_locale FROM post_listing WHERE post_id = :id"), {"id": post_id}
        )
        return {row.locale: (quote(row.slug), row.name_locale) for row in rows}


def story_path(post_id, locale):
    return f"/{locale}/journal/{slugs(post_id)[locale][0]}"


def article(found):
    return next(one for one in found.data if one["@type"] == "Article")


def test_a_new_address_in_one_language_is_in_the_heads_of_all(visitor):
    post_id = story(POT)
    told = [code for code, (_slug, name_locale) in slugs(post_id).items() if code == name_locale]
    before = {code: head(visitor, story_path(post_id, code)).alternates for code in told}
    change(lambda session: session.get_one(Post, post_id).readdress("kanne", "de"))
    after = {code: head(visitor, story_path(post_id, code)).alternates for code in told}
    assert set(map(tuple, after.values())) == {tuple(after["en"])}
    assert dict(after["fr"])["de"] == SITE + "/de/journal/kanne"
    assert all(after[code] != before[code] for code in told)


def test_a_language_that_is_added_or_taken_away_is_so_in_the_heads_of_the_others(visitor):
    with engines().reading.connect() as connection:
        id_ = connection.scalar(
            text("SELECT l.post_id FROM post_listing l JOIN post p ON p.id = l.post_id WHERE l.locale = 'en'"
                 " AND l.name_locale = 'en' AND p.published AND l.post_id IN"
                 " (SELECT post_id FROM post_listing WHERE locale = 'es' AND name_locale <> 'es')"
                 " ORDER BY p.published_at LIMIT 1")
        )  # fmt: skip
    path = story_path(id_, "en")
    assert "es" not in dict(head(visitor, path).alternates)
    change(lambda session: session.get_one(Post, id_).rename("Hecho a mano", "es"))
    assert dict(head(visitor, path).alternates)["es"] == SITE + "/es/journal/hecho-a-mano"
    assert head(visitor, "/es/journal/hecho-a-mano").alternates == head(visitor, path).alternates
    change(lambda session: session.get_one(Post, id_).rename(None, "es"))
    assert "es" not in dict(head(visitor, path).alternates)


def test_the_offer_of_other_languages_is_no_page_for_search_engines(visitor):
    with engines().reading.connect() as connection:
        path = "/en/journal/" + connection.scalar(
            text("SELECT slug FROM post_listing WHERE locale = 'en' AND name_locale <> 'en' ORDER BY post_id LIMIT 1")
        )
    found = head(visitor, path)
    assert (found.indexed, found.canonical, found.alternates, found.data) == (False, None, [], [])
    assert len(found.titles) == 1


def test_its_title_follows_the_words_that_it_borrows(visitor):
    with engines().reading.connect() as connection:
        id_, slug, borrowed = connection.execute(
            text(
                "SELECT post_id, slug, name_locale FROM post_listing WHERE locale = 'en' AND name_locale <> 'en' LIMIT 1"
            )
        ).one()
    head(visitor, f"/en/journal/{slug}")
    change(lambda session: session.get_one(Post, id_).rename("Anders", borrowed))
    assert head(visitor, f"/en/journal/{slug}").titles == ["Anders · Etalage"]


def test_a_preview_is_for_staff_only(editor):
    for id_ in (story(POT), story("notes-on-glass")):
        found = head(editor, f"/en/journal/preview/{id_}")
        assert (found.indexed, found.canonical, found.data) == (False, None, [])
    assert head(editor, f"/en/journal/{POT}").indexed


@pytest.mark.parametrize("locale", LOCALES)
def test_home_is_the_front_door_for_all_other_languages(visitor, locale):
    found = head(visitor, f"/{locale}/")
    assert found.canonical == f"{SITE}/{locale}/"
    assert found.alternates == [*((code, f"{SITE}/{code}/") for code in LOCALES), ("x-default", f"{SITE}/")]


def test_what_home_shows_further_on_is_the_journals(visitor):
    found = head(visitor, "/nl/?page=2")
    assert found.canonical == SITE + "/nl/journal?page=2"
    assert found.alternates == []
    assert head(visitor, "/nl/").of("next") == [found.canonical]
    assert found.of("prev") == [SITE + "/nl/journal"]


def test_further_pages_say_so_in_their_titles_and_describe_nothing(visitor):
    first, second = head(visitor, "/en/journal"), head(visitor, "/en/journal?page=2")
    assert second.titles == ["Journal · Page 2 · Etalage"]
    assert (second.description, second.alternates) == (None, [])
    assert first.description
    assert head(visitor, "/nl/journal?page=2").titles[0] != head(visitor, "/nl/journal").titles[0]


def test_an_author_is_for_search_engines_where_they_wrote_something(visitor):
    path = "/journal/authors/marit-oosterling"
    assert dict(head(visitor, "/en" + path).alternates)["ar"] == SITE + "/ar" + path
    with engines().writing.begin() as connection:
        connection.execute(text("DELETE FROM post_text WHERE locale = 'ar'"))
    assert "ar" not in dict(head(visitor, "/en" + path).alternates)
    assert not head(visitor, "/ar" + path).indexed


def test_a_year_names_the_languages_that_have_stories_of_it(visitor, shop):
    year = shop.extensions["etalage.clock"]().year
    path = f"/journal/archive/{year}"
    assert "fr" in dict(head(visitor, "/en" + path).alternates)
    with engines().writing.begin() as connection:
        connection.execute(text("DELETE FROM post_text WHERE locale = 'fr'"))
    assert "fr" not in dict(head(visitor, "/en" + path).alternates)
    assert visitor.get("/fr" + path).status_code == 404


def test_the_data_of_a_story_is_what_was_written(visitor):
    found = article(head(visitor, f"/en/journal/{POT}"))
    assert found["headline"] == "A pot that pours well"
    assert found["inLanguage"] == "en"
    assert found["author"]["name"] == "Yusuf Haddad"
    assert 100 < found["wordCount"] < 2000
    assert found["datePublished"] <= found["dateModified"]


def test_only_comments_that_are_shown_count(visitor):
    path = f"/en/journal/{POT}"
    before = article(head(visitor, path))["commentCount"]
    assert before > 0
    change(lambda session: session.execute(update(Comment).where(Comment.post_id == story(POT)).values(state=HIDDEN)))
    assert article(head(visitor, path))["commentCount"] == 0
    change(lambda session: session.execute(update(Comment).where(Comment.post_id == story(POT)).values(state=SHOWN)))
    assert article(head(visitor, path))["commentCount"] >= before


def test_nothing_that_is_written_breaks_out_of_a_head(visitor):
    wild = "</script><script>alert(1)</script> \"quoted\" & 'more' <!-- "
    for field in ("title", "summary", "tags"):
        change(lambda session, field=field: session.get_one(Post, story(POT)).assign(field, "en", wild + field))
    found = head(visitor, f"/en/journal/{POT}")
    assert found.strange == []
    assert found.titles == [f"{wild}title · Etalage"]
    assert found.description == wild + "summary"
    assert article(found)["headline"] == wild + "title"


def test_without_a_summary_the_first_words_describe_a_story(visitor):
    change(lambda session: session.get_one(Post, story(POT)).assign("summary", "en", None))
    change(lambda session: session.get_one(Post, story(POT)).assign("body", "en", "## Heads\n\n*Round* [pots](/en/)."))
    assert head(visitor, f"/en/journal/{POT}").description == "Heads Round pots."


def test_a_story_without_author_or_cover_is_the_shops(visitor):
    with engines().writing.begin() as connection:
        connection.execute(update(Post).where(Post.id == story(POT)).values(author_id=None, cover=None))
    found = article(head(visitor, f"/en/journal/{POT}"))
    assert (found["author"]["name"], "image" in found) == ("Etalage", False)
    assert "article:author" not in head(visitor, f"/en/journal/{POT}").metas
