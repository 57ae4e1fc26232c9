"""Field types: what somebody types in each language, and the value that it is."""

from __future__ import annotations

import dataclasses

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from webapp.grid.fields import Boolean, Choice, Invalid, LongText, Text
from webapp.grid.numbers import Integer, Money
from webapp.hypermedia.locales import Language

LOCALES = ("en", "nl", "de", "fr", "es", "ar")
SPOKEN = {code: Language(code, "EUR", 2) for code in LOCALES}
COMMA, POINT = ("nl", "de", "fr", "es"), ("en", "ar")
PRICE = Money(required=True)
STOCK = Integer(required=True, low=-(10**9), high=10**9)

# (locales, typed, minor units)
PRICES = [
    (LOCALES, "12", 1200),
    (LOCALES, "12.50", 1250),  # ISO is understood everywhere
    (LOCALES, "12.5", 1250),
    (LOCALES, " 12 ", 1200),
    (LOCALES, "\u00a012\u202f", 1200),
    (LOCALES, "0", 0),
    (LOCALES, ".5", 50),
    (LOCALES, "5.", 500),
    (LOCALES, "1 234.56", 123456),
    (LOCALES, "1\u202f234\u202f567", 123456700),
    (LOCALES, "1'234'567.50", 123456750),
    (LOCALES, "１２.５０", 1250),  # full-width digits
    (LOCALES, "١٢٫٥", 1250),  # Arabic-Indic digits and decimal mark
    (LOCALES, "١٬٢٣٤٫٥٠", 123450),
    (LOCALES, "१२", 1200),  # Devanagari
    (LOCALES, "€12.50", 1250),
    (LOCALES, "€ 12.50", 1250),
    (LOCALES, "12.50€", 1250),
    (LOCALES, "12.50\u00a0€", 1250),
    (LOCALES, "EUR 12.50", 1250),
    (LOCALES, "12.50 eur", 1250),
    (LOCALES, "\u200f12.50\u00a0€", 1250),
    (LOCALES, "21474836.47", 2**31 - 1),
    (COMMA, "12,5", 1250),
    (COMMA, "12,50", 1250),
    (COMMA, ",5", 50),
    (COMMA, "1234,56", 123456),
    (COMMA, "1 234,56", 123456),
    (("nl", "de", "es"), "1.234,56", 123456),
    (("nl", "de", "es"), "1.000", 100000),
    (("nl", "de", "es"), "1.000.000", 100000000),
    (("fr",), "1\u202f234\u202f567,50", 123456750),
    (POINT, "1,234.56", 123456),
    (POINT, "1,000", 100000),
    (("en", "ar", "fr"), "1.000", 100),  # here the point does not group, so this is one
    (("de",), "1٫000", 100),  # the Arabic decimal mark never groups
]
# (locales, typed, code)
REFUSED_PRICES = [
    (LOCALES, "", "required"),
    (LOCALES, " \u00a0\t", "required"),
    (LOCALES, "abc", "not_a_number"),
    (LOCALES, "1e3", "not_a_number"),
    (LOCALES, "∞", "not_a_number"),
    (LOCALES, "½", "not_a_number"),
    (LOCALES, "²", "not_a_number"),
    (LOCALES, "Ⅻ", "not_a_number"),
    (LOCALES, "NaN", "not_a_number"),
    (LOCALES, "Infinity", "not_a_number"),
    (LOCALES, "0x10", "not_a_number"),
    (LOCALES, "1_000", "not_a_number"),
    (LOCALES, "--1", "not_a_number"),
    (LOCALES, "+1", "nothing_before"),
    (LOCALES, "1-", "not_a_number"),
    (LOCALES, ".", "not_a_number"),
    (LOCALES, "-", "not_a_number"),
    (LOCALES, "€", "not_a_number"),
    (LOCALES, "1€50", "not_a_number"),  # not a hundred and fifty
    (LOCALES, "12 50", "not_a_number"),  # a point was forgotten; not 1,250
    (LOCALES, "1 2 3", "not_a_number"),
    (LOCALES, "1 2345", "not_a_number"),
    (LOCALES, "1.2.3", "not_a_number"),
    (LOCALES, "1\0", "not_a_number"),
    (LOCALES, "12 USD", "not_a_number"),
    (LOCALES, "9" * 400, "not_a_number"),
    (LOCALES, "-1", "out_of_range"),
    (LOCALES, "−1", "out_of_range"),
    (LOCALES, "21474836.48", "out_of_range"),
    (LOCALES, "999999999999", "out_of_range"),
    (LOCALES, "0.125", "too_precise"),  # nowhere a hundred and twenty-five
    (LOCALES, "12.345678", "too_precise"),
    (COMMA, "0,125", "too_precise"),
    (COMMA, "1,234.56", "not_a_number"),
    (POINT, "12,5", "not_a_number"),
    (POINT, "1.234,56", "not_a_number"),
    (POINT, "1,23", "not_a_number"),
]


