"""What visitors may write is less than what authors may."""

from __future__ import annotations

import pytest

from tests.unit.prose.markup import Elements, tags
from webapp.prose.markdown import comment_markdown


def test_paragraphs_emphasis_code_links_lists_and_quotes():
    html = comment_markdown("*a* **b** `c`\nd\n\n- e\n\n1. f\n\n> g\n\n[h](https://i.test)\n\n```js\nvar x\n```")
    expected = "div p em strong code br ul li ol li blockquote p p a pre code"
    assert tags(html) == expected.split()


@pytest.mark.parametrize(
    "typed",
    [
        "# a",
        "a\n===",
        "a\n---",
        "|a|\n|-|\n|b|",
        "~~a~~",
        "***",
        "x[^1]\n\n[^1]: y",
        "<b>x</b>",
        "<hx-partial>x</hx-partial>",
    ],
)
def test_the_rest_is_shown_as_it_was_typed(typed):
    html = comment_markdown(typed)
    assert set(tags(html)) <= {"div", "p", "br"}
    assert Elements(html).text.split() == typed.split()


def test_there_are_no_pictures_and_no_ids():
    html = comment_markdown("![a](https://x.test/b.png)\n\n# a")
    assert tags(html) == ["div", "p", "a", "p"]
    assert 'id="' not in html
