"""Bodies as WordPress keeps them: HTML with its shortcodes, and with empty lines that mean paragraphs."""

from __future__ import annotations

import re
from html import escape, unescape
from html.parser import HTMLParser

from webapp.prose.simplifying import tidy

# Within these an empty line begins a paragraph; within other blocks the lines are just how somebody typed the HTML.
_ROOMY = {"blockquote", "div", "section", "article"}
_BLOCKS = {
    "p",
    "pre",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "caption",
}
_BLOCKS |= {
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "figure",
    "figcaption",
    "address",
    "form",
    "fieldset",
    "aside",
    "details",
}
_BLOCKS |= {"summary", "iframe", "hr"} | _ROOMY
_CODE = re.compile(r"\[(code|sourcecode)\b([^\[\]]*)\]((?:(?!\[/?\1\b).)*)\[/\1\]", re.DOTALL)
_LANGUAGE = re.compile(r"\blang(?:uage)?=[\"']?([\w+#-]+)")
_CAPTION = re.compile(r"\[caption\b[^\[\]]*\]((?:(?!\[/?caption\b).)*)\[/caption\]", re.DOTALL)
_SHOWN = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
_WINDOW = re.compile(r"\[(embed|video|audio|youtube|vimeo|gallery|playlist)\b([^\[\]]*)\](?:([^\[]*)\[/\1\])?")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
_BREAK = re.compile(r"\s*(<br>)\s*|[ \t]*\n[ \t]*")


def html_of(body: str) -> str:
    """The body as WordPress would show it; what it would show in a window of its own is an address, and a gallery nothing."""
    text = body.replace("\r\n", "\n")
    for shortcode, meant in ((_CODE, _code), (_CAPTION, _caption), (_WINDOW, _window)):
        text = shortcode.sub(meant, text)
    return _Paragraphs(tidy(text)).html


def _code(found: re.Match[str]) -> str:
    language = _LANGUAGE.search(found[2])
    return f'<pre class="language-{language[1] if language else ""}">{escape(unescape(found[3].strip()))}</pre>'


def _caption(found: re.Match[str]) -> str:
    shown = _SHOWN.fullmatch(found[1])
    picture, words = shown.groups() if shown else ("", found[1])
    return f"<figure>{picture}<figcaption>{words.strip()}</figcaption></figure>"


def _window(found: re.Match[str]) -> str:
    address = _ADDRESS.search(f"{found[2]} {found[3] or ''}")
    return f"\n\n{address[0]}\n\n" if address else ""


class _Paragraphs(HTMLParser):
    """Makes paragraphs of what stands in no block. Its lines end where they were ended, if nobody set paragraphs by hand."""

    def __init__(self, tidy_html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self.loose: list[str] = []
        # how many blocks are open that are not roomy
        self.narrow = 0
        self.broken = " " if "<p>" in tidy_html else "<br>"
        self.feed(tidy_html)
        self.close()
        self._set()
        self.html = "".join(self.written)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _BLOCKS:
            self.loose.append(self.get_starttag_text() or "")
            return
        self._set()
        self.written.append(self.get_starttag_text() or "")
        self.narrow += tag not in _ROOMY and tag != "hr"

    def handle_endtag(self, tag: str) -> None:
        if tag not in _BLOCKS:
            self.loose.append(f"</{tag}>")
            return
        self._set()
        self.written.append(f"</{tag}>")
        self.narrow -= tag not in _ROOMY

    def handle_data(self, data: str) -> None:
        self.loose.append(data)

    def handle_entityref(self, name: str) -> None:
        self.loose.append(f"&{name};")

    def _set(self) -> None:
        """Write what came since the last block."""
        text = "".join(self.loose)
        self.loose.clear()
        if not self.narrow:
            parts = (part.strip() for part in re.split(r"\n[ \t]*\n", text))
            self.written += [f"<p>{_BREAK.sub(lambda end: end[1] or self.broken, part)}</p>" for part in parts if part]
        else:
            self.written.append(text)
