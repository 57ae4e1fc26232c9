"""Items of an export: posts become stories, pages drafts of stories; what has no place here is counted and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from flask_babel import gettext as _

from webapp.exchange.cells import cut
from webapp.exchange.drafts import Bad, Draft, Flaw, Given, Remark
from webapp.exchange.mappings import Said
from webapp.hypermedia.locales import source
from webapp.journal.exchange.languages import configured
from webapp.journal.exchange.people import author_draft, author_given
from webapp.journal.exchange.texts import Text, from_wordpress, plain, shortened
from webapp.journal.exchange.wordpress.comments import Thread
from webapp.journal.exchange.wordpress.elements import SOURCE, Element
from webapp.journal.exchange.wordpress.times import time_of
from webapp.prose.foreign import pictures_in
from webapp.prose.markdown import too_complex

AUTHOR = "dc:creator"
OUT, PAGE, POST = frozenset({"publish", "future"}), "page", "post"
GONE = frozenset({"trash", "auto-draft", "inherit"})
LONGEST_MADE_TITLE = 60
COLUMNS = {
    "title": "title",
    "slug": "wp:post_name",
    "summary": "excerpt:encoded",
    "body": "content:encoded",
    "tags": "category",
}
TAGGING = frozenset({"", "category", "post_tag"})


class Items:
    """Understands the items of one export in their order."""

    def __init__(self, language: str, authors: dict[str, str]) -> None:
        self.language = language
        self.locale = configured(language) or source()
        self.names = authors
        self.left_out: Counter[str] = Counter()

    def read(self, elements: Iterable[Element]) -> Iterator[Said | Flaw]:
        if self.language and not configured(self.language):
            yield Remark(
                _(
                    "the shop does not have its language, %(code)s; its texts are kept as %(locale)s",
                    code=cut(self.language),
                    locale=self.locale,
                )
            )
        for item in elements:
            if item.name == "item":
                yield from self._understood(item)
        for what, count in self.left_out.items():
            yield Remark(_("left out: %(what)s (%(n)s)", what=what, n=count))

    def _understood(self, item: Element) -> list[Said | Flaw]:
        """All that an item says, or why it was refused; its comments are refused with it."""
        try:
            return list(self._item(item))
        except Bad as bad:
            self._count(_("comments on what was refused"), len(list(item.all("wp:comment"))))
            return [Flaw(_("line %(n)s", n=item.line), bad.column, bad.reason)]

    def _count(self, what: str, number: int = 1) -> None:
        if number:
            self.left_out[what] += number

    def _item(self, item: Element) -> Iterator[Said | Flaw]:
        kind = item.said("wp:post_type") or POST
        if kind == "attachment":
            address = item.said("wp:attachment_url") or item.said("link")
            yield Remark(_("attachment, not fetched: %(url)s", url=cut(address, 300)))
        elif kind not in (POST, PAGE):
            self._count(_("items of the type %(type)s", type=cut(kind)))
        elif item.said("wp:status") in GONE:
            yield Remark(_("left out, in the trash there: %(title)s", title=cut(_plain(item, "title"))))
        else:
            yield from self._story(item, kind)

    def _story(self, item: Element, kind: str) -> Iterator[Said | Flaw]:
        text = self._text(item)
        given, label, row = text.given(COLUMNS), cut(text.title), _("line %(n)s", n=item.line)
        name = self._author(item)
        opening = given | author_given(AUTHOR, name) | _opening(item)
        if reason := _kept_back(item, kind):
            opening["published"] = Given("wp:status", False)
            yield Remark(_("%(reason)s, kept as a draft: %(title)s", reason=reason, title=label))
        yield from _remarks(item, text, label)
        yield from author_draft(SOURCE, AUTHOR, name, row)
        yield Draft(SOURCE, "post", key := _key(item), label, row, opening)
        yield from Thread(item, key, self.locale, self._count).drafts()
        self._count_ignored(item)

    def _text(self, item: Element) -> Text:
        html = item.said("content:encoded")
        title = _plain(item, "title") or shortened(_plain(item, "content:encoded"), LONGEST_MADE_TITLE)
        slug = unquote(item.said("wp:post_name"))
        return Text(
            locale=self.locale,
            title=title or slug or _("Without a title"),
            slug=slug,
            summary=_plain(item, "excerpt:encoded"),
            body=from_wordpress("content:encoded", html),
            tags=tuple(_tags(item)),
        )

    def _author(self, item: Element) -> str:
        login = item.said(AUTHOR)
        return self.names.get(login) or _plain(item, AUTHOR)

    def _count_ignored(self, item: Element) -> None:
        self._count(_("that a post sticks to the top"), item.said("wp:is_sticky") == "1")
        formats = [one for one in item.all("category") if one.attributes.get("domain") == "post_format"]
        self._count(_("formats of posts"), len(formats))


def _plain(item: Element, name: str) -> str:
    return plain(name, item.said(name))


def _key(item: Element) -> str:
    """What WordPress never changes about a post, even where its site moves."""
    if key := item.said("guid") or item.said("link"):
        return key
    raise Bad("guid", _("It is empty."))


def _opening(item: Element) -> dict[str, Given]:
    """Whether it is out, and from when on. What was never out has no time yet."""
    status = item.said("wp:status") or "publish"
    at = None if status in ("draft", "pending") else time_of(item, "wp:post_date")
    given = {"published_at": Given("wp:post_date", at)} if at else {}
    return given | {"published": Given("wp:status", status in OUT)}


def _remarks(item: Element, text: Text, label: str) -> Iterator[Remark]:
    for address in dict.fromkeys(pictures_in(item.said("content:encoded"))):
        yield Remark(_("picture, not fetched: %(handle)s %(url)s", handle=label, url=cut(address, 300)))
    if too_complex(text.body):
        yield Remark(_("so much markup that it is shown as typed: %(file)s", file=label))


def _kept_back(item: Element, kind: str) -> str | None:
    """Why something that is out there does not come out here by itself."""
    if kind == PAGE:
        return str(_("page"))
    if item.said("wp:post_password"):
        return str(_("protected by a password"))
    return None


def _tags(item: Element) -> Iterator[str]:
    """Categories and tags, but for the one that WordPress gives to whatever has none."""
    for category in item.all("category"):
        name = plain("category", category.text)
        domain, nicename = (category.attributes.get(key, "") for key in ("domain", "nicename"))
        if domain in TAGGING and "uncategorized" not in (nicename, name.casefold()):
            yield name
