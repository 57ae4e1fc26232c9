"""One spelling for statements that differ only in values and in how many there are, so that they are counted together."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b

# Longer ones are cut for showing; they are still told apart by all that they hold.
SHOWN = 8_000
VALUES = re.compile(r"'(?:[^']|'')*'|%\(\w+\)s|%s|(?<![\w\"])\d+(?:\.\d+)?(?![\w\"])|\s+")
LIST = re.compile(r"\((\?(?:::\w+)?)(?:, \?(?:::\w+)?)+\)")


@lru_cache(maxsize=1024)
def normalised(sql: str) -> str:
    """`IN (1, 2)  AND name = 'x'` -> `IN (?, …) AND name = ?`."""
    plain = VALUES.sub(lambda found: " " if found[0].isspace() else "?", sql).strip()
    return LIST.sub(r"(\1, …)", plain)


def digest(sql: str) -> str:
    """16 hexadecimal digits of the normalised statement."""
    return blake2b(normalised(sql).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
