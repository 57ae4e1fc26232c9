"""Paths: what the name and the folders of a file say of the story that it tells.

Jekyll: `_posts/2024-05-01-title.md`. Hugo: `content/posts/title.nl.md`, `content/nl/posts/title.md`, and a folder of its
own for a story, `posts/title/index.nl.md`. Or such a folder with a file for each language: `title/nl.md`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from webapp.exchange.drafts import Bad
from webapp.journal.exchange.languages import configured, is_code

INDEX = "index"
JEKYLL = frozenset({"_posts", "_drafts"})
# Where a site keeps what it shows, below the folder that names the site.
KEPT_IN = JEKYLL | {"content"}
_DATED = re.compile(r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})-(.+)")


@dataclass(frozen=True, slots=True)
class Named:
    """What a path says. `key` is the same for a story in all its languages; `name` has neither date nor language."""

    key: str
    name: str
    day: str
    language: str | None


class Paths:
    """The files of one folder. Beside a folder or file that is named after a language of the shop, so are others."""

    def __init__(self, base: Path, files: Iterable[Path]) -> None:
        self.base = base
        self.beside: dict[Path, set[str]] = defaultdict(set)
        for file in files:
            for path in (file.with_suffix(""), *file.parents[:-1]):
                self.beside[path.parent].add(path.name)

    def named(self, file: Path) -> Named:
        """Raises `Bad` for a language that is none of the shop's."""
        codes: list[str] = []
        start = self._start(file)
        folders = [
            folder.name
            for folder in reversed(file.parents)
            if len(folder.parts) > start and not self._is_language(folder, codes)
        ]
        name = _without_language(file.stem, codes)
        if name == INDEX or self._is_language(file.with_suffix(""), codes):
            name = folders.pop()
        dated = _DATED.fullmatch(name)
        key = "/".join([*folders, name])
        language = known(codes[-1]) if codes else None
        return Named(key, dated[2], dated[1], language) if dated else Named(key, name, "", language)

    def _start(self, file: Path) -> int:
        """From which part on a path counts: the folder of its site, so that a part of a site has the keys of the whole.

        Where nothing tells the site, the folder that was named.
        """
        kept = [place for place, part in enumerate(file.parts) if part in KEPT_IN]
        start = kept[-1] - 1 if kept else len(self.base.parts) - 1
        while start > 1 and configured(file.parts[start]) and is_code(file.parts[start]):
            start -= 1
        return max(1, start)

    def _is_language(self, path: Path, codes: list[str]) -> bool:
        """Whether a folder or file is named after a language, which is then added to `codes`."""
        if not is_code(path.name) or not any(is_code(name) and configured(name) for name in self.beside[path.parent]):
            return False
        codes.append(path.name)
        return True


def known(code: str) -> str:
    """The language of the shop that a code means; raises `Bad` where it has none."""
    if language := configured(code):
        return language
    raise Bad(None, _("The shop does not have its language, %(code)s.", code=code[:40]))


def _without_language(stem: str, codes: list[str]) -> str:
    name, _dot, suffix = stem.rpartition(".")
    if name and is_code(suffix) and (configured(suffix) or len(suffix) == 2):
        codes.append(suffix)
        return name
    return stem
