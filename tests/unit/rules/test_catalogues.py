"""The catalogues hold every text of the sources, in each shipped language, whole and in its own plural forms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from gettext import c2py  # what reads the header when the shop runs
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.messages import extract
from babel.messages.catalog import Catalog
from babel.messages.frontend import parse_keywords
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from webapp.config import Settings
from webapp.hypermedia.locales import TRANSLATIONS
from webapp.places import PACKAGE

TOP = PACKAGE.parent
MARKS = ["marked", "_l"]  # as `make texts` has them
LOCALES = ("en", "nl", "de", "fr", "es", "ar")
TRANSLATED = LOCALES[1:]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w+\}")
# What another voice would say: docs/translating.md has how each language speaks.
STRAY = {
    "nl": r"\b([Uu]w?|[Aa]anmelden|[Aa]angemeld|[Aa]fmelden|[Aa]fgemeld)\b",
    "de": r"\b([Dd]u|[Dd]ich|[Dd]ein\w*|[Bb]itte)\b",
    "fr": r"\b([Tt]u|[Tt]oi|[Tt]es)\b| [:;?»]|« ",
    "es": r"\b([Tt]ú|[Tt]us?|[Tt]i|[Hh]as|[Pp]ulsa|[Ee]lige|[Pp]uedes|[Ii]ntenta(lo)?)\b",
    "ar": "المحذوفات|(?<!سلة )المهملات",
}
# Beyond a million French and Spanish have a form that gettext does not know.
NUMBERS = (*range(1000), 1_000, 10_001, 123_456)


@cache
def texts() -> dict[Any, str]:
    """Every text of the sources -> the file that it stands in first; a text with a plural is a pair."""
    mappings = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    keywords = extract.DEFAULT_KEYWORDS | parse_keywords(MARKS)
    found: dict[Any, str] = {}
    for name, _line, text, _comments, _context in extract.extract_from_dir(str(TOP), methods, keywords=keywords):
        found.setdefault(text, name)
    return found


def path(locale: str) -> Path:
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


@cache
def catalogue(locale: str) -> Catalog:
    with path(locale).open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def messages(locale: str) -> list[tuple[Any, tuple[str, ...]]]:
    """Every entry below the header as (msgid, msgstrs); a msgid with a plural is a pair."""
    found = [(m.id, m.string) for m in catalogue(locale) if m.id]
    return [(id_, strings if isinstance(strings, tuple) else (strings,)) for id_, strings in found]


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def form_of(locale: str) -> Callable[[int], int]:
    """Number -> index of its plural form, as the catalogue's header says."""
    return c2py(catalogue(locale).plural_expr)


def test_each_default_language_ships_a_catalogue(tmp_path: Path) -> None:
    default = Settings.read({"ETALAGE_DATA": str(tmp_path)}).locales

    assert set(default) <= {found.parts[-3] for found in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")}
    assert set(LOCALES) == {found.name for found in TRANSLATIONS.iterdir() if found.is_dir()}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalogue_has_the_texts_of_the_sources_and_no_others(locale: str) -> None:
    there = {id_ for id_, _strings in messages(locale)}

    assert {text: name for text, name in texts().items() if text not in there} == {}, "run `make texts`, translate"
    assert there - set(texts()) == set(), "run `make texts`"
    assert not catalogue(locale).obsolete


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_catalogue_is_complete(locale: str) -> None:
    assert [id_ for id_, strings in messages(locale) if not all(s and s.strip() for s in strings)] == []


def test_the_source_language_only_has_plurals() -> None:
    assert [id_ for id_, strings in messages("en") if isinstance(id_, tuple) and id_ != strings] == []
    assert [id_ for id_, strings in messages("en") if isinstance(id_, str) and any(strings)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalogue_has_nothing_fuzzy(locale: str) -> None:
    assert not catalogue(locale).fuzzy
    assert [m.id for m in catalogue(locale) if m.fuzzy] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_placeholders_are_the_same_on_both_sides(locale: str) -> None:
    single = [(id_, strings[0]) for id_, strings in messages(locale) if isinstance(id_, str)]

    assert [pair for pair in single if placeholders(pair[0]) != placeholders(pair[1])] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_plural_form_keeps_its_placeholders_unless_it_is_for_one_number(locale: str) -> None:
    said = [form_of(locale)(n) for n in NUMBERS]
    for id_, strings in messages(locale):
        if isinstance(id_, tuple):
            wanted = placeholders(id_[1])
            for form, string in enumerate(strings):
                kept = placeholders(string)
                assert kept == wanted or (said.count(form) == 1 and set(kept) <= set(wanted)), string


@pytest.mark.parametrize("locale", LOCALES)
def test_plural_forms_are_those_of_the_language(locale: str) -> None:
    found, rule = catalogue(locale), Locale(locale).plural_form
    sorts = {(rule(n), form_of(locale)(n)) for n in NUMBERS}

    assert found.num_plurals == get_plural(locale)[0] == len(sorts)
    assert len({name for name, _form in sorts}) == len({form for _name, form in sorts}) == len(sorts)
    assert {len(strings) for id_, strings in messages(locale) if isinstance(id_, tuple)} <= {found.num_plurals}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_header_names_nobody_and_no_moment(locale: str) -> None:
    header = path(locale).read_text("utf-8").partition("\n\n")[0]

    assert "@" not in header
    assert re.findall(r"\d{4}-\d\d-\d\d", header) == ["2026-01-01"], "keep what `make texts` keeps"
    assert f'"Language: {locale}\\n"' in header


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_translation_raises_its_voice_no_more_than_the_source(locale: str) -> None:
    assert [s for _id, strings in messages(locale) for s in strings if re.search("[!¡！]", s)] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_catalogue_speaks_in_one_voice(locale: str) -> None:
    assert [s for _id, strings in messages(locale) for s in strings if re.search(STRAY[locale], s)] == []
