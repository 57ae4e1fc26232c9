"""Templates are compiled with what follows from the language and the program: it is worked out once, and means the same."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, StrictUndefined
from markupsafe import Markup

from webapp.hypermedia.compiling import Compiled, Compiling


@pytest.fixture
def asked():
    return []


@pytest.fixture
def environment(asked):
    def sign(name, **more):
        asked.append((name, more))
        return Markup("<i>{}</i>").format(name)

    made = Compiling(loader=DictLoader({}), autoescape=True, undefined=StrictUndefined)
    made.known, made.pure = {"locale": "de"}, {"sign": sign}
    made.globals.update(locale="de", sign=sign)
    return made


def test_what_is_known_is_worked_out_once(environment, asked):
    template = environment.from_string("<p lang={{ locale }}>{{ sign('a', size=2) }} {{ sign(locale) }}</p>")
    assert asked == [("a", {"size": 2}), ("de", {})]
    assert {template.render() for _time in range(3)} == {"<p lang=de><i>a</i> <i>de</i></p>"}
    assert len(asked) == 2


def test_what_follows_from_the_page_is_asked_for_each(environment, asked):
    template = environment.from_string("{{ sign(name) }}{{ sign('a', **more) }}")
    assert asked == []
    assert template.render(name="<b>", more={"x": 1}) == "<i>&lt;b&gt;</i><i>a</i>"
    assert asked == [("<b>", {}), ("a", {"x": 1})]


@pytest.mark.parametrize(
    "source",
    [
        "{% for locale in ['nl'] %}{{ locale }}{% endfor %}",
        "{% set locale = 'nl' %}{{ locale }}",
        "{% macro say(locale) %}{{ locale }}{% endmacro %}{{ say('nl') }}",
        "{% with locale = 'nl' %}{{ locale }}{% endwith %}",
    ],
)
def test_a_name_of_the_templates_own_is_left_to_it(environment, source):
    assert environment.from_string(source).render() == "nl"


def test_what_is_no_markup_is_escaped(environment):
    environment.pure = {"sign": lambda name: f"<{name}>"}
    assert environment.from_string("{{ sign('b') }}").render() == "&lt;b&gt;"


def test_each_language_and_each_program_has_its_own(tmp_path):
    one = Compiled(str(tmp_path), "de", "1")
    assert one.get_cache_key("a.html") != Compiled(str(tmp_path), "nl", "1").get_cache_key("a.html")
    assert one.get_source_checksum("x") != Compiled(str(tmp_path), "de", "2").get_source_checksum("x")
