"""What a name and a comment may be: some visible characters, not too many, not too many links."""

from __future__ import annotations

import re
import unicodedata

from flask_babel import gettext as _

from webapp.freshness.gathering import passing
from webapp.grid import LongText, Text
from webapp.grid.fields import Invalid
from webapp.hypermedia.locales import Language
from webapp.prose.dialects import VISITORS
from webapp.prose.markdown import comment_markdown, parsed

SHORTEST, LONGEST, LONGEST_NAME = 2, 5_000, 80
LINKS = 2
_LINK, _TAG = re.compile(r"<a [^>]*>.*?</a>", re.DOTALL), re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r"\w+://|\bwww\.", re.IGNORECASE)


def _too_complex(text: str) -> bool:
    return parsed(VISITORS, text) is None


NAME = Text(required=True, longest=LONGEST_NAME)
BODY = LongText(required=True, longest=LONGEST, render=comment_markdown, too_complex=_too_complex)


def name(typed: str, spoken: Language) -> str:
    """Raises `Invalid`, for a name that nobody can see too."""
    if not _visible(typed):
        typed = ""
    understood: str = NAME.parse(typed, spoken)
    return understood


def body(typed: str, spoken: Language, links: int | None) -> str:
    """The text with the line breaks that are kept; raises `Invalid`, also where it has more than so many links."""
    if typed.strip() and _visible(typed) < SHORTEST:
        raise Invalid("too_short", _("This says too little. Write at least two characters."))
    text: str = BODY.parse(typed, spoken)
    if links is not None and links_in(text) > links:
        raise Invalid("too_many_links", _("At most %(n)s links can stand in a comment. Take some out.", n=links))
    return text


def links_in(text: str) -> int:
    """How many links it shows or spells out."""
    with passing():
        html = str(comment_markdown(text))
    rest = _TAG.sub("", _LINK.sub("", html))
    return len(_LINK.findall(html)) + len(_ADDRESS.findall(rest))


def _visible(text: str) -> int:
    """How many characters take ink: neither spaces nor what only directs others."""
    return sum(unicodedata.category(letter)[0] not in "ZC" for letter in text)
