"""Comments of an item: who said what to whom, without e-mail and network addresses, what is replied to first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask_babel import gettext as _

from webapp.exchange.cells import cut
from webapp.exchange.drafts import Bad, Draft, Flaw, Given, Link
from webapp.journal.exchange.texts import from_wordpress, plain, shortened
from webapp.journal.exchange.wordpress.elements import SOURCE, Element
from webapp.journal.exchange.wordpress.times import time_of
from webapp.journal.models import SHOWN, WAITING

STATES = {"1": SHOWN, "approved": SHOWN, "approve": SHOWN, "0": WAITING, "hold": WAITING}
SAID = frozenset({"", "comment"})
PINGS = frozenset({"pingback", "trackback"})
LONGEST_NAME = 80


class Thread:
    """The comments below one item; `left_out` is told what is not brought, and how much of it."""

    def __init__(self, item: Element, story: str, locale: str, left_out: Callable[[str, int], None]) -> None:
        self.story = story
        self.locale = locale
        self.all = {_id(comment): comment for comment in item.all("wp:comment")}
        self.unknown = [comment for comment in item.all("wp:comment") if not _id(comment)]
        self.brought = {id_: None for id_, comment in self.all.items() if id_ and self._is_brought(comment, left_out)}

    def _is_brought(self, comment: Element, left_out: Callable[[str, int], None]) -> bool:
        kind, approved = comment.said("wp:comment_type"), comment.said("wp:comment_approved")
        if kind in PINGS:
            left_out(_("pingbacks and trackbacks"), 1)
        elif kind not in SAID:
            left_out(_("comments of other kinds"), 1)
        elif approved not in STATES:
            left_out(_("comments that are spam or in the trash"), 1)
        else:
            return True
        return False

    def drafts(self) -> Iterator[Draft | Flaw]:
        for comment in self.unknown:
            yield Flaw(_("line %(n)s", n=comment.line), "wp:comment_id", _("It is empty."))
        for id_, parent in self._in_order():
            comment = self.all[id_]
            try:
                yield self._draft(comment, id_, parent)
            except Bad as bad:
                yield Flaw(_("line %(n)s", n=comment.line), bad.column, bad.reason)

    def _in_order(self) -> Iterator[tuple[str, str | None]]:
        """Each comment that is brought, with the one that it replies to, which comes before it."""
        placed: set[str | None] = set()
        for id_ in self.brought:
            for one in reversed(self._unplaced(id_, placed)):
                parent = self._parent(one)
                yield one, parent if parent in placed else None
                placed.add(one)

    def _unplaced(self, id_: str | None, placed: set[str | None]) -> list[str]:
        """From a reply up to the first that has its place, or replies to nothing, or in a circle to one of these."""
        chain: dict[str, None] = {}
        while id_ and id_ not in placed and id_ not in chain:
            chain[id_] = None
            id_ = self._parent(id_)
        return list(chain)

    def _parent(self, id_: str) -> str | None:
        """What a comment replies to; a reply to one that is not brought stands by itself."""
        parent = self.all[id_].said("wp:comment_parent")
        return parent if parent in self.brought else None

    def _draft(self, comment: Element, id_: str, parent: str | None) -> Draft:
        given = {
            "post_id": Given("wp:comment", Link("post", self.story)),
            "name": Given("wp:comment_author", _name(comment)),
            "locale": Given("language", self.locale),
            "state": Given("wp:comment_approved", STATES[comment.said("wp:comment_approved")]),
            "body": Given("wp:comment_content", _body(comment)),
        }
        if parent:
            given["parent_id"] = Given("wp:comment_parent", Link("comment", self._key(parent)))
        if at := time_of(comment, "wp:comment_date"):
            given["at"] = Given("wp:comment_date", at)
        label = _("%(id)s by %(name)s", id=id_, name=cut(_name(comment)))
        return Draft(SOURCE, "comment", self._key(id_), label, _("line %(n)s", n=comment.line), given)

    def _key(self, id_: str) -> str:
        return f"{self.story}#comment-{id_}"


def _id(comment: Element) -> str:
    return comment.said("wp:comment_id")


def _name(comment: Element) -> str:
    return shortened(plain("wp:comment_author", comment.said("wp:comment_author")), LONGEST_NAME) or _("Anonymous")


def _body(comment: Element) -> str:
    if body := from_wordpress("wp:comment_content", comment.said("wp:comment_content")):
        return body
    raise Bad("wp:comment_content", _("It is empty."))
