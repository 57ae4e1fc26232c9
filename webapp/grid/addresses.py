"""Addresses as people type them: whatever words, as the slug that they make."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.grid.fields import Text
from webapp.hypermedia.locales import Language
from webapp.prose.slugs import slug_of


@dataclass(frozen=True, kw_only=True)
class Address(Text):
    """A slug; nothing typed means one that is made from the name."""

    def understand(self, typed: str, spoken: Language) -> str:
        return slug_of(super().understand(typed, spoken))
