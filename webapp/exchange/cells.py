"""Cells: what the text of a cell means. Files write numbers as machines do: ASCII digits, a point, nothing grouped."""

from __future__ import annotations

import re
from decimal import Decimal

from flask_babel import gettext as _

from webapp.exchange.drafts import Bad

INT32 = 2**31 - 1
WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
DECIMAL = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?")
FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def whole(column: str, text: str, low: int = -INT32 - 1, high: int = INT32) -> int:
    """A whole number within limits, without any other within what 32 bits hold."""
    if not WHOLE.fullmatch(text):
        raise Bad(column, _("“%(text)s” is not a whole number.", text=cut(text)))
    return _within(column, int(text), low, high)


def amount(column: str, text: str, digits: int) -> int:
    """An amount of money in minor units, of which `digits` decimals make one unit."""
    if not DECIMAL.fullmatch(text):
        raise Bad(column, _("“%(text)s” is not an amount such as 12.50.", text=cut(text)))
    if (exact := Decimal(text)) < 0:
        raise Bad(column, _("“%(text)s” is negative.", text=cut(text)))
    if exact != round(exact, digits):
        raise Bad(column, _("“%(text)s” has more than %(n)s decimals.", text=cut(text), n=digits))
    return _within(column, int(exact.scaleb(digits)), 0, INT32)


def flag(column: str, text: str) -> bool:
    if text.lower() not in FLAGS:
        raise Bad(column, _("“%(text)s” is neither true nor false.", text=cut(text)))
    return FLAGS[text.lower()]


def line(text: str) -> str:
    """A text as one line: a line break and the spaces around it become one space."""
    return re.sub(r"\s*[\n\r\u2028\u2029]\s*", " ", text).strip()


def cut(text: str, longest: int = 40) -> str:
    """The beginning of a text, for a sentence that quotes it: one line, and nothing that would steer a terminal."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: longest + 1])
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _within(column: str, number: int, low: int, high: int) -> int:
    if not low <= number <= high:
        raise Bad(column, _("It must be from %(low)s to %(high)s.", low=low, high=high))
    return number
