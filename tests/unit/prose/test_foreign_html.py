"""HTML of other programs: as Markdown it says the same, and nothing in its words becomes a mark."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.prose.markup import Elements
from webapp.prose.foreign import Unreadable, from_html, pictures_in
from webapp.prose.markdown import unadorned


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>Tea</h2><p>5 * 3 &amp; <b>hot</b></p><ul><li>a</li></ul>", "## Tea\n\n5 \\* 3 & **hot**\n\n- a"),
        ("<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>", "> a\n>\n> > b"),
        ("<dl><dt>Oolong</dt><dd>half black</dd></dl>", "**Oolong**\n\nhalf black"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1|2<td>3</table>", "| a | b |\n| --- | --- |\n| 1\\|2 | 3 |"),
        ("<ol><li>a<ol><li>b</li></ol></li></ol><ol start=4><li>c</ol>", "1. a\n   1. b\n\n4) c"),
        ("<pre><code class=language-py>a &lt; b\n\n  `c`</code></pre>", "```\na < b\n\n  `c`\n```"),
        ('<pre class="brush: php">$a<br>$b</pre>', "```php\n$a\n$b\n```"),
        ("<p>10<sup>2</sup> H<sub>2</sub>O 4<sup>th</sup></p>", "10² H₂O 4th"),
        ('<a href="/b.jpg"><img src="s.jpg" alt="A boat"></a><img src="x" alt="y">', "[A boat](/b.jpg)"),
        ("<figure><img src=x><figcaption>A boat</figcaption></figure>", "*A boat*"),
        ('<iframe src="https://video.test/1"></iframe>', "[https://video.test/1](https://video.test/1)"),
        ('<p>see</p><a href="javascript:x">this</a>', "see\n\nthis"),
        ("<script>x</script><style>y</style><!-- z --><select><option>o</select>a", "a"),
        ("<form><label>Name</label> <input value=x><button>Send</button><h2>b</h2></form>", "Name\n\n## b"),
        ("<p> </p>", ""),
        ("", ""),
    ],
)
def test_what_html_says_is_said_in_markdown(html, markdown):
    # How wide the columns of a table are drawn is nothing that it says.
    said = re.sub(r" +\|", " |", re.sub(r"--+", "---", from_html(html)))
    assert said == markdown


WORDS = st.lists(
    st.sampled_from(
        ["a", "b c", "`", "``", "*", "**", "_", "~~", "[", "](x)", "]: y", "[^1]", "# ", "> ", "- ", "+ ", "1. "]
    )
    | st.sampled_from(["\\", "\\*", "&amp;", "&#35;", "<", "<b>", "|", "---", "===", "!", "![", "é", "ب", "="]),
    max_size=12,
).map(" ".join)


@given(WORDS)
def test_words_are_shown_as_they_were(words):
    html = unadorned(from_html(f"<p>{escape(words)}</p>"))
    assert Elements(html).text.split() == words.split()
    assert {tag for tag, _attributes in Elements(html).found} <= {"p"}


@pytest.mark.parametrize("html", ["<div>" * 5_000 + "x", "<ul><li>" * 600 + "x", "<blockquote>" * 501 + "x"])
def test_what_is_nested_without_end_is_refused(html):
    with pytest.raises(Unreadable, match="nested"):
        from_html(html)


def test_its_pictures_are_known():
    assert pictures_in("<p><img alt='a' src=\"https://x.test/a.png\"><IMG SRC=b.png><img alt=c></p>") == [
        "https://x.test/a.png",
        "b.png",
    ]
