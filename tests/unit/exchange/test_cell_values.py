from __future__ import annotations

import pytest

from webapp.exchange.cells import amount, cut, flag, line, whole
from webapp.exchange.drafts import Bad


@pytest.mark.parametrize(
    ("text", "minor"),
    [("18.00", 1800), ("18", 1800), ("18.0000", 1800), ("0", 0), ("+9.99", 999), ("21474836.47", 2**31 - 1)],
)
def test_an_amount_is_exact(text: str, minor: int) -> None:
    assert amount("price", text, 2) == minor


@pytest.mark.parametrize(
    "text", ["-1", "-0.01", "9.999", "1,50", "1 000", "1e3", "NaN", "١٢", "", "€5", "21474836.48", "9" * 31]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Bad) as refused:
        amount("price", text, 2)
    assert refused.value.column == "price"


def test_a_currency_without_decimals_takes_none() -> None:
    assert amount("price", "1800", 0) == 1800
    with pytest.raises(Bad):
        amount("price", "18.5", 0)


@pytest.mark.parametrize("text", ["1.5", "1.0", "x", "", "2147483648", "-2147483649", "9" * 31])
def test_what_is_no_whole_number_of_32_bits_is_refused(text: str) -> None:
    with pytest.raises(Bad):
        whole("stock", text)


def test_whole_numbers_may_be_negative_unless_told_otherwise() -> None:
    assert whole("stock", "-3") == -3
    with pytest.raises(Bad):
        whole("stock", "-3", low=0)


def test_flags_are_spelled_as_files_spell_them() -> None:
    assert [flag("f", text) for text in ("1", "TRUE", "true", "0", "False")] == [True, True, True, False, False]
    with pytest.raises(Bad):
        flag("f", "maybe")


def test_a_quoted_text_is_short_and_steers_no_terminal() -> None:
    assert cut("a\x1b[0m\nb") == "a [0m b"
    assert cut("x" * 50) == "x" * 39 + "…"
    assert line(" a \r\n b ") == "a b"
