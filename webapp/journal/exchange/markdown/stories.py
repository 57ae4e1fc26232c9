"""Stories: pages that tell the same in several languages, as one draft of a post."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from webapp.exchange.cells import cut
from webapp.exchange.drafts import Bad, Draft, Given, Remark
from webapp.exchange.mappings import Said
from webapp.hypermedia.locales import languages
from webapp.journal.exchange.markdown.pages import Page
from webapp.journal.exchange.people import author_draft, author_given
from webapp.prose.markdown import too_complex

SOURCE, AUTHOR = "markdown", "author"


class Stories:
    """Gathers the pages of one folder, in any order."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, Page]] = {}

    def add(self, page: Page) -> None:
        """Raises `Bad` for a story that another page tells in the same language."""
        told = self.pages.setdefault(page.key, {})
        if before := told.get(page.text.locale):
            raise Bad(None, _("It tells the same story in the same language as %(file)s.", file=before.place))
        told[page.text.locale] = page

    def said(self) -> Iterator[Said]:
        spoken = [language.code for language in languages()]
        for told in self.pages.values():
            yield from self._story([told[locale] for locale in spoken if locale in told])

    def _story(self, pages: list[Page]) -> Iterator[Said]:
        """One post of pages in the order of the shop's languages; the first that says something speaks for all."""
        out = [page for page in pages if not page.draft]
        for page in pages:
            yield from _remarks(page, bool(out))
        told = out or pages
        first, row = told[0], told[0].place
        author = next((page.author for page in told if page.author), "")
        given = {name: value for page in told for name, value in page.given.items()} | author_given(AUTHOR, author)
        if at := next((page.at for page in told if page.at), None):
            given["published_at"] = Given("date", at)
        given["published"] = Given("draft", bool(out))
        yield from author_draft(SOURCE, AUTHOR, author, row)
        yield Draft(SOURCE, "post", first.key, cut(first.text.title), row, given)


def _remarks(page: Page, is_out: bool) -> Iterator[Remark]:
    if page.draft and is_out:
        yield Remark(_("left out: %(file)s, a draft of what is out in other languages", file=page.place))
        return
    if page.has_shortcodes:
        yield Remark(_("its shortcodes are shown as they are typed: %(file)s", file=page.place))
    if too_complex(page.text.body):
        yield Remark(_("so much markup that it is shown as typed: %(file)s", file=page.place))
