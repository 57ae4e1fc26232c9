"""HTML of other programs as Markdown of ours."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from html_to_markdown import ConversionError, ConversionOptions, convert

from webapp.prose import wordpress
from webapp.prose.simplifying import BACKSLASH, Simplified, tidy

_OPTIONS = ConversionOptions(
    escape_asterisks=True, escape_underscores=True, skip_images=True, extract_metadata=False, autolinks=False
)
# The converter would leave out what stands within a thousand elements, and not tell.
DEEPEST = 500
_PICTURE = re.compile(r"<img\b[^<>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


class Unreadable(ValueError):
    """The message says why, in the language of whoever asked."""


def from_html(html: str) -> str:
    """HTML as Markdown, without its pictures: the shop shows none from elsewhere. Raises `Unreadable`."""
    simplified = Simplified(tidy(html))
    if simplified.deepest > DEEPEST:
        raise Unreadable(_("This HTML is nested too deeply."))
    try:
        text = convert(simplified.html, _OPTIONS).content or ""
    except ConversionError as error:
        raise Unreadable(_("This HTML cannot be understood.")) from error
    return text.replace(BACKSLASH, "\\").strip()


def from_wordpress(body: str) -> str:
    """A body or a comment of WordPress as Markdown, its shortcodes and empty lines understood. Raises `Unreadable`."""
    return from_html(wordpress.html_of(body))


def pictures_in(html: str) -> list[str]:
    """The addresses of its pictures, as they stand there."""
    return _PICTURE.findall(html)
