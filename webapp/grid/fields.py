"""Field types: how a value is typed, understood, and shown. A type knows languages, and no noun."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import gettext as _
from markupsafe import Markup

from webapp.hypermedia.locales import Language, plain_digits

INT32 = 2**31 - 1
TRUE, FALSE = frozenset({"1", "true", "on"}), frozenset({"0", "false", ""})


class Invalid(Exception):
    """A typed text that cannot be the value: a code for machines and a sentence that says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


@dataclass(frozen=True, kw_only=True)
class Field:
    """The type of a column. `kind` names its partial and its class; `aligned` is where its cells stand."""

    kind: ClassVar[str]
    # An editor that the client can open by itself; others come from the server.
    opens_at_once: ClassVar[bool] = True
    number: ClassVar[bool] = False
    required: bool = False

    def parse(self, typed: str, spoken: Language) -> Any:
        """The value of what was typed in this language, None for nothing; raises `Invalid`."""
        if typed == "" or (self.required and not typed.strip()):
            if self.required:
                raise Invalid("required", _("This cannot be empty."))
            return None
        return self.understand(typed, spoken)

    def understand(self, typed: str, spoken: Language) -> Any:
        raise NotImplementedError

    def typed(self, value: Any, spoken: Language) -> str:
        """The value as one would type it."""
        return "" if value is None else str(value)

    def spelled(self, value: Any, spoken: Language) -> str:
        """The value as a file has it for machines, in whatever language: ASCII digits, a point, nothing grouped."""
        return self.typed(value, spoken)

    def shown(self, value: Any, spoken: Language) -> str:
        """The value as one reads it."""
        return self.typed(value, spoken)

    def compared(self, value: Any, spoken: Language) -> str:
        """The value as one reads it beside another: all of it."""
        return self.shown(value, spoken)


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """One line; kept exactly as typed."""

    kind = "text"
    longest: int = 200

    def understand(self, typed: str, spoken: Language) -> str:
        if len(typed) > self.longest:
            raise Invalid("too_long", _("At most %(n)s characters; this has %(m)s.", n=self.longest, m=len(typed)))
        if any(unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") for c in typed):
            raise Invalid("control_character", _("This has a character that cannot be shown, such as a line break."))
        return typed


@dataclass(frozen=True, kw_only=True)
class LongText(Field):
    """Several lines, Markdown where the noun says so; opened in a panel, since a cell shows only its beginning."""

    kind = "longtext"
    opens_at_once = False
    longest: int = 20_000
    begins: ClassVar[int] = 64
    # The text as its page shows it, as safe markup, where the noun renders it; its editor then has a preview.
    render: Callable[[str], Markup] | None = None
    # Says of a text whether showing it so would cost too much.
    too_complex: Callable[[str], bool] | None = None

    @property
    def longest_form(self) -> int:
        """The bytes of a form that holds the longest text: twelve for a letter that UTF-8 writes with four."""
        return 12 * self.longest + 8192

    def understand(self, typed: str, spoken: Language) -> str:
        text = lines_of(typed)
        if len(text) > self.longest:
            raise Invalid("too_long", _("At most %(n)s characters; this has %(m)s.", n=self.longest, m=len(text)))
        if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text):
            raise Invalid("control_character", _("This has a character that cannot be shown."))
        if self.too_complex and self.too_complex(text):
            raise Invalid("too_complex", _("This is marked up or nested too much. Use fewer marks, lists or quotes."))
        return text

    def shown(self, value: Any, spoken: Language) -> str:
        first = " ".join((value or "").split())
        return first if len(first) < self.begins else first[: self.begins - 1] + "…"

    def compared(self, value: Any, spoken: Language) -> str:
        return value or ""


def lines_of(typed: str) -> str:
    """The text of a form, which ends its lines as the network does, with the line breaks that are kept and counted."""
    return typed.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, kw_only=True)
class Integer(Field):
    """A whole number within limits."""

    kind = "integer"
    number = True
    low: int = 0
    high: int = INT32

    def understand(self, typed: str, spoken: Language) -> int:
        number = _decimal(typed, spoken, "1234")
        if number != number.to_integral_value():
            raise Invalid("not_whole", _("A whole number is needed here."))
        if not self.low <= number <= self.high:
            low, high = spoken.number(self.low), spoken.number(self.high)
            raise Invalid("out_of_range", _("It must be from %(low)s to %(high)s.", low=low, high=high))
        return int(number)

    def shown(self, value: Any, spoken: Language) -> str:
        return "" if value is None else spoken.number(value)


