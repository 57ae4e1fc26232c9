"""The tree of a folder: which of its files tell stories. Nothing is looked for behind a link."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from flask_babel import gettext as _

from webapp.exchange.sheets import Unreadable
from webapp.journal.exchange.languages import configured, is_code
from webapp.journal.exchange.markdown.paths import INDEX, JEKYLL

SUFFIXES = frozenset({".md", ".markdown"})
MOST_FILES, MOST_BYTES = 20_000, 64 * 2**20
# What builds a site, and what was built.
SKIPPED = frozenset({"node_modules", "public", "_site"})


def is_story(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def holds_stories(path: Path) -> bool:
    """Whether a path is Markdown, or a folder with some in it."""
    return any(_walked(path)) if path.is_dir() else is_story(path) and path.is_file()


def found(path: Path) -> list[Path]:
    """The files of a folder in their order: of a site of Jekyll or Hugo only those that it shows. Raises `Unreadable`."""
    path = path.resolve()
    if not path.is_dir():
        return [path]
    files = list(islice(_walked(path), MOST_FILES + 1))
    if len(files) > MOST_FILES:
        raise Unreadable(_("It has more than %(n)s files; import it in parts.", n=MOST_FILES))
    if sum(file.lstat().st_size for file in files) > MOST_BYTES:
        raise Unreadable(_("It is larger than %(n)s MiB; import it in parts.", n=MOST_BYTES // 2**20))
    jekyll = [file for file in files if JEKYLL.intersection(file.parts)]
    return jekyll or [file for file in files if file.is_relative_to(path / "content")] or files


def base_of(path: Path, files: list[Path]) -> Path:
    """The folder that names what is in it: of a story with a folder of its own, the one around that."""
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    of_its_own = any(file.parent == folder and _names_no_story(file.stem) for file in files)
    return folder.parent if of_its_own else folder


def _names_no_story(stem: str) -> bool:
    first = stem.partition(".")[0]
    return first == INDEX or (is_code(first) and configured(first) is not None)


def _walked(path: Path) -> Iterator[Path]:
    for folder, inner, files in os.walk(path):
        inner[:] = sorted(name for name in inner if not name.startswith(".") and name not in SKIPPED)
        yield from (file for name in sorted(files) if is_story(file := Path(folder, name)))
