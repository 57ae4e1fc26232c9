"""The feed of each language: valid Atom with whole stories, whose ids outlive every change of address."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from flask import g

from tests.unit.journal.conftest import change, retitle, story
from webapp.journal.demo import bulk
from webapp.journal.feeds import rooted
from webapp.journal.models import Author, Post

LOCALES = ("en", "nl", "de", "fr", "es", "ar")
SITE = "http://127.0.0.1:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
POT = "a-pot-that-pours-well"


def read(visitor, locale="en"):
    g.pop("figures", None)
    answer = visitor.get(f"/{locale}/feed.xml")
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return answer


def parsed(visitor, locale="en"):
    found = feedparser.parse(read(visitor, locale).data)
    assert found.bozo == 0, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def entry_of(visitor, slug=POT, locale="en"):
    """The entry of a story, found by its id."""
    return next(one for one in parsed(visitor, locale).entries if one.id.endswith(f"/{locale}/{story(slug)}"))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_reader_of_feeds_understands_it(visitor, locale):
    found = parsed(visitor, locale)
    assert found.feed.language == locale
    assert 10 <= len(found.entries) <= 20
    moments = [one.published_parsed for one in found.entries]
    assert moments == sorted(moments, reverse=True)
    for one in found.entries:
        page = visitor.get(urlsplit(one.link).path)
        assert (one.link.startswith(SITE), page.status_code) == (True, 200)
        assert f'lang="{locale}"' in page.text


def musts(feed, locale):
    """What RFC 4287 requires of a feed and its entries, and nothing that it forbids."""
    assert feed.tag == ATOM + "feed"
    for element in (feed, *feed.findall(ATOM + "entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1, name
        assert urlsplit(element.findtext(ATOM + "id")).scheme == "tag"
        for name in ("updated", "published"):
            for moment in element.findall(ATOM + name):
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", moment.text)
        kinds = [
            tuple(link.get(name) for name in ("rel", "type", "hreflang")) for link in element.findall(ATOM + "link")
        ]
        assert len(kinds) == len(set(kinds))
        assert ("alternate", "text/html", locale) in kinds
        assert all(urlsplit(link.get("href")).scheme for link in element.findall(ATOM + "link"))
        assert all(person.findtext(ATOM + "name") for person in element.findall(ATOM + "author"))
    assert [link.get("href") for link in feed.findall(ATOM + "link") if link.get("rel") == "self"] == [
        f"{SITE}/{locale}/feed.xml"
    ]
    assert feed.find(ATOM + "author") is not None
    ids = [entry.findtext(ATOM + "id") for entry in feed.findall(ATOM + "entry")]
    assert len(ids) == len(set(ids))
    for entry in feed.findall(ATOM + "entry"):
        assert entry.find(ATOM + "content").get("type") == "html"
        assert len(entry.findall(ATOM + "content")) == 1
        assert all(category.get("term") for category in entry.findall(ATOM + "category"))


@pytest.mark.parametrize("locale", LOCALES)
def test_it_is_as_the_standard_wants_it(visitor, locale):
    feed = ElementTree.fromstring(read(visitor, locale).data)
    assert feed.get(LANG) == locale
    musts(feed, locale)


def test_the_feeds_of_the_other_languages_are_named(visitor):
    links = {
        link.get("hreflang"): link.href
        for link in parsed(visitor, "nl").feed.links
        if link.type == "application/atom+xml"
    }
    assert links == {None: f"{SITE}/nl/feed.xml"} | {
        code: f"{SITE}/{code}/feed.xml" for code in LOCALES if code != "nl"
    }


def test_it_holds_the_whole_story_without_what_a_page_needs(visitor):
    page = visitor.get(f"/en/journal/{POT}").text
    content = entry_of(visitor).content[0]
    assert content.type == "text/html"
    assert "<p>" in content.value
    last = re.findall(r"[^.<>]{30,}\.", content.value)[-1].strip()
    assert last in page
    raw = read(visitor).text
    for forbidden in ("hx-", " id=", "&lt;script", "&lt;div"):
        assert forbidden not in raw


def test_links_hold_wherever_it_is_read():
    page = "https://shop.example/en/journal/a"
    html = '<p><a href="/en/products?a=1&amp;b=2" rel="x">href="/no"</a> <a href="#n1">1</a> <a href="mailto:a@b.example">m</a>'
    html += ' <a href="https://x.example/&quot;">x</a> <a href="b">b</a> <a href="http://[x">broken</a></p>'
    assert rooted(html, page) == (
        '<p><a href="https://shop.example/en/products?a=1&amp;b=2" rel="x">href="/no"</a>'
        ' <a href="https://shop.example/en/journal/a#n1">1</a> <a href="mailto:a@b.example">m</a>'
        ' <a href="https://x.example/&quot;">x</a> <a href="https://shop.example/en/journal/b">b</a>'
        ' <a href="http://[x">broken</a></p>'
    )


def test_an_id_outlives_title_and_address_and_differs_by_language(visitor):
    before, post_id = entry_of(visitor), story(POT)
    dutch = entry_of(visitor, locale="nl").id
    retitle(post_id, "en", "Pouring")
    change(lambda session: session.get_one(Post, post_id).readdress("pouring", "en"))
    after = next(one for one in parsed(visitor).entries if one.title == "Pouring")
    assert after.id == before.id == f"tag:127.0.0.1,2026:journal/en/{post_id}"
    assert after.link == f"{SITE}/en/journal/pouring"
    assert dutch == f"tag:127.0.0.1,2026:journal/nl/{post_id}"


def moment(text):
    return datetime.fromisoformat(text)


def test_it_was_updated_when_its_words_were_or_when_it_came_out(shop, clock, visitor):
    clock.passes(hours=1)
    post_id, before = story(POT), entry_of(visitor)
    change(lambda session: session.get_one(Post, post_id).assign("summary", "nl", "Anders."))
    change(lambda session: setattr(session.get_one(Post, post_id), "cover", "ink"))
    assert entry_of(visitor).updated == before.updated
    change(lambda session: session.get_one(Post, post_id).assign("summary", "en", "Another."))
    assert moment(entry_of(visitor).updated) == clock.now
    assert moment(parsed(visitor).feed.updated) == clock.now
    later = clock.now + timedelta(minutes=5)
    change(lambda session: session.get_one(Post, post_id).schedule(later))
    clock.passes(minutes=6)
    shown = entry_of(visitor)
    assert moment(shown.published) == moment(shown.updated) == later


def test_a_scheduled_story_is_in_the_feed_from_its_very_moment(shop, clock, visitor):
    post_id = story("the-winter-window")
    change(lambda session: session.get_one(Post, post_id).schedule(clock.now + timedelta(minutes=10)))
    etag = read(visitor).headers["ETag"]
    clock.passes(minutes=9, seconds=59.999)
    assert visitor.get("/en/feed.xml", **{"If-None-Match": etag}).status_code == 304
    clock.passes(seconds=0.001)
    assert visitor.get("/en/feed.xml", **{"If-None-Match": etag}).status_code == 200
    assert parsed(visitor).entries[0].id.endswith(f"/{post_id}")


def test_drafts_and_the_trash_are_in_no_feed(visitor):
    post_id = story(POT)
    slugs = [urlsplit(one.link).path for one in parsed(visitor).entries]
    assert f"/en/journal/{POT}" in slugs
    change(lambda session: session.get_one(Post, post_id).trash())
    assert f"/en/journal/{POT}" not in [urlsplit(one.link).path for one in parsed(visitor).entries]


def test_a_german_text_leaves_the_other_feeds_kept(visitor):
    etags = {code: read(visitor, code).headers["ETag"] for code in LOCALES}
    change(lambda session: session.get_one(Post, story(POT)).assign("body", "de", "Anders."))
    kept = {code for code, etag in etags.items() if read(visitor, code).headers["ETag"] == etag}
    assert kept == {code for code in LOCALES if code != "de"}
    assert entry_of(visitor, locale="de").content[0].value == "<p>Anders.</p>"


def test_an_author_who_is_renamed_is_so_in_the_next_feed(visitor):
    assert entry_of(visitor).author == "Yusuf Haddad"
    change(lambda session: session.get_one(Author, session.get_one(Post, story(POT)).author_id).rename("Yusuf H."))
    assert entry_of(visitor).author == "Yusuf H."


def test_a_text_that_no_xml_may_hold_leaves_a_valid_feed(visitor):
    odd = "A \x0b bell \x07 & <b>two</b> ]]> \ufffe \U0001f514"
    change(lambda session: session.get_one(Post, story(POT)).assign("title", "en", odd))
    change(lambda session: session.get_one(Post, story(POT)).assign("body", "en", odd))
    change(lambda session: session.get_one(Post, story(POT)).assign("tags", "en", '"a" & b,\x01, c'))
    shown = entry_of(visitor)
    assert shown.title.split() == ["A", "bell", "&", "<b>two</b>", "]]>", "🔔"]
    assert [tag.term for tag in shown.tags] == ['"a" & b', "c"]


def test_there_are_twenty_however_many_there_are_and_the_statements_stay(visitor):
    def cost():
        return int(re.search(r'sql;desc="(\d+)', read(visitor).headers["Server-Timing"])[1])

    before = cost()
    bulk.add(60)
    after = cost()
    assert after == before <= 7
    assert len(parsed(visitor).entries) == 20
    assert cost() <= 1


def test_a_journal_without_stories_has_a_valid_feed(shop, visitor):
    change(lambda session: [post.trash() for post in session.query(Post)])
    found = ElementTree.fromstring(read(visitor).data)
    musts(found, "en")
    assert found.findtext(ATOM + "updated") == datetime(1970, 1, 1, tzinfo=UTC).isoformat()
    assert parsed(visitor).entries == []


def test_it_is_the_same_for_everyone(shop, signed_in, visitor, editor):
    assert read(visitor).data == read(editor).data
    assert "Set-Cookie" not in read(editor).headers
