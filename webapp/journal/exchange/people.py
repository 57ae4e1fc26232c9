"""People: who wrote a story, found or made by their name."""

from __future__ import annotations

from webapp.exchange.cells import cut
from webapp.exchange.drafts import Draft, Given, Link, Place
from webapp.journal.exchange.texts import LONGEST_NAME, shortened


def author_draft(source: str, column: str, name: str, row: Place) -> list[Draft]:
    """The draft of an author, none where there is no name. Each story may bring it anew: said alike, it counts once."""
    name = shortened(name, LONGEST_NAME)
    return [Draft(source, "author", name, cut(name), row, {"name": Given(column, name)})] if name else []


def author_given(column: str, name: str) -> dict[str, Given]:
    """What a story says of its author."""
    name = shortened(name, LONGEST_NAME)
    return {"author_id": Given(column, Link("author", name))} if name else {}
