"""Slugs: the part of an address that names a thing in words of its language."""

import re
import unicodedata
from collections.abc import Callable

LONGEST = 80


def slug_of(name: str) -> str:
    """`Théière en grès` -> `théière-en-grès` without the accents of Latin letters; other scripts keep theirs.

    Whatever is left without a letter or digit becomes `item`.
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").casefold())
    # Marks of Latin, Greek and Cyrillic go; those that spell other scripts stay.
    kept = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", kept))
    return "-".join(words)[:LONGEST].strip("-") or "item"


def free_slug(name: str, taken: Callable[[str], bool]) -> str:
    """The slug of `name`, with the first number behind it that makes it free."""
    slug = slug_of(name)
    number = 1
    candidate = slug
    while taken(candidate):
        number += 1
        candidate = f"{slug}-{number}"
    return candidate
