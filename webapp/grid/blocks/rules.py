"""Rules of a pasted column: whether `1.000` is a thousand or one, and `03/04` in March or in April.

What could mean two things is settled by another cell of the same column that could not, such as `1.234,56`; else it is
asked about, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from webapp.grid.columns import Column
from webapp.hypermedia.locales import Language, plain_digits, settings_timezone
from webapp.storage import clock

EITHER = "either"
# What a number stands between: signs, spaces, the marks of a currency.
NUMBER = re.compile(r"([^\d.,]*)([\d.,]*\d|\d+[.,]?)([^\d.,]*)")
GROUPS = r"\d{1,3}(?:%s\d{3})+"
# Spaces and apostrophes group and nothing else.
SPACED = re.compile(r"(?<=\d)[\s'’٬](?=\d{3}(?!\d))")
DAY = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?=$|[\sT,])(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rule. `own` says which of its `rules` a text follows by itself: one, either, or none (""); `spelled`
    writes a text that follows one so that the field's type can only understand it so."""

    rules: tuple[str, str]
    own: Callable[[str], str]
    spelled: Callable[[str, str, Language], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of one column. Where it had to be asked about, `asks` is the first text that could mean two things."""

    kind: Kind
    chosen: str = ""
    asks: str = ""

    def reads(self, text: str, spoken: Language) -> str | None:
        """The text as its type will understand it, None where nobody can know yet."""
        own = self.kind.own(text)
        rule = self.chosen if own == EITHER else own
        if own == EITHER and not rule:
            return None
        return self.kind.spelled(text, rule, spoken) if rule else text


def rule_of(column: Column, texts: Iterable[str], told: str) -> Rule | None:
    """The rule of a pasted column; `told` is what somebody chose. None where its type knows none."""
    if (kind := kind_of(column)) is None:
        return None
    owns = {text: kind.own(text) for text in dict.fromkeys(texts)}
    clear = set(owns.values()) - {"", EITHER}
    asks = next((text for text, own in owns.items() if own == EITHER), "")
    if not asks or len(clear) == 1:
        return Rule(kind, next(iter(clear)) if len(clear) == 1 else "")
    return Rule(kind, told if told in kind.rules else "", asks)


def kind_of(column: Column) -> Kind | None:
    if column.type.number:
        return NUMBERS
    return DAYS if column.type.kind in ("moment", "date") else None


def mark_of(spoken: Language) -> str:
    """The rule that a language follows when it writes numbers."""
    return {".": "point", ",": "comma"}.get(spoken.decimal, "")


def _matched(text: str) -> re.Match[str] | None:
    return NUMBER.fullmatch(SPACED.sub("", plain_digits(text)))


def _decimal_mark(text: str) -> str:
    """Which mark a number has before its decimals: `1.234,5` the comma, `1.000` either, `1000` none."""
    if not (found := _matched(text)):
        return ""
    digits = found[2]
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return "point" if digits.rindex(".") > digits.rindex(",") else "comma"
    if points + commas > 1:
        return "comma" if points else "point"  # the one that stands twice groups
    if not points + commas:
        return ""
    whole, _mark, decimals = digits.partition("." if points else ",")
    if len(decimals) == 3 and re.fullmatch(r"[1-9]\d{0,2}", whole):
        return EITHER
    return "point" if points else "comma"


def _number(text: str, rule: str, spoken: Language) -> str:
    """Nothing grouped, and the decimals behind the mark of the language; what is badly grouped stays as it is."""
    mark, group = (".", ",") if rule == "point" else (",", ".")
    found = _matched(text)
    if not found or not re.fullmatch(rf"(?:{GROUPS % re.escape(group)}|\d*)(?:{re.escape(mark)}\d*)?", found[2]):
        return text
    return found[1] + found[2].replace(group, "").replace(mark, spoken.decimal) + found[3]


def _day_order(text: str) -> str:
    """Whether the day or the month comes first: `13/04/2026` the day, `03/04/2026` either, `2026-04-03` none."""
    if not (found := DAY.fullmatch(plain_digits(text))):
        return ""
    first, second = int(found[1]), int(found[3])
    if found[2] == "." or first > 12:
        return "day"  # nobody writes the month first with points between
    if second > 12:
        return "month"
    return EITHER if first != second else ""


def _iso(text: str, rule: str, _spoken: Language) -> str:
    found = DAY.fullmatch(plain_digits(text))
    assert found
    day, month = (found[1], found[3]) if rule == "day" else (found[3], found[1])
    year = found[4] or str(clock.now().astimezone(settings_timezone()).year)
    year = year if len(year) == 4 else f"20{year}"
    return f"{year}-{month:0>2}-{day:0>2}{found[5]}"


NUMBERS = Kind(("point", "comma"), _decimal_mark, _number)
DAYS = Kind(("day", "month"), _day_order, _iso)
