"""Numbers that are reckoned: sums, and what goes on from the value that stands there."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.grid.test_field_types import COMMA, LOCALES, POINT, PRICE, SPOKEN, STOCK, each
from webapp.grid.fields import Invalid
from webapp.grid.numbers import Integer
from webapp.hypermedia.locales import Language

DAYS = Integer(low=0, high=90)

# (locales, typed, minor units) where 10.00 stands
PRICES = [
    (LOCALES, "=12/3", 400),
    (LOCALES, "= 1 + 2 * 3", 700),
    (LOCALES, "=(1+2)*3", 900),
    (LOCALES, "=2*-3+10", 400),
    (LOCALES, "=0.1+0.2", 30),  # exact, as no float would be
    (LOCALES, "=10/3", 333),
    (LOCALES, "=0.125", 13),  # half away from zero
    (LOCALES, "=1/3*3", 100),  # rounded once, at the end
    (LOCALES, "=12 × 2 ÷ 3", 800),
    (LOCALES, "=١٢/٣", 400),
    (LOCALES, "＝１２／３", 400),
    (LOCALES, "=€12/3", 400),
    (LOCALES, "=1 000 / 8", 12500),
    (LOCALES, "€ 12.50", 1250),
    (COMMA, "=12,5*2", 2500),
    (("nl", "de", "es"), "=1.000/8", 12500),
    (POINT, "=1,000/8", 12500),
    (LOCALES, "+10%", 1100),
    (LOCALES, "-10%", 900),
    (LOCALES, "−10 %", 900),
    (LOCALES, "+١٠٪", 1100),
    (LOCALES, "+0.05%", 1001),
    (COMMA, "-12,5%", 875),
    (LOCALES, "*1.2", 1200),
    (COMMA, "*1,2", 1200),
    (LOCALES, "×2", 2000),
    (LOCALES, "/3", 333),
    (LOCALES, "÷4", 250),
    (LOCALES, "*2+1", 2100),
    (LOCALES, "/(1+0.21)", 826),
    (LOCALES, "+5", 1500),
    (LOCALES, "+ 0.99", 1099),
    (LOCALES, "-5", 500),  # a price is never minus five
    (LOCALES, "+-5", 500),
]
# (locales, typed, code) where 10.00 stands
REFUSED = [
    (LOCALES, "=", "not_reckonable"),
    (LOCALES, "=1+", "not_reckonable"),
    (LOCALES, "=(1+2", "not_reckonable"),
    (LOCALES, "=1+2)", "not_reckonable"),
    (LOCALES, "=()", "not_reckonable"),
    (LOCALES, "=*2", "not_reckonable"),
    (LOCALES, "=2(3)", "not_reckonable"),
    (LOCALES, "=1=1", "not_a_number"),
    (LOCALES, "=2**9999999", "not_reckonable"),
    (LOCALES, "=9//2", "not_reckonable"),
    (LOCALES, "=a", "not_a_number"),
    (LOCALES, "=__import__('os')", "not_a_number"),
    (LOCALES, "=1e9", "not_a_number"),
    (LOCALES, "=12 3", "not_a_number"),
    (LOCALES, "=" + "1+" * 60 + "1", "not_reckonable"),
    (LOCALES, "=" + "(" * 5000, "not_reckonable"),
    (LOCALES, "=1/0", "divided_by_zero"),
    (LOCALES, "/0", "divided_by_zero"),
    (LOCALES, "=1/(2-2)", "divided_by_zero"),
    (LOCALES, "=5-6", "out_of_range"),
    (LOCALES, "-11", "out_of_range"),
    (LOCALES, "-101%", "out_of_range"),
    (LOCALES, "*99999999999", "out_of_range"),
    (LOCALES, "+10%%", "not_a_number"),
    (LOCALES, "10%", "not_a_number"),  # of what is not told
    (LOCALES, "+", "not_reckonable"),
    (LOCALES, "*", "not_reckonable"),
    (LOCALES, "+%", "not_a_number"),
    (LOCALES, "+ten%", "not_a_number"),
]


@pytest.mark.parametrize(("code", "typed", "minor"), each(PRICES))
def test_a_price_is_reckoned_exactly_and_rounded_once(code, typed, minor):
    assert PRICE.parse(typed, SPOKEN[code], 1000) == minor


@pytest.mark.parametrize(("code", "typed", "refusal"), each(REFUSED))
def test_what_cannot_be_reckoned_is_refused(app_context, code, typed, refusal):
    with pytest.raises(Invalid) as caught:
        PRICE.parse(typed, SPOKEN[code], 1000)
    assert caught.value.code == refusal
    assert caught.value.text


@pytest.mark.parametrize("typed", ["+10%", "-10%", "*2", "/2", "+5"])
def test_what_goes_on_from_a_value_needs_one(app_context, typed):
    with pytest.raises(Invalid) as caught:
        PRICE.parse(typed, SPOKEN["en"])
    assert caught.value.code == "nothing_before"


def test_minus_five_is_minus_five_where_a_number_may_be_negative_and_takes_five_off_where_not():
    assert STOCK.parse("-5", SPOKEN["en"], 30) == -5
    assert STOCK.parse("+-5", SPOKEN["en"], 30) == 25
    assert DAYS.parse("-5", SPOKEN["en"], 30) == 25
    assert STOCK.parse("-50%", SPOKEN["en"], 30) == 15


def test_a_whole_number_is_rounded_only_where_it_was_reckoned(app_context):
    assert STOCK.parse("=7/2", SPOKEN["en"]) == 4
    assert STOCK.parse("=-7/2", SPOKEN["en"]) == -4
    assert STOCK.parse("*1.5", SPOKEN["en"], 3) == 5
    with pytest.raises(Invalid):
        STOCK.parse("3.5", SPOKEN["en"])


@pytest.mark.parametrize(
    ("code", "typed", "said"),
    [
        ("en", "=12/3", "€4.00"),
        ("en", "+10%", "€11.00"),
        ("en", "/3", "€3.33, rounded from 3.333333…"),
        ("en", "=0.125", "€0.13, rounded from 0.125"),
        ("de", "1.234", "1.234,00\u00a0€"),
    ],
)
def test_what_was_understood_is_told_and_so_is_that_it_was_rounded(app_context, code, typed, said):
    assert PRICE.understood(typed, SPOKEN[code], 1000) == said


@given(st.sampled_from(LOCALES), st.integers(0, 10**6), st.integers(-99, 500))
def test_a_percentage_of_any_price_is_half_a_cent_near_at_most(code, before, percent):
    new = PRICE.parse(f"{percent:+d}%", SPOKEN[code], before)
    assert abs(new - Fraction(before) * (100 + percent) / 100) <= Fraction(1, 2)


@given(st.sampled_from(LOCALES), st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 9999)), max_size=8))
def test_a_sum_comes_to_what_python_makes_of_it(app_context, code, parts):
    text = "1" + "".join(f"{sign}{number}" for sign, number in parts)
    expected = eval(text)
    wide = Integer(low=-(10**40), high=10**40)
    assert wide.parse(f"={text}", SPOKEN[code]) == expected


@given(st.sampled_from(LOCALES), st.sampled_from(["EUR", "JPY", "KWD"]), st.integers(0, 2**31 - 1))
def test_a_price_reckoned_with_its_own_form_stays_what_it_is(code, currency, minor):
    spoken = Language(code, currency, {"EUR": 2, "JPY": 0, "KWD": 3}[currency])
    assert PRICE.parse(f"={PRICE.typed(minor, spoken)}", spoken) == minor
    assert PRICE.parse("*1", spoken, minor) == minor
    assert Decimal(PRICE.spelled(minor, spoken)) == Decimal(minor).scaleb(-spoken.currency_digits)


@given(st.sampled_from(LOCALES), st.text("0123456789.,+-*/()=% €", max_size=30), st.integers(0, 2**31 - 1))
def test_any_sum_is_a_price_within_limits_or_refused(app_context, code, typed, before):
    with suppress(Invalid):
        assert 0 <= PRICE.parse(typed, SPOKEN[code], before) <= 2**31 - 1
