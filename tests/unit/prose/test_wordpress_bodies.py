"""Bodies as WordPress keeps them, with blocks, shortcodes and lines that mean paragraphs."""

from __future__ import annotations

import time

import pytest

from webapp.prose.foreign import Unreadable, from_wordpress


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("One\ntwo &amp; <b>three</b>\n\n  Four\r\n\r\nFive", "One  \ntwo & **three**\n\nFour\n\nFive"),
        (
            "Before\n<h2>H</h2>\nafter\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nend",
            "Before\n\n## H\n\nafter\n\n- a\n- b\n\nend",
        ),
        ("<p>typed\nin lines</p>\nloose\nlines", "typed\nin lines\n\nloose lines"),
        ("<blockquote>one\n\ntwo\nthree</blockquote>", "> one\n>\n> two  \n> three"),
        ("<b>bold\n\nstill</b> not", "**bold**\n\n**still** not"),
        (
            "<!-- wp:paragraph -->\n<p>a</p>\n<!-- /wp:paragraph -->\n\n<!--more-->\n\n<!-- wp:heading --><h2>b</h2>",
            "a\n\n## b",
        ),
        (
            "<!-- wp:quote --><blockquote><!-- wp:paragraph --><p>q</p><!-- /wp:paragraph --><cite>X</cite></blockquote>",
            "> q\n>\n> *X*",
        ),
        (
            '[caption id="a" width="9"]<a href="/b"><img src="a" alt="q" /></a> The <i>cap</i>[/caption]',
            "[q](/b)\n\n*The *cap**",
        ),
        ('a\n\n[gallery ids="1,2"]\n\nb', "a\n\nb"),
        ("a [embed width=3]https://v.test/1[/embed] b", "a\n\n[https://v.test/1](https://v.test/1)\n\nb"),
        ('[video src="https://v.test/2.mp4"]', "[https://v.test/2.mp4](https://v.test/2.mp4)"),
        ("a\n\nhttps://v.test/3\n\nb", "a\n\n[https://v.test/3](https://v.test/3)\n\nb"),
        ('[code lang="php"]\n<?php echo "a";\n\n// b\n[/code]', '```php\n<?php echo "a";\n\n// b\n```'),
        ("[sourcecode language='py']a &lt; b[/sourcecode]", "```py\na < b\n```"),
        ("<pre>a\n\nb</pre>\n\nc", "```\na\n\nb\n```\n\nc"),
        ("[unknown thing] stays", "[unknown thing] stays"),
        ("مرحبا\n\n<strong>نص</strong>", "مرحبا\n\n**نص**"),
        ("", ""),
    ],
)
def test_a_body_says_what_wordpress_would_show(body, markdown):
    assert from_wordpress(body) == markdown


@pytest.mark.parametrize(
    "unit",
    [
        "[code]",
        "[code",
        "[caption]",
        "[embed]x",
        "<img src=",
        "<a href=",
        "<!--",
        "</",
        "](",
        "&a",
        "\n",
        "<br>\n ",
        "`",
    ],
)
def test_a_body_of_half_things_takes_no_longer_than_it_is_long(unit):
    """What grows with the square of the length would take a minute or more for 100,000 characters."""
    started = time.thread_time()
    from_wordpress((unit * 100_000)[:100_000])
    assert time.thread_time() - started < 5


def test_blocks_within_blocks_without_end_are_refused():
    with pytest.raises(Unreadable):
        from_wordpress("<div>" * 3_000 + "x")
