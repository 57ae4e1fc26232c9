"""Marks: what was found, shown where it stands, in names and in lines of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from webapp.storage.fulltext import Terms, folded, spans_of

# How much of a text is quoted, and how much of that before the first word that was found.
QUOTED, BEFORE = 180, 60


def marked(text: str, terms: Terms) -> Markup:
    """The text, escaped, with each word that was looked for in a `<mark>`."""
    parts, end = [], 0
    for first, last in _found(text, terms):
        parts += [escape(text[end:first]), Markup("<mark>{}</mark>").format(text[first:last])]
        end = last
    return Markup("").join([*parts, escape(text[end:])])


def quoted(texts: Iterable[str], terms: Terms) -> Markup:
    """A line of the texts around what was found in it; the beginning of the first where that is in none."""
    beginning, words = "", [word for term in terms.terms for form in term.forms for word in form]
    for text in texts:
        for line in text.splitlines():
            # Word by word a long text would take milliseconds.
            low = folded(line)
            if any(word in low for word in words) and (found := next(_found(line, terms), None)):
                return marked(_cut(line, found[0]), terms)
            beginning = beginning or line
    return escape(_cut(beginning, 0))


def begun(text: str, q: str) -> Markup | None:
    """The text with its beginning marked, where that is what was typed."""
    if text[: len(q)].lower() != q.lower():
        return None
    return Markup("<mark>{}</mark>{}").format(text[: len(q)], text[len(q) :])


def _found(text: str, terms: Terms) -> Iterator[tuple[int, int]]:
    """(start, end) of what the terms find in a text, from its beginning on."""
    spans = list(spans_of(text))
    words, place = tuple(word for word, _start, _end in spans), 0
    while place < len(words):
        if length := terms.match(words, place):
            yield spans[place][1], spans[place + length - 1][2]
        place += length or 1


def _cut(line: str, around: int) -> str:
    """As much of a line as is quoted, from one space to another."""
    start = 0
    if around > BEFORE and len(line) > QUOTED:
        start = line.find(" ", around - BEFORE, around) + 1 or around
    part = line[start : start + QUOTED]
    if start + QUOTED < len(line):
        part = (part.rpartition(" ")[0] or part).rstrip(" ,;:–-") + " …"
    return f"… {part}" if start else part
