"""Field types: how a value is typed, understood, and shown. A type knows languages, and no noun."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext as _
from markupsafe import Markup

from webapp.hypermedia.locales import Language

TRUE, FALSE = frozenset({"1", "true", "on", "yes"}), frozenset({"0", "false", "", "no"})


class Invalid(Exception):
    """A typed text that cannot be the value: a code for machines and a sentence that says what to do; of a whole record
    also the field, where it is known."""

    def __init__(self, code: str, text: str, field: str = "") -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Field:
    """The type of a column. `kind` names its partial and its class; `aligned` is where its cells stand."""

    kind: ClassVar[str]
    # An editor that the client can open by itself; others come from the server.
    opens_at_once: ClassVar[bool] = True
    number: ClassVar[bool] = False
    # Whether one text may mean several things, so that it is told what was understood before it is saved.
    explained: ClassVar[bool] = False
    required: bool = False

    def parse(self, typed: str, spoken: Language, before: Any = None) -> Any:
        """The value of what was typed in this language, None for nothing; raises `Invalid`.

        `before` is the value that stands there, which what `is_relative` starts from.
        """
        if typed == "" or (self.required and not typed.strip()):
            if self.required:
                raise Invalid("required", _("This cannot be empty."))
            return None
        return self.understand(typed, spoken)

    def understand(self, typed: str, spoken: Language) -> Any:
        raise NotImplementedError

    def is_relative(self, typed: str) -> bool:
        """Whether what was typed means something else, or nothing, depending on the value that stands there."""
        return False

    def understood(self, typed: str, spoken: Language, before: Any = None) -> str:
        """What would be saved, for people, before it is; raises `Invalid`."""
        return self.shown(self.parse(typed, spoken, before), spoken)

    def typed(self, value: Any, spoken: Language) -> str:
        """The value as one would type it."""
        return "" if value is None else str(value)

    def another(self, value: Any, number: int) -> Any:
        """A value like this one that is not the same, where a field has to be the only one of its kind: the 2nd, the 3rd."""
        raise NotImplementedError

    def spelled(self, value: Any, spoken: Language) -> str:
        """The value as a file has it for machines, in whatever language: ASCII digits, a point, nothing grouped."""
        return self.typed(value, spoken)

    def shown(self, value: Any, spoken: Language) -> str:
        """The value as one reads it."""
        return self.typed(value, spoken)

    def compared(self, value: Any, spoken: Language) -> str:
        """The value as one reads it beside another: all of it."""
        return self.shown(value, spoken)


def _too_long(longest: int, size: int, spoken: Language) -> Invalid:
    text = _("At most %(n)s characters; this has %(m)s.", n=spoken.number(longest), m=spoken.number(size))
    return Invalid("too_long", text)


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """One line; kept exactly as typed."""

    kind = "text"
    longest: int = 200

    def understand(self, typed: str, spoken: Language) -> str:
        if len(typed) > self.longest:
            raise _too_long(self.longest, len(typed), spoken)
        if any(unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") for c in typed):
            raise Invalid("control_character", _("This has a character that cannot be shown, such as a line break."))
        return typed

    def another(self, value: str, number: int) -> str:
        end = f"-{number}"
        return value[: self.longest - len(end)] + end


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
            raise _too_long(self.longest, len(text), spoken)
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
class Boolean(Field):
    """Yes or no, in English or the language, also as a spreadsheet writes it; saved at once."""

    kind = "boolean"

    def parse(self, typed: str, spoken: Language, before: Any = None) -> bool:
        word, language = typed.casefold(), spoken.translations
        # Translators: TRUE and FALSE as a spreadsheet writes them.
        yes, no = (
            (language.gettext("Yes"), language.gettext("TRUE")),
            (language.gettext("No"), language.gettext("FALSE")),
        )
        if word in TRUE | set(map(str.casefold, yes)):
            return True
        if word in FALSE | set(map(str.casefold, no)):
            return False
        raise Invalid("not_boolean", _("It must be yes or no."))

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
