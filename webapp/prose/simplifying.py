"""HTML written anew with only what has a form in Markdown, its words safe from being taken for marks."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

import nh3

_LINES = "strong b em i del s strike q code kbd samp tt"
_PARTS = "p blockquote ul li h1 h2 h3 h4 h5 h6 figure figcaption table caption thead tbody tfoot tr th td"
_BLOCKS = "address article aside center dd details div dl fieldset footer form header main nav section summary"
# element -> what stands for its two tags
FORMS = {tag: (f"<{tag}>", f"</{tag}>") for tag in f"{_LINES} {_PARTS}".split()}
FORMS |= dict.fromkeys(_BLOCKS.split(), ("<div>", "</div>"))
FORMS |= {"br": ("<br>", ""), "hr": ("<hr>", ""), "cite": ("<em>", "</em>"), "dt": ("<p><strong>", "</strong></p>")}
FORMS |= {"a": ("", "</a>"), "ol": ("", "</ol>"), "pre": ("", "</code></pre>")}
VOID = {"br", "hr", "img", "embed"}
EMBEDDED = {"iframe", "video", "audio", "embed"}
SHIFTED = {
    "sup": str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}
LITERAL = {"pre", "code", "kbd", "samp", "tt"}
_tidier = nh3.Cleaner(
    tags={*FORMS, *EMBEDDED, *SHIFTED, "img"},
    clean_content_tags={
        "script",
        "style",
        "template",
        "title",
        "select",
        "textarea",
        "button",
        "svg",
        "object",
        "noscript",
    },
    attributes={"a": {"href"}, "img": {"alt"}, "ol": {"start"}, "pre": {"class"}} | {tag: {"src"} for tag in EMBEDDED},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
# Stands for the backslash before what would mean something in Markdown; the converter would double a real one.
BACKSLASH = "\ue000"
_MEANT = re.compile(r"`|~~|\[(?=\^)|\](?=[(\[:])|&(?=#?\w+;)")
_LANGUAGE = re.compile(r"(?:\blang(?:uage)?-|\bbrush:\s*)([\w+#-]+)")
_ADDRESS = re.compile(r"https?://\S+")


def tidy(html: str) -> str:
    """The elements that may say something, each with both its tags; of all others the words."""
    return _tidier.clean(html)


class Simplified(HTMLParser):
    """`html` is what was written of a tidy one, and `deepest` how many elements stand within each other there."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.depth = self.deepest = 0
        self.within: set[str] = set()
        self.feed(html.replace(BACKSLASH, ""))
        self.close()
        self.html = "".join(self.written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag not in VOID
        self.deepest = max(self.deepest, self.depth)
        if "pre" in self.within:
            self.written.append("\n" if tag == "br" else "")
        else:
            self.written.append(self._started(tag, {name: value or "" for name, value in attrs}))
            self.within.add(tag)

    def _started(self, tag: str, given: dict[str, str]) -> str:
        if tag == "a":
            return f'<a href="{escape(given.get("href", ""))}">'
        if tag == "ol":
            return f'<ol start="{escape(given.get("start", "1"))}">'
        if tag == "pre":
            language = _LANGUAGE.search(given.get("class", ""))
            return f'<pre><code class="language-{language[1] if language else ""}">'
        if tag == "img":
            return escape(given.get("alt", "")) if "a" in self.within else ""
        if tag in EMBEDDED:
            return _linked(given.get("src", ""))
        return FORMS.get(tag, ("", ""))[0]

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1
        if "pre" not in self.within or tag == "pre":
            self.within.discard(tag)
            self.written.append(FORMS.get(tag, ("", ""))[1])

    def handle_data(self, data: str) -> None:
        if self.within & LITERAL:
            self.written.append(escape(data))
        elif "a" not in self.within and _ADDRESS.fullmatch(data.strip()):
            self.written.append(_linked(data.strip()))
        else:
            for tag in SHIFTED.keys() & self.within:
                data = _shifted(data, SHIFTED[tag])
            self.written.append(escape(_MEANT.sub(BACKSLASH + r"\g<0>", data), quote=False))


def _linked(address: str) -> str:
    """What another program shows in a window of its own is a link here."""
    shown = escape(address)
    return f'<p><a href="{shown}">{shown}</a></p>' if _ADDRESS.fullmatch(address) else ""


def _shifted(text: str, letters: dict[int, int]) -> str:
    """`2` -> `²`, where each letter has such a form."""
    return text.translate(letters) if all(ord(letter) in letters for letter in text) else text
