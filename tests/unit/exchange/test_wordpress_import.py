"""An export of WordPress: what becomes of each thing in it, once and twice, and after somebody was at it here."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.exchange.fixtures import SOMEBODY, Importing, Result, real
from tests.unit.exchange.wordpress import category, comment, export, item
from webapp.exchange.drafts import Bad
from webapp.grid.undo import take_back
from webapp.journal.exchange.moments import moment
from webapp.journal.models import Author, Comment, Post
from webapp.storage.acts import Actor, Intent, carry_out

NOTHING_NEW = "0 created, 0 updated, {} unchanged, 0 refused"
TEXTS = "SELECT {} FROM post p JOIN post_text t ON t.post_id = p.id ORDER BY p.id"


def _run(importing: Importing, *items: str, dry: bool = False, **more: object) -> Result:
    return importing.run(importing.file("export.xml", export(*items, **more)), dry=dry)  # type: ignore[arg-type]


def _texts(importing: Importing, columns: str) -> list[tuple[object, ...]]:
    return importing.rows(TEXTS.format(columns))


def test_the_theme_preview_goes_in_once(importing: Importing) -> None:
    files = real("wordpress/theme-preview.xml")
    done = importing.run(*files)
    assert (done.status, done.errors) == (0, [])
    # 7 posts, their author and 2 comments.
    assert done.summary == "10 created, 0 updated, 0 unchanged, 0 refused"
    assert importing.rows("SELECT name FROM author") == [("Theme Admin",)]
    assert importing.one("SELECT count(*) FROM post WHERE published AND author_id IS NOT NULL") == 7
    assert importing.rows("SELECT name, state FROM comment ORDER BY id") == [("Anon", "shown"), ("themedemos", "shown")]
    assert importing.one("SELECT tags FROM post_text WHERE slug = 'worth-a-thousand-words'") == "boat, lake"
    before = importing.everything()
    assert importing.run(*files).summary == NOTHING_NEW.format(10)
    assert importing.everything() == before


def test_what_is_out_there_is_out_here_and_the_rest_are_drafts(importing: Importing) -> None:
    statuses = ["publish", "future", "draft", "pending", "private"]
    future = {"wp_post_date_gmt": "2999-01-01 00:00:00"}
    items = [item(n, wp_status=status, **(future if n == 1 else {})) for n, status in enumerate(statuses)]
    assert _run(importing, *items).summary == "6 created, 0 updated, 0 unchanged, 0 refused"
    rows = importing.rows("SELECT published, published_at IS NOT NULL FROM post ORDER BY id")
    # A draft has no time yet; what was private keeps its own.
    assert [tuple(map(bool, row)) for row in rows] == [
        (True, True),
        (True, True),
        (False, False),
        (False, False),
        (False, True),
    ]


def test_pages_and_what_a_password_protects_come_in_as_drafts_and_are_named(importing: Importing) -> None:
    done = _run(importing, item(1, wp_post_type="page", title="About us"), item(2, wp_post_password="secret"))
    assert importing.one("SELECT count(*) FROM post WHERE NOT published AND published_at IS NOT NULL") == 2
    assert "  page, kept as a draft: About us" in done.lines
    assert "  protected by a password, kept as a draft: Story 2" in done.lines


def test_what_has_no_place_here_is_told(importing: Importing) -> None:
    done = _run(
        importing,
        item(1, category("Quote", "post_format"), wp_is_sticky="1"),
        item(2, wp_status="trash", title="Thrown away"),
        item(3, wp_post_type="attachment", wp_attachment_url="https://old.example/boat.jpg"),
        item(4, wp_post_type="nav_menu_item"),
        item(5, wp_post_type="nav_menu_item"),
        item(6, content_encoded='<p>See <img src="https://old.example/pot.jpg" alt="a pot"></p>'),
    )
    assert done.summary == "3 created, 0 updated, 0 unchanged, 0 refused"
    assert set(done.lines[1:-1]) == {
        "  left out, in the trash there: Thrown away",
        "  attachment, not fetched: https://old.example/boat.jpg",
        "  picture, not fetched: Story 6 https://old.example/pot.jpg",
        "  left out: that a post sticks to the top (1)",
        "  left out: formats of posts (1)",
        "  left out: items of the type nav_menu_item (2)",
    }


def test_times_are_those_in_utc_else_those_of_the_shop(importing: Importing) -> None:
    zero = "0000-00-00 00:00:00"
    _run(
        importing,
        item(1),
        item(2, wp_post_date_gmt=zero),
        item(3, wp_post_date_gmt=None),
        item(4, wp_post_date_gmt=zero, wp_post_date=zero, wp_status="draft"),
    )
    with importing.session() as session:
        times = [post.published_at for post in session.query(Post).order_by(Post.id)]
    noon = datetime(2020, 5, 1, 12, tzinfo=UTC)
    assert times == [noon.replace(hour=10), noon, noon, None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2020-07-01 12:00:00", datetime(2020, 7, 1, 10, tzinfo=UTC)),
        ("2020-07-01 12:00:00 UTC", datetime(2020, 7, 1, 12, tzinfo=UTC)),
        ("2020-07-01 12:00:00 +0500", datetime(2020, 7, 1, 7, tzinfo=UTC)),
        ("2020-07-01T12:00:00Z", datetime(2020, 7, 1, 12, tzinfo=UTC)),
        ("2020-1-1", datetime(2019, 12, 31, 23, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        ("", None),
    ],
)
def test_a_time_without_a_zone_is_in_the_shops(text: str, found: datetime | None) -> None:
    assert moment("date", text, ZoneInfo("Europe/Brussels")) == found


@pytest.mark.parametrize("text", ["2020-13-01", "2020-02-30 10:00", "soon", "0001-01-01 00:00:00+14:00", "9" * 400])
def test_what_is_no_time_is_refused(importing: Importing, text: str) -> None:
    with pytest.raises(Bad) as refused:
        moment("date", text, ZoneInfo("UTC"))
    assert refused.value.column == "date"


def test_addresses_are_kept_decoded_and_made_free(importing: Importing) -> None:
    encoded = "caf%C3%A9-%D9%82%D9%87%D9%88%D8%A9"
    _run(importing, item(1, wp_post_name="tea"), item(2, wp_post_name="tea"), item(3, wp_post_name=encoded))
    assert _texts(importing, "t.slug") == [("tea",), ("tea-2",), ("cafe-قهوة",)]
    again = _run(importing, item(1, wp_post_name="tea"), item(2, wp_post_name="tea"), item(3, wp_post_name=encoded))
    assert (again.summary, len(again.lines)) == (NOTHING_NEW.format(4), 2)


def test_an_address_that_changes_there_stays_here(importing: Importing) -> None:
    _run(importing, item(1))
    assert _run(importing, item(1, wp_post_name="elsewhere")).summary == NOTHING_NEW.format(2)
    assert _texts(importing, "t.slug") == [("story-1",)]


def test_a_title_is_plain_and_made_of_the_first_words_where_there_is_none(importing: Importing) -> None:
    body = "<p>Some <b>word</b>s</p><p>that begin a story which goes on for a while, and further.</p>"
    _run(
        importing,
        item(1, title="Salt &amp; <em>bread</em>\n again"),
        item(2, title="", content_encoded=body),
        item(3, title="", content_encoded="", wp_post_name="only-an-address"),
        item(4, title="", content_encoded="", wp_post_name=None),
    )
    assert _texts(importing, "t.title") == [
        ("Salt & bread again",),
        ("Some words that begin a story which goes on for a while…",),
        ("only-an-address",),
        ("Without a title",),
    ]


def test_an_excerpt_becomes_the_summary_cut_between_words(importing: Importing) -> None:
    _run(importing, item(1, excerpt_encoded="<p>Short &amp; good.</p>"), item(2, excerpt_encoded="word " * 200))
    (short,), (long,) = _texts(importing, "t.summary")
    assert short == "Short & good."
    assert str(long).endswith("word…")
    assert len(str(long)) <= 500


def test_categories_and_tags_become_topics_each_once(importing: Importing) -> None:
    names = [category("Tea & pots"), category("tea & pots", "post_tag"), category("a, b", "post_tag")]
    names += [category("Uncategorised", nicename="uncategorized"), category("Uncategorized"), category("Aside", "menu")]
    _run(importing, item(1, *names), item(2, *(category(f"A topic with the number {n}") for n in range(30))))
    (first,), (many,) = _texts(importing, "t.tags")
    assert first == "Tea & pots, a b"
    assert len(str(many)) <= 300
    assert all(topic.startswith("A topic with the number ") for topic in str(many).split(", "))


@pytest.mark.parametrize(("language", "locale"), [("nl", "nl"), ("nl-BE", "nl"), ("pt-BR", "en"), ("", "en")])
def test_texts_are_in_the_language_of_the_site_where_the_shop_has_it(
    importing: Importing, language: str, locale: str
) -> None:
    done = _run(importing, item(1, comment(1)), language=language)
    assert _texts(importing, "t.locale") == importing.rows("SELECT locale FROM comment") == [(locale,)]
    told = "  the shop does not have its language, pt-BR; its texts are kept as en"
    assert (told in done.lines) == (language == "pt-BR")


def test_an_author_is_found_by_the_name_that_is_shown(importing: Importing) -> None:
    def rename(session: object) -> None:
        author = Author()
        session.add(author)  # type: ignore[attr-defined]
        author.rename("Jane Doe")

    carry_out(SOMEBODY, rename)
    done = _run(importing, item(1), item(2, dc_creator="bob"), item(3, dc_creator=None), authors={"jane": "Jane Doe"})
    # Three posts and Bob; Jane is here already.
    assert done.summary == "4 created, 0 updated, 1 unchanged, 0 refused"
    query = "SELECT a.name FROM post p LEFT JOIN author a ON a.id = p.author_id ORDER BY p.id"
    assert importing.rows(query) == [("Jane Doe",), ("bob",), (None,)]


def test_html_becomes_markdown_and_empty_lines_paragraphs(importing: Importing) -> None:
    _run(importing, item(1, content_encoded="One <strong>line</strong>\n\nand * another."))
    assert _texts(importing, "t.body") == [("One **line**\n\nand \\* another.",)]


THREADS = "SELECT c.body, p.body FROM comment c LEFT JOIN comment p ON p.id = c.parent_id ORDER BY c.id"


def test_threads_stand_whatever_the_order_in_the_file(importing: Importing) -> None:
    _run(importing, item(1, comment(30, 20), comment(20, 10), comment(5), comment(10), comment(31, 20)))
    found = {str(body): parent for body, parent in importing.rows(THREADS)}
    assert found == {
        "Words 10.": None,
        "Words 20.": "Words 10.",
        "Words 30.": "Words 20.",
        "Words 31.": "Words 20.",
        "Words 5.": None,
    }


def test_a_circle_of_replies_is_broken_and_a_reply_to_nothing_stands_by_itself(importing: Importing) -> None:
    items = item(1, comment(1, 3), comment(2, 1), comment(3, 2), comment(4, 4), comment(5, 99), comment(7))
    other = item(2, comment(6, 7))
    assert _run(importing, items, other).summary == "10 created, 0 updated, 0 unchanged, 0 refused"
    found = {str(body): parent for body, parent in importing.rows(THREADS)}
    assert [found[f"Words {n}."] for n in (4, 5, 6)] == [None, None, None]
    assert sorted(str(found[f"Words {n}."]) for n in (1, 2, 3)).count("None") == 1


def test_a_thread_may_be_deeper_than_any_stack(importing: Importing) -> None:
    done = _run(importing, item(1, *(comment(n, n - 1) for n in range(1500, 0, -1))))
    assert done.summary == "1502 created, 0 updated, 0 unchanged, 0 refused"
    assert importing.one("SELECT count(*) FROM comment WHERE parent_id IS NULL") == 1


def test_comments_wait_or_are_shown_and_the_rest_is_counted(importing: Importing) -> None:
    done = _run(
        importing,
        item(
            1,
            comment(1),
            comment(2, wp_comment_approved="0"),
            comment(3, wp_comment_approved="spam"),
            comment(4, wp_comment_approved="trash"),
            comment(5, wp_comment_type="pingback"),
            comment(6, wp_comment_type="trackback"),
            comment(7, wp_comment_type="order_note"),
            comment(8, 3),
            comment(9, wp_comment_type="comment", wp_comment_author=""),
        ),
    )
    rows = importing.rows("SELECT name, state, parent_id FROM comment ORDER BY id")
    assert rows == [
        ("Reader 1", "shown", None),
        ("Reader 2", "waiting", None),
        ("Reader 8", "shown", None),
        ("Anonymous", "shown", None),
    ]
    assert "  left out: comments that are spam or in the trash (2)" in done.lines
    assert "  left out: pingbacks and trackbacks (2)" in done.lines
    assert "  left out: comments of other kinds (1)" in done.lines


def test_nothing_of_a_reader_comes_along_but_name_and_words(importing: Importing) -> None:
    _run(importing, item(1, comment(1, wp_comment_author="A <b>very</b> " + "long " * 40 + "name")))
    everything = str(importing.everything())
    assert "private.example" not in everything
    assert "203.0.113" not in everything
    name = str(importing.one("SELECT name FROM comment"))
    assert name.startswith("A very long long")
    assert len(name) <= 80


def test_a_comment_is_known_again_by_its_text(importing: Importing) -> None:
    _run(importing, item(1, comment(1, wp_comment_content="Well <em>said</em>.\n\nTwice.")))
    with importing.session() as session:
        found = session.query(Comment).one()
    assert found.body == "Well *said*.\n\nTwice."
    assert found.at == datetime(2020, 5, 2, 10, tzinfo=UTC)
    assert found.digest


def test_what_cannot_be_used_is_listed_with_its_line_and_the_rest_goes_in(importing: Importing) -> None:
    done = _run(
        importing,
        "\n" + item(1, comment(1), content_encoded="word " * 5000),
        "\n" + item(2, wp_post_date_gmt=None, wp_post_date="2020-99-01"),
        "\n" + item(3, title="x" * 201),
        "\n" + item(4, guid=None),
        "\n" + item(5, content_encoded="<div>" * 2000),
        "\n" + item(6, content_encoded="x" * 100_001),
        "\n" + item(7, comment(2, wp_comment_content=" "), "\n", comment(3, wp_comment_id=None), comment(4, 2)),
    )
    file = importing.folder / "export.xml"
    assert done.errors == [
        f"{file}, line 6, content:encoded: At most 20000 characters; this has 24999.",
        f"{file}, line 7, wp:post_date: “2020-99-01” is not a date such as 2024-05-01 10:00.",
        f"{file}, line 8, title: At most 200 characters; this has 201.",
        f"{file}, line 9, guid: It is empty.",
        f"{file}, line 10, content:encoded: This HTML is nested too deeply.",
        f"{file}, line 11, content:encoded: At most 100000 characters; this has 100001.",
        f"{file}, line 13, wp:comment_id: It is empty.",
        f"{file}, line 12, wp:comment_content: It is empty.",
    ]
    assert done.summary == "3 created, 0 updated, 0 unchanged, 8 refused"
    assert "  left out: comments on what was refused (1)" in done.lines
    assert done.status == 1


def test_one_guid_twice_counts_once_or_is_refused(importing: Importing) -> None:
    done = _run(importing, item(1), item(1), "\n", item(1, title="Another"))
    assert done.summary == "2 created, 0 updated, 0 unchanged, 1 refused"
    assert done.errors == [
        f"{importing.folder / 'export.xml'}, line 6: Story 1 stands in line 5 of {importing.folder / 'export.xml'} too."
    ]


def test_what_changed_there_changes_here_and_what_was_edited_here_is_kept(importing: Importing) -> None:
    _run(importing, item(1, comment(1, wp_comment_approved="0")), item(2))
    carry_out(SOMEBODY, lambda session: session.query(Post).order_by(Post.id).first().rename("Ours", "en"))
    done = _run(
        importing,
        item(1, comment(1), title="Theirs", excerpt_encoded="New."),
        item(2, title="Newer", wp_status="draft"),
    )
    assert done.summary == "0 created, 3 updated, 1 unchanged, 0 refused"
    assert _texts(importing, "t.title, t.summary, p.published") == [("Ours", "New.", True), ("Newer", None, False)]
    assert importing.one("SELECT state FROM comment") == "shown"
    assert "  kept: Theirs title in en, edited since" in done.lines


def test_the_trash_stays_the_trash(importing: Importing) -> None:
    _run(importing, item(1, comment(1)))
    carry_out(SOMEBODY, lambda session: session.query(Post).one().trash())
    done = _run(importing, item(1, comment(1), comment(2), title="Again"))
    assert "  kept: Again, it is in the trash" in done.lines
    assert _texts(importing, "t.title") == [("Story 1",)]
    reason = "It is required, but “https://old.example/?p=1” is in the trash."
    assert done.errors == [f"{importing.folder / 'export.xml'}, line 5, wp:comment: {reason}"]


def test_a_rehearsal_says_what_would_come_and_writes_nothing(importing: Importing) -> None:
    _run(importing, item(1))
    before = importing.everything()
    items = item(1, comment(1), title="Another"), item(2, title=""), item(3, guid=None)
    rehearsed = _run(importing, *items, dry=True)
    assert importing.everything() == before
    assert "  would update: Another title in en Story 1 -> Another" in rehearsed.lines
    assert "  would create: comment 1 by Reader 1" in rehearsed.lines
    done = _run(importing, *items)
    assert (done.summary, done.status, done.errors) == (rehearsed.summary, rehearsed.status, rehearsed.errors)
    assert done.summary == "2 created, 1 updated, 1 unchanged, 1 refused"


def test_a_whole_import_is_one_act_and_is_taken_back_whole(importing: Importing) -> None:
    done = _run(importing, *(item(n, comment(n), comment(n + 1000, n)) for n in range(1, 80)))
    assert done.summary == "238 created, 0 updated, 0 unchanged, 0 refused"
    assert importing.rows("SELECT way, actor FROM act") == [("import", "import")]
    undone = take_back(Intent(Actor(1, "owner"), "undo"), importing.one("SELECT id FROM act"), anybodys=True)
    assert (len(undone.touched), undone.left) == (238, [])
    for noun in ("post", "comment", "author"):
        assert importing.one(f"SELECT count(*) FROM {noun} WHERE trashed_at IS NULL") == 0
    again = _run(importing, item(1, comment(1)))
    assert again.summary == NOTHING_NEW.format(3)


def test_stories_follow_the_tables_of_one_run(importing: Importing) -> None:
    story = importing.file("a.xml", export(item(1)))
    table = importing.file("b.csv", "supplierID,companyName\n7,Exotic\n")
    done = importing.run(story, table)
    assert done.summary == "3 created, 0 updated, 0 unchanged, 0 refused"
    assert [line for line in done.lines if not line.startswith(" ")][:2] == [
        f"{table}: Northwind suppliers",
        f"{story}: WordPress export",
    ]


WORDS = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "0", "-1", "publish", "0000-00-00 00:00:00", "<b>", "&#0;&amp;", "<!--", "[caption]", "%ff%00"]
    ),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")), max_size=30),
)
FIELDS = ["title", "guid", "dc_creator", "content_encoded", "excerpt_encoded", "wp_post_date", "wp_post_name"]
FIELDS += ["wp_post_date_gmt", "wp_status", "wp_post_type", "wp_post_password"]
SAID = ["wp_comment_id", "wp_comment_author", "wp_comment_content", "wp_comment_approved", "wp_comment_date_gmt"]
SAID += ["wp_comment_parent", "wp_comment_type"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stories=st.lists(st.dictionaries(st.sampled_from(FIELDS), WORDS), max_size=4),
    comments=st.lists(st.dictionaries(st.sampled_from(SAID), WORDS), max_size=4),
)
def test_any_words_are_imported_or_refused(
    importing: Importing, stories: list[dict[str, str | None]], comments: list[dict[str, str | None]]
) -> None:
    said = [comment(n % 3, n, **one) for n, one in enumerate(comments)]
    done = _run(importing, *(item(n, *said, **one) for n, one in enumerate(stories)), dry=True)
    assert done.status in (0, 1)
    assert all(error.startswith(str(importing.folder / "export.xml")) for error in done.errors)
