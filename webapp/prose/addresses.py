"""Names and the addresses that follow from them, per language."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import select

from webapp.prose.slugs import free_slug
from webapp.storage.records import Record


class Addressed(Record):
    """Mixin of a noun whose texts have a name, in the column `__titled__`, and a slug."""

    __titled__: ClassVar[str] = "name"

    def rename(self, name: str | None, locale: str) -> None:
        """Set the name in one language. Its first name there gives it an address that later names do not move.

        Raises `ValueError` "last_name" where no language would have one.
        """
        others = (text for spoken, text in self.texts.items() if spoken != locale)
        if not name and not any(getattr(text, self.__titled__) for text in others):
            raise ValueError("last_name")
        self.assign(self.__titled__, locale, name)
        text = self.texts[locale]
        if name and text.slug is None:
            text.slug = free_slug(name, self._taken)

    def readdress(self, slug: str | None, locale: str) -> None:
        """Set the slug in one language, made anew from the name where it is None; where it was leads on to where it is.

        Raises `ValueError` "taken" where another record has it.
        """
        text = self.texts.get(locale)
        name = text and getattr(text, self.__titled__)
        if slug is None:
            slug = free_slug(name, self._taken) if name else None
        elif self._taken([slug]):
            raise ValueError("taken")
        if slug is not None or text is not None:
            self.assign("slug", locale, slug)

    def bring_address(self, slug: str, locale: str) -> None:
        """Set the slug in one language to the one that it had elsewhere, with a number behind it where it is taken here."""
        self.assign("slug", locale, free_slug(slug, self._taken))

    def _taken(self, slugs: list[str]) -> set[str]:
        """Taken in any language: where a text falls back, its slug is an address in the other language too."""
        assert self.__texts__ is not None
        texts: Any = self.__texts__
        owner = getattr(texts, f"{self.__noun__}_id")
        taken = select(texts.slug).where(texts.slug.in_(slugs), owner != (self.id or 0))
        with self.session().no_autoflush:
            return set(self.session().scalars(taken))
