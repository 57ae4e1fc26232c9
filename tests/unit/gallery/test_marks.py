"""What answers and scripts do to a page, done to HTML."""

from __future__ import annotations

import pytest

from webapp.gallery.marks import changed, focused, instead, into, marked

HTML = '<div id="a"><div id="b" class="x"><div>1</div></div><p>2</p></div><i id="c"></i>'


def test_a_part_goes_to_the_end_of_an_element() -> None:
    assert into(HTML, "b", "!") == HTML.replace("1</div>", "1</div>!")
    assert into(HTML, "a", "!") == HTML.replace("</p>", "</p>!")


def test_a_part_takes_the_place_of_an_element() -> None:
    assert instead(HTML, "b", "!") == '<div id="a">!<p>2</p></div><i id="c"></i>'
    assert instead(HTML, "c", "!") == HTML.replace('<i id="c"></i>', "!")


def test_an_element_is_marked() -> None:
    assert 'class="x y z"' in marked(HTML, "b", "y", "z")
    assert '<i id="c" aria-busy="&lt;true&gt;">' in marked(HTML, "c", aria_busy="<true>")
    assert '<div id="b"><div>' in marked(HTML, "b", **{"class": None})
    assert marked('<ul id="u" hidden></ul>', "u", hidden=None) == '<ul id="u"></ul>'


def test_an_editor_has_the_focus_where_its_script_puts_it() -> None:
    form = '<form><input type="hidden" name="key"><input name="value"></form>'
    assert focused(form) == form.replace('name="value"', 'autofocus name="value"')
    asking = form.replace("</form>", '<p class="choice"><button data-choose="mine"></button></p></form>')
    assert focused(asking) == asking.replace("<button ", "<button autofocus ")


@pytest.mark.parametrize(
    "change", [lambda: into(HTML, "d", ""), lambda: changed(HTML, 'id="d"', ""), lambda: into('<div id="d">', "d", "")]
)
def test_what_is_not_there_is_told(change) -> None:
    with pytest.raises(AssertionError):
        change()