@dataclass(frozen=True, kw_only=True)
class Money(Field):
    """An amount in minor units of the shop's currency, typed as the locale writes it or in the form of ISO."""

    kind = "money"
    number = True

    def understand(self, typed: str, spoken: Language) -> int:
        example = spoken.amount(123450 if spoken.currency_digits else 1234)
        amount = _decimal(_without_currency(typed, spoken), spoken, example).scaleb(spoken.currency_digits)
        if amount != amount.to_integral_value():
            raise Invalid("too_precise", _("At most %(n)s decimals.", n=spoken.currency_digits))
        if not 0 <= amount <= INT32:
            raise Invalid(
                "out_of_range", _("It must be from %(low)s to %(high)s.", low=spoken.money(0), high=spoken.money(INT32))
            )
        return int(amount)

    def typed(self, value: Any, spoken: Language) -> str:
        return "" if value is None else spoken.amount(value)

    def spelled(self, value: Any, spoken: Language) -> str:
        return "" if value is None else f"{Decimal(value).scaleb(-spoken.currency_digits):f}"

    def shown(self, value: Any, spoken: Language) -> str:
        return "" if value is None else spoken.money(value)


@dataclass(frozen=True, kw_only=True)
class Boolean(Field):
    """Yes or no; saved at once."""

    kind = "boolean"

    def parse(self, typed: str, spoken: Language) -> bool:
        if typed not in TRUE | FALSE:
            raise Invalid("not_boolean", _("It must be yes or no."))
        return typed in TRUE

    def typed(self, value: Any, spoken: Language) -> str:
        return "1" if value else "0"

    def spelled(self, value: Any, spoken: Language) -> str:
        return "true" if value else "false"

    def shown(self, value: Any, spoken: Language) -> str:
        return spoken.translations.gettext("Yes") if value else spoken.translations.gettext("No")


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of a few values; `options` are (value, msgid of its label)."""

    kind = "choice"
    options: tuple[tuple[str, str], ...]

    def understand(self, typed: str, spoken: Language) -> str:
        for value, label in self.options:
            if typed in (value, spoken.translations.gettext(label)):
                return value
        labels = ", ".join(spoken.translations.gettext(label) for _value, label in self.options)
        raise Invalid("not_an_option", _("It must be one of: %(options)s.", options=labels))

    def shown(self, value: Any, spoken: Language) -> str:
        label = dict(self.options).get(value)
        return spoken.translations.gettext(label) if label else str(value or "")


def _without_currency(typed: str, spoken: Language) -> str:
    """`€ 12,50`, `12,50 EUR` -> `12,50`. Only around the number: `1€50` is no hundred and fifty."""
    signs = "|".join(re.escape(sign) for sign in (spoken.currency, spoken.symbol))
    return re.sub(rf"^{AROUND}(?:{signs})|(?:{signs}){AROUND}$", "", typed, flags=re.IGNORECASE)


# Spaces of all kinds, and the marks that keep a number together in a text from right to left.
AROUND = r"[\s\u200e\u200f\u061c]*"
# What groups digits by three in every language: spaces, the apostrophe of the Swiss, the mark of the Arabs.
GROUPED = re.compile(r"^-?\d{1,3}(?:[\s'’٬]\d{3})+(?!\d)")


def _decimal(typed: str, spoken: Language, example: str) -> Decimal:
    """A number as the locale or ISO writes it. `1.000` is a thousand where the point groups, else it is one."""
    text = re.sub(rf"^{AROUND}|{AROUND}$|[\u200e\u200f\u061c]", "", plain_digits(typed)).replace("−", "-")
    text = GROUPED.sub(lambda digits: re.sub(r"[\s'’٬]", "", digits[0]), text)
    group, decimal = re.escape(spoken.group), re.escape(spoken.decimal)
    if re.fullmatch(rf"-?[1-9]\d{{0,2}}(?:{group}\d{{3}})+(?:{decimal}\d*)?", text):
        text = text.replace(spoken.group, "").replace(spoken.decimal, ".")
    elif re.fullmatch(rf"-?\d*[{decimal}٫]\d*", text):
        text = text.replace(spoken.decimal, ".").replace("٫", ".")
    if not re.fullmatch(r"-?(?:\d{1,15}(?:\.\d{0,6})?|\.\d{1,6})", text):
        raise Invalid("not_a_number", _("This is not a number. Type it like %(example)s.", example=example))
    return Decimal(text)
