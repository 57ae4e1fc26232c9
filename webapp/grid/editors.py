"""One field being edited: its form, the same with a conflict, and what a long text will look like."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from webapp.grid.columns import Column, Table
from webapp.grid.contrast import contrasts
from webapp.grid.fields import LongText, lines_of
from webapp.hypermedia.locales import Language
from webapp.hypermedia.templates import href, render


@dataclass(frozen=True, slots=True)
class Editor:
    """One field being edited: what was typed, the version it was based on, and what is wrong with it if anything."""

    table: Table
    column: Column
    record_id: int
    spoken: Language
    typed: str
    version: str
    key: str
    face: str = "grid"
    next: str = ""
    error: str | None = None
    code: str | None = None
    title: str = ""
    # The language of the text where it is not that of the page, and those that its author may turn to.
    other: Language | None = None
    languages: tuple[Language, ...] = ()

    @property
    def language(self) -> Language:
        """That of the text."""
        return self.other or self.spoken

    @property
    def next_language(self) -> Language:
        """The one after it, behind the last the first."""
        place = self.languages.index(self.language) + 1 if self.language in self.languages else 0
        return self.languages[place % len(self.languages)]

    @property
    def id(self) -> str:
        return f"f-{self.key}"

    @property
    def cell(self) -> str:
        return f"{self.table.noun}-{self.record_id}-{self.column.field}"

    @property
    def url(self) -> str:
        plural = self.table.plural
        return href(
            "desk.field", locale=self.spoken.code, plural=plural, record_id=self.record_id, field=self.column.field
        )

    @property
    def is_text(self) -> bool:
        return self.table.model.is_text(self.column.field)

    @property
    def has_preview(self) -> bool:
        return isinstance(self.column.type, LongText) and self.column.type.render is not None

    @property
    def shown(self) -> Markup:
        """A long text as its page will show it; only where it has a preview."""
        assert isinstance(self.column.type, LongText)
        assert self.column.type.render is not None
        return self.column.type.render(lines_of(self.typed))

    @property
    def size(self) -> dict[str, int]:
        """How many characters and words it has."""
        text = lines_of(self.typed)
        return {"characters": len(text), "words": len(text.split())}


def editor_html(editor: Editor) -> str:
    """The form of one field."""
    return render("partials/grid/editor.html", "display", editor.spoken.code, {"e": editor})


def conflict_html(editor: Editor, theirs: str, original: str | None, who: str, when: str) -> str:
    """The same form with the choice between mine, theirs and the original; of a long text, what differs between them."""
    context = {"e": editor, "theirs": theirs, "original": original, "who": who, "when": when}
    if isinstance(editor.column.type, LongText):
        context["contrasts"] = contrasts(lines_of(editor.typed), theirs, original)
    return render("partials/grid/conflict.html", "display", editor.spoken.code, context)


def preview_html(editor: Editor) -> str:
    """A long text as its page will show it, or why it cannot be saved like this."""
    return render("partials/grid/preview.html", "display", editor.spoken.code, {"e": editor})
