"""Slugs: the part of an address that names a thing in words of its language."""

import unicodedata
from collections.abc import Callable
from itertools import count

LONGEST = 80
# How many numbered slugs are looked up at a time.
ASKED = 100


def slug_of(name: str) -> str:
    """`Théière en grès` -> `théière-en-grès` without the accents of Latin letters; other scripts keep theirs.

    Whatever is left without a letter or digit becomes `item`.
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").casefold())
    # Marks of Latin, Greek and Cyrillic go; those that spell other scripts stay.
    kept = unicodedata.normalize("NFC", "".join(c for c in plain if not "\u0300" <= c <= "\u036f"))
    words = "".join(c if c.isalnum() or unicodedata.category(c) in ("Mn", "Mc") else " " for c in kept).split()
    return "-".join(word for word in words if any(map(str.isalnum, word)))[:LONGEST].strip("-") or "item"


def free_slug(name: str, taken: Callable[[list[str]], set[str]]) -> str:
    """The slug of `name`, with the first number behind it that makes it free; `taken` says which of some are not."""
    slug = slug_of(name)
    candidates = [slug]
    for start in count(2, ASKED):
        used = taken(candidates)
        if free := next((one for one in candidates if one not in used), None):
            return free
        candidates = [f"{slug}-{number}" for number in range(start, start + ASKED)]
    raise AssertionError("the numbers do not end")
