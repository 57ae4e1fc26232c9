"""Whatever is typed, and whatever HTML there is: only what we allow is left, and cleaning it again changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.prose.attacks import PAYLOADS
from tests.unit.prose.markup import Elements, check
from webapp.prose.cleaning import TAGS, clean
from webapp.prose.dialects import AUTHORS, bare
from webapp.prose.finishing import Finish
from webapp.prose.markdown import comment_markdown, markdown, unadorned

START, END = '<div class="prose" hx-ignore>', "</div>"


def inner(html: str) -> str:
    """A text stands within what htmx ignores."""
    assert html.startswith(START)
    assert html.endswith(END)
    return html[len(START) : -len(END)]


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_payload_is_inert(text):
    check(inner(markdown(text)))
    check(inner(markdown(text, "post-1-")), "post-1-")
    check(inner(comment_markdown(text)))
    shown = Elements(unadorned(text)).found
    assert not [attributes for _tag, attributes in shown if {"id", "tabindex", "role"} & attributes.keys()]


MARKS = st.sampled_from(
    [
        *"*_`~[]()<>!#-|\\&\"'=:/^\n \tabéب",
        "\n\n",
        "> ",
        "- ",
        "1. ",
        "```\n",
        "```html\n",
        "~~~ py\n",
        "[^1]",
        "\n[^1]: ",
        "\n# a\n",
        "javascript:",
        "<script>",
        "hx-get=",
        "&#x6a;",
        "https://x.test/",
        "|-|\n",
        *PAYLOADS,
    ]
)
TYPED = st.lists(MARKS, max_size=60).map("".join) | st.text()


@settings(max_examples=300)
@example("[x]: javascript:alert(1)\n\n[x]::")
@given(TYPED)
def test_whatever_is_typed_becomes_only_allowed_markup(text):
    check(inner(markdown(text)))
    check(inner(comment_markdown(text)))


@settings(max_examples=200)
@given(TYPED)
def test_what_markdown_becomes_is_clean_but_for_its_pictures_and_classes(text):
    html = clean(bare(AUTHORS, AUTHORS.parse(text)))
    assert clean(html) == html


UNCLEAN = [
    "script",
    "style",
    "svg",
    "math",
    "template",
    "iframe",
    "form",
    "input",
    "img",
    "hx-partial",
    "object",
    "base",
]
UNCLEAN += ["x", "div", "title", "textarea", "noscript", "select", "mglyph", "annotation-xml", "plaintext", "body"]
NAMES = st.sampled_from([*sorted(TAGS), *UNCLEAN])
NAMED = [
    "hx-get",
    "hx-on:click",
    "hx-vals",
    "data-hx-get",
    "data-hx-on:load",
    "sse-connect",
    "id",
    "name",
    "class",
    "style",
]
NAMED += [
    "href",
    "src",
    "srcdoc",
    "action",
    "xlink:href",
    "onclick",
    "start",
    "value",
    "align",
    "rel",
    "target",
    "tabindex",
]
ATTRIBUTES = st.sampled_from(NAMED)
SAID = [
    "",
    "1",
    "x",
    "getElementById",
    "htmx",
    "/en/undo",
    "//evil.test",
    "javascript:alert(1)",
    "JAVA\nSCRIPT:x",
    "data:,x",
]
SAID += ["https://x.test/", "</p>", '"><script>', "js:alert(1)", "<table>", "left", "&quot;&gt;", "mailto:a@b.test"]
VALUES = st.sampled_from(SAID) | st.text(max_size=5)
TEXTS = st.sampled_from(
    ["", "x", "<", ">", "&", "&lt;", "<!--", "-->", "<![CDATA[", "]]>", "\x00", "</", '"']
) | st.text(max_size=5)


@st.composite
def elements(draw, inner=TEXTS):
    name, quote = draw(NAMES), draw(st.sampled_from(['"', "'"]))
    given_ = draw(st.lists(st.tuples(ATTRIBUTES, VALUES), max_size=3))
    attributes = "".join(f" {key}={quote}{value}{quote}" for key, value in given_)
    end = draw(st.sampled_from([f"</{name}>", "", "</p>", f"</{name}>"]))
    return f"<{name}{attributes}>{draw(inner)}{end}"


HTML = st.recursive(
    TEXTS | elements(), lambda inner: elements(inner) | st.lists(inner, max_size=5).map("".join), max_leaves=15
)


@settings(max_examples=500)
@given(HTML)
def test_cleaning_leaves_only_what_is_allowed_and_cleaning_twice_is_cleaning_once(html):
    cleaned = clean(html)
    assert clean(cleaned) == cleaned
    allowed = {"a": {"href"}, "ol": {"start"}, "li": {"value"}, "th": {"align"}, "td": {"align"}}
    for tag, attributes in Elements(cleaned).found:
        assert tag in TAGS
        assert attributes.keys() <= allowed.get(tag, set())


@settings(max_examples=300)
@given(HTML)
def test_finishing_adds_only_what_is_ours_even_to_html_that_no_markdown_becomes(html):
    for tag, attributes in Elements(Finish("p-")(clean(html)), nested=False).found:
        assert tag in TAGS | {"div"}
        assert attributes.get("id", "p-").startswith("p-")
        assert not {name for name in attributes if name.startswith(("hx-", "data-", "on", "style", "name"))}


@pytest.mark.parametrize(
    "html",
    [
        "<hx-partial hx-target='#main'><h1>x</h1></hx-partial>",
        '<p hx-get="/" data-hx-get="/" hx-on:click="x" id="notes" class="button" style="color:red" name="htmx">x</p>',
        '<a href="javascript:alert(1)" target="_blank" ping="//evil.test">x</a>',
        '<form id="products-new"><input name="version" value="0"></form>',
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        '<a id="x"><a id="x" name="y">x</a>',
        ">" * 10_000,
    ],
)
def test_html_that_reached_the_cleaner_would_do_nothing(html):
    cleaned = clean(f"owned {html}")
    assert "owned" in cleaned
    assert not [attributes for _tag, attributes in Elements(cleaned).found if attributes]
    assert clean(cleaned) == cleaned
