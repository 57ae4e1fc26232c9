"""The languages of the shop, and how each writes and types numbers, money and dates."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol
from babel.support import NullTranslations, Translations
from flask import Flask, abort, current_app, g, request

from webapp.config import Settings
from webapp.hypermedia import numerals
from webapp.hypermedia.numerals import Numerals

TRANSLATIONS = Path(__file__).parent.parent / "translations"


@dataclass(frozen=True)
class Language:
    """One locale of the shop: `code` as in URLs and `lang` attributes, `dir` as HTML wants it."""

    code: str
    currency: str
    currency_digits: int

    @cached_property
    def babel(self) -> Locale:
        return Locale.parse(self.code, sep="-")

    @property
    def dir(self) -> str:
        return self.babel.text_direction

    @property
    def name(self) -> str:
        """Its own name for itself: `Nederlands`."""
        own = self.babel.get_language_name(self.babel) or self.code
        return own[:1].upper() + own[1:]

    @cached_property
    def territorial(self) -> str:
        """With the country that it is first thought of in, as networks want it: `nl_NL`."""
        likely = get_global("likely_subtags")
        country = self.babel.territory or likely.get(self.babel.language, "").rpartition("_")[2]
        return "_".join(filter(None, (self.babel.language, country)))

    @cached_property
    def translations(self) -> NullTranslations:
        return Translations.load(str(TRANSLATIONS), [str(self.babel)])

    @cached_property
    def plurals(self) -> list[tuple[str, int]]:
        """The forms that words take beside a number, each with a number that they take it for: `one` is 1."""
        return sorted({self.babel.plural_form(n): n for n in range(200, -1, -1)}.items())

    @cached_property
    def decimal(self) -> str:
        return get_decimal_symbol(self.babel)

    @cached_property
    def group(self) -> str:
        return get_group_symbol(self.babel)

    @cached_property
    def symbol(self) -> str:
        return get_currency_symbol(self.currency, self.babel)

    @cached_property
    def money(self) -> Numerals:
        """1234 -> `€12.34`: an amount in minor units, with its currency."""
        return numerals.money(self.babel, self.currency, self.currency_digits)

    def amount(self, minor: int) -> str:
        """1234 -> `12.34`: the same as one types it, without currency and grouping."""
        return f"{Decimal(minor).scaleb(-self.currency_digits):.{self.currency_digits}f}".replace(".", self.decimal)

    @cached_property
    def number(self) -> Numerals:
        """1234 -> `1,234`."""
        return numerals.whole(self.babel)

    def day(self, value: datetime, zone: ZoneInfo) -> str:
        """`20 November 2026`, as it is there and then in the shop."""
        return _day(value.astimezone(zone).date(), self.babel)

    def time(self, value: datetime, zone: ZoneInfo) -> str:
        return format_time(value, "short", tzinfo=zone, locale=self.babel)

    def moment(self, value: datetime, zone: ZoneInfo) -> str:
        """`Nov 20, 2026, 2:30 PM`, as it is there and then in the shop: to the minute, as people say it and type it."""
        whole = str(get_datetime_format("medium", locale=self.babel)).replace("'", "")
        date = format_date(value.astimezone(zone).date(), "medium", locale=self.babel)
        return whole.replace("{0}", self.time(value, zone)).replace("{1}", date)


@lru_cache(maxsize=4096)
def _day(date: date, locale: Locale) -> str:
    return format_date(date, "long", locale=locale)


def marked(msgid: str) -> str:
    """Marks a text for the catalogues that is translated where it is shown."""
    return msgid


def plain_digits(text: str) -> str:
    """`١٢` -> `12`: any script's digits as ASCII; whatever is none stays."""
    return "".join(str(unicodedata.decimal(c, c)) for c in text)


@cache
def _language(code: str, currency: str, digits: int) -> Language:
    return Language(code, currency, digits)


def language(code: str) -> Language:
    """A configured locale; raises `LookupError` for any other word."""
    settings: Settings = current_app.extensions["etalage.settings"]
    if code not in settings.locales:
        raise LookupError(code)
    return _language(code, settings.currency, settings.currency_digits)


def languages() -> list[Language]:
    """All configured locales, the source language first."""
    settings: Settings = current_app.extensions["etalage.settings"]
    return [language(code) for code in settings.locales]


def source() -> str:
    settings: Settings = current_app.extensions["etalage.settings"]
    return settings.source


def settings_timezone() -> ZoneInfo:
    settings: Settings = current_app.extensions["etalage.settings"]
    return settings.timezone


def locale_of(path: str) -> str | None:
    """The configured locale that a path begins with."""
    settings: Settings = current_app.extensions["etalage.settings"]
    first = path.lstrip("/").partition("/")[0]
    return first if first in settings.locales else None


def current() -> Language:
    """The locale of this request's URL, or the best for the browser where the URL has none."""
    found: Language | None = g.get("language")
    if found is None:
        settings: Settings = current_app.extensions["etalage.settings"]
        # An address that leads nowhere may still say in which language.
        best = locale_of(request.path) or request.accept_languages.best_match(settings.locales)
        found = g.language = language(best or settings.source)
    return found


def gettext(msgid: str, **values: Any) -> str:
    """A text in the language of this request. Flask-Babel's is the same in any context, and takes ten times as long."""
    text = current().translations.gettext(msgid)
    return text % values if values else text


def init_app(app: Flask) -> None:
    @app.url_value_preprocessor
    def take_locale(_endpoint: str | None, values: dict[str, object] | None) -> None:
        code = values.pop("locale", None) if values else None
        if code is not None:
            try:
                g.language = language(str(code))
            except LookupError:
                abort(404)

    @app.url_defaults
    def give_locale(endpoint: str, values: dict[str, object]) -> None:
        if "locale" not in values and app.url_map.is_endpoint_expecting(endpoint, "locale"):
            values["locale"] = current().code
