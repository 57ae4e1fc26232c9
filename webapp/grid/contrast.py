"""Long texts that are to be told apart: the words that differ, each with some of what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from webapp.prose.differences import words

# How many characters of what both have are shown before and after each difference, and how many are left out at least.
NEAR, FEWEST = 80, 40
# (kind, text): "same", "gone", "new", or "cut" in the place of what was left out between two differences.
Part = tuple[str, str]


def contrasts(mine: str, theirs: str, original: str | None) -> list[tuple[str, list[Part]]]:
    """My text and theirs as "both"; where it is known from what, also what I made of it and what they did."""
    pairs = [("both", theirs, mine)]
    if original is not None:
        pairs += [("mine", original, mine), ("theirs", original, theirs)]
    return [(name, list(abridged(words(old, new)))) for name, old, new in pairs]


def abridged(parts: Sequence[Part]) -> Iterator[Part]:
    """The same parts; of a long stretch that both texts have, only its ends."""
    for place, (kind, text) in enumerate(parts):
        begins = _whole_words(text[:NEAR]) if place else ""
        ends = _whole_words(text[-NEAR:][::-1])[::-1] if place < len(parts) - 1 else ""
        if kind != "same" or len(text) < len(begins) + len(ends) + FEWEST:
            yield kind, text
            continue
        yield from [("same", begins)] if begins else []
        yield "cut", "…"
        yield from [("same", ends)] if ends else []


def _whole_words(text: str) -> str:
    """As far as its last space."""
    return text[: max(text.rfind(" "), text.rfind("\n"))] or text