def each(rows):
    return [
        pytest.param(code, typed, meant, id=f"{code}-{typed!a}"[:40]) for codes, typed, meant in rows for code in codes
    ]


@pytest.mark.parametrize(("code", "typed", "minor"), each(PRICES))
def test_a_price_is_what_the_language_or_iso_writes(code, typed, minor):
    assert PRICE.parse(typed, SPOKEN[code]) == minor


@pytest.mark.parametrize(("code", "typed", "refusal"), each(REFUSED_PRICES))
def test_what_is_no_price_is_refused_and_never_guessed(app_context, code, typed, refusal):
    with pytest.raises(Invalid) as caught:
        PRICE.parse(typed, SPOKEN[code])
    assert caught.value.code == refusal
    assert caught.value.text


@given(st.sampled_from(LOCALES), st.integers(0, 2**31 - 1))
def test_a_price_survives_being_typed_in_every_language(code, minor):
    spoken = SPOKEN[code]
    assert PRICE.parse(PRICE.typed(minor, spoken), spoken) == minor


@given(st.sampled_from(LOCALES), st.integers(0, 2**31 - 1))
def test_a_price_can_be_pasted_as_it_is_shown(code, minor):
    spoken = SPOKEN[code]
    assert PRICE.parse(PRICE.shown(minor, spoken), spoken) == minor
    assert PRICE.parse(format_currency(minor / 100, "EUR", locale=spoken.babel), spoken) == minor


@given(st.sampled_from(LOCALES), st.integers(-(10**9), 10**9))
def test_a_whole_number_survives_being_typed_and_being_shown(code, number):
    spoken = SPOKEN[code]
    assert STOCK.parse(STOCK.typed(number, spoken), spoken) == number
    assert STOCK.parse(STOCK.shown(number, spoken), spoken) == number


@pytest.mark.parametrize(
    ("currency", "digits", "typed", "minor"),
    [("JPY", 0, "1234", 1234), ("KWD", 3, "1.234", 1234), ("USD", 2, "$12.50", 1250), ("USD", 2, "12.5 usd", 1250)],
)
def test_a_price_follows_the_digits_and_sign_of_the_currency(currency, digits, typed, minor):
    assert PRICE.parse(typed, Language("en", currency, digits)) == minor


@pytest.mark.parametrize(("currency", "digits"), [("JPY", 0), ("KWD", 3), ("USD", 2)])
@pytest.mark.parametrize("code", LOCALES)
def test_a_price_in_another_currency_survives_being_typed(code, currency, digits):
    spoken = Language(code, currency, digits)
    assert [PRICE.parse(PRICE.typed(minor, spoken), spoken) for minor in (0, 1, 999, 1000, 123456)] == [
        0,
        1,
        999,
        1000,
        123456,
    ]


@given(st.sampled_from(LOCALES), st.text(max_size=30))
def test_any_text_is_a_price_within_limits_or_refused(app_context, code, typed):
    minor, refusal = price_or_refusal(typed, SPOKEN[code])
    refusals = {"required", "not_a_number", "not_reckonable", "nothing_before", "too_precise", "out_of_range"}
    assert refusal in refusals or 0 <= minor <= 2**31 - 1


def price_or_refusal(typed, spoken):
    try:
        return PRICE.parse(typed, spoken), None
    except Invalid as refusal:
        return None, refusal.code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1.5", "not_whole"),
        ("0.125", "not_whole"),
        ("1000000001", "out_of_range"),
        ("-1000000001", "out_of_range"),
        ("x", "not_a_number"),
    ],
)
def test_what_is_no_whole_number_within_limits_is_refused(app_context, typed, code):
    with pytest.raises(Invalid) as caught:
        STOCK.parse(typed, SPOKEN["de"])
    assert caught.value.code == code


def test_a_negative_zero_is_zero():
    assert STOCK.parse("-0", SPOKEN["en"]) == 0
    assert PRICE.parse("-0.00", SPOKEN["en"]) == 0


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=200))
def test_a_line_of_text_is_kept_exactly_as_typed(typed):
    assert Text().parse(typed, SPOKEN["en"]) == typed


