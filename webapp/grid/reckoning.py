"""A little arithmetic: + - * / and parentheses over exact fractions. It has no names, no powers, and nothing that could run."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from fractions import Fraction

from flask_babel import gettext as _

from webapp.grid.fields import Invalid

LONGEST = 100
# The signs of other keyboards and scripts, as the ones that are reckoned with.
SIGNS = str.maketrans(
    {"−": "-", "×": "*", "÷": "/", "٪": "%", "＋": "+", "－": "-", "＊": "*", "／": "/", "＝": "=", "％": "%"}
)
TOKENS = re.compile(r"[-+*/()]|[^-+*/()\s](?:[^-+*/()]*[^-+*/()\s])?")
PERCENT = re.compile(r"([-+])([^-+*/()%]+)%")

Read = Callable[[str], Fraction]


def reckon(text: str, read: Read) -> Fraction:
    """What `12/3` comes to; `read` understands each number of it. Raises `Invalid`."""
    return _Sum(text, read).value()


def reckon_on(text: str, before: Fraction, read: Read) -> Fraction:
    """What `+10%`, `*1.2`, `/2`, `+5` make of a number. Raises `Invalid`."""
    if part := PERCENT.fullmatch(text):
        return before * (1 + read(part[1].replace("+", "") + part[2].strip()) / 100)
    return _Sum(text, read, before).value()


class _Sum:
    """Reads a sum from its beginning to its end, by what binds looser first. With `before` it goes on from a number."""

    def __init__(self, text: str, read: Read, before: Fraction | None = None) -> None:
        if len(text) > LONGEST:
            raise _unclear()
        self._left = deque[str | Fraction](TOKENS.findall(text))
        if before is not None:
            self._left.appendleft(before)
        self._read = read

    def value(self) -> Fraction:
        found = self._terms()
        if self._left:
            raise _unclear()
        return found

    def _terms(self) -> Fraction:
        found = self._factors()
        while sign := self._took("+", "-"):
            found = found + self._factors() if sign == "+" else found - self._factors()
        return found

    def _factors(self) -> Fraction:
        found = self._one()
        while sign := self._took("*", "/"):
            found = found * self._one() if sign == "*" else _divided(found, self._one())
        return found

    def _one(self) -> Fraction:
        if self._took("-"):
            return -self._one()
        if self._took("("):
            found = self._terms()
            if not self._took(")"):
                raise _unclear()
            return found
        if not self._left or self._left[0] in ("+", "*", "/", ")"):
            raise _unclear()
        token = self._left.popleft()
        return self._read(token) if isinstance(token, str) else token

    def _took(self, *signs: str) -> str:
        if self._left and self._left[0] in signs:
            return str(self._left.popleft())
        return ""


def _divided(whole: Fraction, by: Fraction) -> Fraction:
    if not by:
        raise Invalid("divided_by_zero", _("Nothing can be divided by zero."))
    return whole / by


def _unclear() -> Invalid:
    return Invalid("not_reckonable", _("This cannot be calculated. Type it like %(example)s.", example="=12/3"))
