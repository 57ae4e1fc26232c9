"""Languages as other programs name them: `en-US`, `nl_BE`, `de`."""

from __future__ import annotations

import re

from babel import Locale, UnknownLocaleError

from webapp.hypermedia.locales import languages

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|[0-9]{3}))?")


def configured(code: str) -> str | None:
    """The language of the shop that a code means: itself, else the one that it is a variety of."""
    codes = {language.code.casefold(): language.code for language in languages()}
    wanted = code.strip().replace("_", "-").casefold()
    return codes.get(wanted) or codes.get(wanted.partition("-")[0])


def is_code(word: str) -> bool:
    """Whether a word is the code of any language; many a short word is one."""
    try:
        return bool(_CODE.fullmatch(word)) and bool(Locale.parse(word.replace("_", "-"), sep="-"))
    except (UnknownLocaleError, ValueError):
        return False