@pytest.mark.parametrize("character", ["\0", "\n", "\r", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800"])
def test_a_line_of_text_holds_no_character_that_breaks_lines_or_cannot_be_shown(app_context, character):
    with pytest.raises(Invalid) as caught:
        Text().parse(f"a{character}b", SPOKEN["en"])
    assert caught.value.code == "control_character"


def test_a_text_is_as_long_as_its_limit_and_no_longer(app_context):
    assert Text(longest=3).parse("äöü", SPOKEN["en"]) == "äöü"
    with pytest.raises(Invalid) as caught:
        Text(longest=3).parse("äöü!", SPOKEN["en"])
    assert caught.value.code == "too_long"


@pytest.mark.parametrize("typed", ["", " ", "\u00a0", "\u3000\u2009"])
def test_a_required_text_is_not_made_of_spaces(app_context, typed):
    with pytest.raises(Invalid) as caught:
        Text(required=True).parse(typed, SPOKEN["en"])
    assert caught.value.code == "required"


def test_nothing_typed_is_nothing():
    assert Text().parse("", SPOKEN["en"]) is None
    assert LongText().parse("", SPOKEN["en"]) is None
    assert Integer().parse("", SPOKEN["en"]) is None


def test_a_long_text_keeps_its_lines_whatever_ends_them():
    assert LongText().parse("a\r\nb\rc\nd\te", SPOKEN["en"]) == "a\nb\nc\nd\te"


def test_the_line_ends_of_a_form_do_not_count_twice_against_the_limit(app_context):
    assert LongText(longest=5).parse("a\r\nb\r\nc", SPOKEN["en"]) == "a\nb\nc"
    with pytest.raises(Invalid) as caught:
        LongText(longest=4).parse("a\r\nb\r\nc", SPOKEN["en"])
    assert caught.value.code == "too_long"


@pytest.mark.parametrize(("code", "limit", "size"), [("en", "20,000", "20,001"), ("de", "20.000", "20.001")])
def test_a_limit_is_told_as_the_language_writes_numbers(app_context, code, limit, size):
    with pytest.raises(Invalid) as caught:
        LongText().parse("x" * 20_001, SPOKEN[code])
    assert limit in caught.value.text
    assert size in caught.value.text


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1b", "\ud800"])
def test_a_long_text_holds_no_control_character_but_lines_and_tabs(app_context, character):
    with pytest.raises(Invalid) as caught:
        LongText().parse(f"a{character}", SPOKEN["en"])
    assert caught.value.code == "control_character"


def test_a_long_text_is_refused_where_its_noun_finds_it_too_complex(app_context):
    limited = LongText(too_complex=lambda text: text.count("*") > 1)
    assert limited.parse("*", SPOKEN["en"]) == "*"
    with pytest.raises(Invalid) as caught:
        limited.parse("**", SPOKEN["en"])
    assert caught.value.code == "too_complex"


def test_a_cell_shows_the_beginning_of_a_long_text_and_a_conflict_all_of_it():
    text = "word \n" * 100
    assert len(LongText().shown(text, SPOKEN["en"])) == 64
    assert LongText().compared(text, SPOKEN["en"]) == text


@pytest.mark.parametrize(
    ("typed", "value"), [("1", True), ("true", True), ("on", True), ("0", False), ("false", False), ("", False)]
)
def test_a_boolean_is_yes_or_no(typed, value):
    assert Boolean().parse(typed, SPOKEN["en"]) is value
    assert Boolean().parse(Boolean().typed(value, SPOKEN["en"]), SPOKEN["en"]) is value


@pytest.mark.parametrize(
    ("locale", "typed", "value"),
    [
        ("en", "Yes", True),
        ("en", "TRUE", True),
        ("nl", "nee", False),
        ("nl", "yes", True),
        ("nl", "WAAR", True),
        ("de", "Falsch", False),
        ("de", "FALSE", False),
        ("fr", "VRAI", True),
        ("es", "Sí", True),
        ("ar", "نعم", True),
    ],
)
def test_a_boolean_is_read_as_people_and_spreadsheets_write_it(locale, typed, value):
    assert Boolean().parse(typed, SPOKEN[locale]) is value


@pytest.mark.parametrize("typed", ["2", "yes ", "TRUE\0", "１", "None", " "])
def test_anything_else_is_no_boolean(app_context, typed):
    with pytest.raises(Invalid) as caught:
        Boolean().parse(typed, SPOKEN["en"])
    assert caught.value.code == "not_boolean"


CHOICE = Choice(options=(("a", "Name"), ("b", "Price")))


def test_a_choice_is_typed_by_its_value_or_its_label():
    for value in ("a", "b"):
        assert CHOICE.parse(CHOICE.typed(value, SPOKEN["en"]), SPOKEN["en"]) == value
    assert CHOICE.parse("Price", SPOKEN["en"]) == "b"
    assert CHOICE.shown("b", SPOKEN["en"]) == "Price"
    assert CHOICE.parse("", SPOKEN["en"]) is None


@pytest.mark.parametrize("typed", ["c", "A", "a ", "Name\0", "a,b"])
def test_a_choice_is_one_of_its_options(app_context, typed):
    with pytest.raises(Invalid) as caught:
        CHOICE.parse(typed, SPOKEN["en"])
    assert caught.value.code == "not_an_option"
    with pytest.raises(Invalid):
        dataclasses.replace(CHOICE, required=True).parse("", SPOKEN["en"])
