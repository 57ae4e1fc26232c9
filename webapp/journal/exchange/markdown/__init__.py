"""Folders of Markdown with front matter, as Jekyll and Hugo keep them: files of a story in several languages are one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask_babel import gettext as _

from webapp.exchange.drafts import Bad, Flaw, Remark
from webapp.exchange.mappings import Said
from webapp.journal.exchange.markdown import tree
from webapp.journal.exchange.markdown.pages import Page, page
from webapp.journal.exchange.markdown.paths import Paths
from webapp.journal.exchange.markdown.stories import Stories

# What a section of a site or a folder says of itself.
ASIDE = frozenset({"_index", "readme"})
recognises = tree.holds_stories


def opened(path: Path) -> Iterator[Said | Flaw]:
    """What the files of a folder say, or one file; raises `Unreadable` for a folder that is too large."""
    return _said(path, tree.found(path))


def _said(path: Path, files: list[Path]) -> Iterator[Said | Flaw]:
    root = path.resolve() if path.is_dir() else path.resolve().parent
    paths = Paths(tree.base_of(path, files), files)
    stories = Stories()
    for file in files:
        place = str(file.relative_to(root))
        if file.stem.partition(".")[0].lower() in ASIDE:
            yield Remark(_("left out: %(file)s", file=place))
            continue
        try:
            stories.add(_page(root, file, place, paths))
        except Bad as bad:
            yield Flaw(place, bad.column, bad.reason)
    yield from stories.said()


def _page(root: Path, file: Path, place: str, paths: Paths) -> Page:
    if not file.resolve().is_relative_to(root):
        raise Bad(None, _("It is a link that leads out of the folder."))
    if not file.is_file():
        raise Bad(None, _("It is not a file."))
    return page(file, place, paths.named(file))
