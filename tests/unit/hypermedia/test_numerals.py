"""The formatter that is made once writes what Babel writes, in our languages and in others that a shop may have."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from babel import Locale
from babel.numbers import format_decimal, get_currency_precision

from webapp.hypermedia import numerals

OURS = ["en", "nl", "de", "fr", "es", "ar"]
OTHERS = [
    "de_CH",
    "en_IN",
    "hi",
    "pl",
    "pt_PT",
    "ja",
    "he",
    "fa",
    "sv",
    "ru",
    "tr",
    "bn",
    "ar_EG",
    "es_MX",
    "lt",
    "zh_Hans",
]
EDGES = [0, 1, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999, 100_000, 123_456, 1_234_567, 10**12 + 5]


def numbers():
    dice = random.Random(20261121)
    some = EDGES + [dice.randrange(10**10) for _ in range(100)]
    return some + [-number for number in some]


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD", "INR"])
@pytest.mark.parametrize("code", OURS + OTHERS)
def test_money(code, currency):
    locale, digits = Locale.parse(code), get_currency_precision(currency)
    written, pattern = numerals.money(locale, currency, digits), locale.currency_formats["standard"]
    for minor in numbers():
        amount = Decimal(minor).scaleb(-digits)
        assert written(minor) == pattern.apply(amount, locale, currency=currency), minor


@pytest.mark.parametrize("code", OURS + OTHERS)
def test_whole_numbers(code):
    locale = Locale.parse(code)
    written = numerals.whole(locale)
    for number in numbers():
        assert written(number) == format_decimal(number, locale=locale), number
