"""What answers and scripts do to a page, done to its HTML: for states that no template spells."""

from __future__ import annotations

import re

from markupsafe import escape


def into(html: str, target: str, part: str) -> str:
    """`part` at the end of the element with the id `target`, where `beforeend` puts it."""
    end = _end(html, target)
    return html[:end] + part + html[end:]


def instead(html: str, target: str, part: str) -> str:
    """`part` in the place of the element with the id `target`."""
    end = html.index(">", _end(html, target)) + 1
    return html[: _opening(html, target).start()] + part + html[end:]


def changed(html: str, old: str, new: str) -> str:
    """With `new` in the place of what has to be there."""
    assert old in html, f"there is no {old} to change"
    return html.replace(old, new)


def marked(html: str, target: str, *classes: str, **attributes: str | None) -> str:
    """The element with further classes and attributes; one of None is taken away. `aria_busy` is `aria-busy`."""
    found = _opening(html, target)
    tag = found[0]
    for name, value in attributes.items():
        tag = _with_attribute(tag, name.replace("_", "-"), value)
    if classes:
        present = re.search(r'\sclass="([^"]*)"', tag)
        tag = _with_attribute(tag, "class", " ".join([*(present[1].split() if present else []), *classes]))
    return html[: found.start()] + tag + html[found.end() :]


def focused(form: str) -> str:
    """An editor as its script leaves it: in its control, or on the first answer to what it asks."""
    asks = 'class="choice"' in form
    place = r"<button (?=[^>]*data-choose)" if asks else r'<(?:input|select|textarea) (?=[^>]*name="value")'
    return re.sub(place, lambda found: f"{found[0]}autofocus ", form, count=1)


def _with_attribute(tag: str, name: str, value: str | None) -> str:
    bare = re.sub(rf'\s{name}(?:="[^"]*")?(?=[\s>])', "", tag)
    return bare if value is None else f'{bare[:-1]} {name}="{escape(value)}">'


def _opening(html: str, target: str) -> re.Match[str]:
    found = re.search(rf'<(\w+)(?:\s[^>]*)?\sid="{re.escape(target)}"[^>]*>', html)
    assert found, f"there is no {target} to put anything into"
    return found


def _end(html: str, target: str) -> int:
    """Where the closing tag of an element begins."""
    opening = _opening(html, target)
    depth = 1
    for tag in re.finditer(rf"<(/?){opening[1]}\b", html[opening.end() :]):
        depth += -1 if tag[1] else 1
        if not depth:
            return opening.end() + tag.start()
    raise AssertionError(f"{target} is never closed")
