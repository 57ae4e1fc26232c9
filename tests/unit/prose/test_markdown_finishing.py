"""What our own hand adds: an outline with links to its parts, notes and the ways back, tables and code within reach."""

from __future__ import annotations

import re

import pytest

from tests.unit.prose.markup import Elements, tags
from webapp.prose import markdown as rendering
from webapp.prose.finishing import Finish
from webapp.prose.markdown import markdown, unadorned


def found(html, tag):
    return [attributes for name, attributes in Elements(html).found if name == tag]


def ids(html):
    return [attributes["id"] for _tag, attributes in Elements(html).found if "id" in attributes]


def test_what_markdown_is_for():
    html = unadorned(
        "# A\n\n**b** *c* ~~d~~ `e`\n\n1. f\n2. g\n\n> h\n\n[i](https://j.test) <k@l.test>\n\n| m |\n|---|\n| n |"
    )
    expected = "h2 p strong em s code ol li li blockquote p p a a table thead tr th tbody tr td"
    assert tags(html) == expected.split()


def test_html_is_shown_as_it_was_typed():
    assert unadorned("<b>x</b> <!-- y -->") == "<p>&lt;b&gt;x&lt;/b&gt; &lt;!-- y --&gt;</p>\n"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# a\n# b", "h2 h2"),
        ("## a\n### b\n## c", "h2 h3 h2"),
        ("### a\n# b\n### c\n###### d\n## e", "h2 h2 h3 h4 h3"),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", "h2 h3 h4 h5 h6 h6"),
        ("a\n=\n\nb\n-", "h2 h3"),
    ],
)
def test_headings_follow_the_page_s_own_and_leave_no_level_out(typed, shown):
    assert [tag for tag in tags(markdown(typed)) if tag.startswith("h")] == shown.split()


@pytest.mark.parametrize(
    ("heading", "id_"),
    [
        ("Brewing & *Pouring*", "h-brewing-pouring"),
        ("Thé à l’été", "h-the-a-l-ete"),
        ("القهوة في الصباح", "h-القهوة-في-الصباح"),
        ("हिन्दी में", "h-हिन्दी-में"),
        ("お茶の時間", "h-お茶の時間"),
        ("`x = 1` &lt;y&gt;", "h-x-1-y"),
        ("???", "h-item"),
        ("A note[^1]\n\n[^1]: x", "h-a-note"),
        ("x {#id .class}", "h-x-id-class"),
    ],
)
def test_a_heading_has_an_anchor_of_its_words(heading, id_):
    html = markdown(f"## {heading}")
    assert found(html, "h2") == [{"id": id_}]
    assert {"class": "anchor", "href": f"#{id_}", "aria-labelledby": id_} in found(html, "a")


def test_no_two_headings_have_the_same_anchor():
    html = markdown("# a\n# a\n# a 2\n# a 2\n# a\n# a 2 2\n# item\n# !")
    anchors = ["h-a", "h-a-2", "h-a-2-2", "h-a-2-3", "h-a-3", "h-a-2-2-2", "h-item", "h-item-2"]
    assert ids(html) == anchors


def test_a_heading_without_words_is_none():
    assert tags(markdown("#\n\n## \n\n![](x)\n---")) == ["div"]


NOTED = "One[^a] two[^b] again[^a].\n\n[^b]: Bee\n[^a]: Ay\n\n    - more\n"


def test_a_note_is_linked_from_each_place_and_leads_back_to_each():
    html = markdown(NOTED)
    assert ids(html) == ["fnref-1", "fnref-2", "fnref-1-2", "fn-1", "fn-2"]
    links = [(a["href"], a["role"], a.get("aria-labelledby")) for a in found(html, "a")]
    assert links == [
        ("#fn-1", "doc-noteref", None),
        ("#fn-2", "doc-noteref", None),
        ("#fn-1", "doc-noteref", None),
        ("#fnref-1", "doc-backlink", "fnref-1"),
        ("#fnref-1-2", "doc-backlink", "fnref-1-2"),
        ("#fnref-2", "doc-backlink", "fnref-2"),
    ]


def test_two_texts_on_a_page_have_no_id_in_common():
    text = "# a\n\n[up](#h-a)\n\n" + NOTED
    one, other = markdown(text), markdown(text, prefix="post-2-")
    assert len(ids(one)) == 6
    assert ids(other) == [f"post-2-{id_}" for id_ in ids(one)]
    for html in (one, other):
        places = {a["href"] for a in found(html, "a")}
        assert places <= {f"#{id_}" for id_ in ids(html)}


def test_a_feed_gets_neither_ids_nor_what_needs_a_style_sheet():
    html = unadorned("# a\n\n|a|\n|-|\n\n" + NOTED)
    names = {name for _tag, attributes in Elements(html).found for name in attributes}
    assert names == {"value"}
    assert "One<sup>1</sup> two<sup>2</sup> again<sup>1</sup>." in html


@pytest.mark.parametrize("href", ["/en/products/x", "/", "#h-a", "/a//b"])
def test_a_link_of_ours_is_followed(href):
    assert found(markdown(f"[x]({href})"), "a") == [{"href": href}]


@pytest.mark.parametrize("href", ["https://x.test", "//x.test", "mailto:a@b.test", "x", "http:/x"])
def test_a_link_to_elsewhere_is_not(href):
    assert found(markdown(f"[x]({href})"), "a") == [{"href": href, "rel": "nofollow ugc noopener"}]


def test_a_backslash_makes_no_other_host():
    assert found(markdown("[x](/\\x.test)"), "a") == [{"href": "/%5Cx.test"}]
    assert Finish()('<a href="/\\x.test">x</a>') == '<a href="/\\x.test" rel="nofollow ugc noopener">x</a>'


def test_a_link_always_has_words():
    assert Elements(markdown("[](https://x.test/?a=1&b=2)")).text.strip() == "https://x.test/?a=1&b=2"
    assert found(markdown("[x](ftp://y.test)"), "a") == []


def test_a_picture_is_what_stands_for_it():
    assert unadorned("![a *boat*](https://x.test/b.png)") == "<p>a boat</p>\n"


def test_a_table_scrolls_by_itself_and_keeps_its_sides():
    html = markdown("||a|b|c|\n|---|:--|--:|:-:|\n|r|1|2|3|")
    assert '<div class="table" tabindex="0"><table>' in html
    assert re.findall(r"<(t[hd](?: class=\"\w+\")?)>", html) == [
        "td",
        'th class="start"',
        'th class="end"',
        'th class="middle"',
        "td",
        'td class="start"',
        'td class="end"',
        'td class="middle"',
    ]


def test_code_is_reached_by_keyboard_and_a_list_begins_where_it_was_told():
    assert found(markdown("```\nx\n```\n\n    y"), "pre") == [{"tabindex": "0"}] * 2
    assert found(markdown("3. a\n4. b"), "ol") == [{"start": "3"}]


def test_a_text_is_rendered_once_whatever_the_page(monkeypatch):
    times = []
    monkeypatch.setattr(rendering, "_authored", lambda text: times.append(text) or "<p>x</p>")
    for prefix in ("", "", "post-1-"):
        markdown("rendered once", prefix)
    unadorned("rendered once")
    markdown("another")
    assert times == ["rendered once", "another"]
