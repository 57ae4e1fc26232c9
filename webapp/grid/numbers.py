"""Numbers and money as people type them: as the locale or ISO writes them, as a sum, or reckoned on from what stands there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from flask_babel import gettext as _

from webapp.grid.fields import Field, Invalid
from webapp.grid.reckoning import SIGNS, reckon, reckon_on
from webapp.hypermedia.locales import Language, plain_digits

INT32 = 2**31 - 1
# Spaces of all kinds, and the marks that keep a number together in a text from right to left.
AROUND = r"[\s\u200e\u200f\u061c]*"
# What groups digits by three in every language: spaces, the apostrophe of the Swiss, the mark of the Arabs.
GROUPED = re.compile(r"^-?\d{1,3}(?:[\s'’٬]\d{3})+(?!\d)")


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A number within limits, kept as a whole one of its smallest units.

    `=12/3` is a sum. `+10%`, `*1.2`, `/2` and `+5` go on from the value before, and so does `-5` where nothing may be
    negative. What was reckoned is rounded, half away from zero; what was typed is never.
    """

    number = True
    explained = True
    low: int = 0
    high: int = INT32

    def parse(self, typed: str, spoken: Language, before: int | None = None) -> int | None:
        if before is not None and self.is_relative(typed):
            return self._kept(self._exact(typed, spoken, before), spoken)
        found: int | None = super().parse(typed, spoken)
        return found

    def understand(self, typed: str, spoken: Language) -> int:
        exact = self._exact(typed, spoken)
        if exact.denominator != 1 and not tidied(typed).startswith("="):
            raise self._too_precise(spoken)
        return self._kept(exact, spoken)

    def is_relative(self, typed: str) -> bool:
        text = tidied(typed)
        return text[:1] in ("+", "*", "/") or (text[:1] == "-" and (self.low >= 0 or text.endswith("%")))

    def understood(self, typed: str, spoken: Language, before: int | None = None) -> str:
        value = self.parse(typed, spoken, before)
        exact = self._exact(typed, spoken, before)
        if value == exact:
            return self.shown(value, spoken)
        exactly = self._exactly(exact, spoken)
        return str(_("%(value)s, rounded from %(exactly)s", value=self.shown(value, spoken), exactly=exactly))

    def _exact(self, typed: str, spoken: Language, before: int | None = None) -> Fraction:
        """In smallest units, before anything is rounded."""
        text, units = tidied(typed), self._units(spoken)
        if self.is_relative(text):
            if before is not None:
                return reckon_on(text, Fraction(before, units), lambda one: self._read(one, spoken)) * units
            if text[0] != "-" or text[-1] == "%":
                raise Invalid("nothing_before", _("There is no value yet to start from. Type a number."))
        if text.startswith("="):
            return reckon(text[1:], lambda one: self._read(one, spoken)) * units
        return self._read(text, spoken) * units

    def _units(self, spoken: Language) -> int:
        return int(10 ** self.decimals(spoken))

    def _read(self, text: str, spoken: Language) -> Fraction:
        return Fraction(_decimal(text, spoken, self.example(spoken)))

    def _kept(self, exact: Fraction, spoken: Language) -> int:
        value = floor(abs(exact) + Fraction(1, 2)) * (-1 if exact < 0 else 1)
        if not self.low <= value <= self.high:
            low, high = self.shown(self.low, spoken), self.shown(self.high, spoken)
            raise Invalid("out_of_range", _("It must be from %(low)s to %(high)s.", low=low, high=high))
        return value

    def _exactly(self, exact: Fraction, spoken: Language) -> str:
        """As far as one needs to see why it was rounded."""
        places = self.decimals(spoken) + 4
        near = round(exact / self._units(spoken), places)
        text = f"{Decimal(near.numerator) / Decimal(near.denominator):f}".replace(".", spoken.decimal)
        return text if near * self._units(spoken) == exact else f"{text}…"

    def decimals(self, spoken: Language) -> int:
        return 0

    def example(self, spoken: Language) -> str:
        return "1234"

    def _too_precise(self, spoken: Language) -> Invalid:
        return Invalid("not_whole", _("A whole number is needed here."))


@dataclass(frozen=True, kw_only=True)
class Integer(Number):
    """A whole number within limits."""

    kind = "integer"

    def shown(self, value: int | None, spoken: Language) -> str:
        return "" if value is None else spoken.number(value)


@dataclass(frozen=True, kw_only=True)
class Money(Number):
    """An amount in minor units of the shop's currency, with or without its sign or code around the number."""

    kind = "money"

    def decimals(self, spoken: Language) -> int:
        return spoken.currency_digits

    def example(self, spoken: Language) -> str:
        return spoken.amount(123450 if spoken.currency_digits else 1234)

    def _read(self, text: str, spoken: Language) -> Fraction:
        return super()._read(_without_currency(text, spoken), spoken)

    def _too_precise(self, spoken: Language) -> Invalid:
        return Invalid("too_precise", _("At most %(n)s decimals.", n=spoken.currency_digits))

    def typed(self, value: int | None, spoken: Language) -> str:
        return "" if value is None else spoken.amount(value)

    def spelled(self, value: int | None, spoken: Language) -> str:
        return "" if value is None else f"{Decimal(value).scaleb(-spoken.currency_digits):f}"

    def shown(self, value: int | None, spoken: Language) -> str:
        return "" if value is None else spoken.money(value)


def tidied(typed: str) -> str:
    """In ASCII digits and signs, with nothing around it and no marks of direction."""
    return re.sub(rf"^{AROUND}|{AROUND}$|[\u200e\u200f\u061c]", "", plain_digits(typed)).translate(SIGNS)


def _without_currency(typed: str, spoken: Language) -> str:
    """`€ 12,50`, `12,50 EUR` -> `12,50`. Only around the number: `1€50` is no hundred and fifty."""
    signs = "|".join(re.escape(sign) for sign in (spoken.currency, spoken.symbol))
    return re.sub(rf"^{AROUND}(?:{signs})|(?:{signs}){AROUND}$", "", typed, flags=re.IGNORECASE).strip()


def _decimal(text: str, spoken: Language, example: str) -> Decimal:
    """A number as the locale or ISO writes it. `1.000` is a thousand where the point groups, else it is one."""
    text = GROUPED.sub(lambda digits: re.sub(r"[\s'’٬]", "", digits[0]), text)
    group, decimal = re.escape(spoken.group), re.escape(spoken.decimal)
    if re.fullmatch(rf"-?[1-9]\d{{0,2}}(?:{group}\d{{3}})+(?:{decimal}\d*)?", text):
        text = text.replace(spoken.group, "").replace(spoken.decimal, ".")
    elif re.fullmatch(rf"-?\d*[{decimal}٫]\d*", text):
        text = text.replace(spoken.decimal, ".").replace("٫", ".")
    if not re.fullmatch(r"-?(?:\d{1,15}(?:\.\d{0,6})?|\.\d{1,6})", text):
        raise Invalid("not_a_number", _("This is not a number. Type it like %(example)s.", example=example))
    return Decimal(text)
