"""Linked data: what a page is about, in the words of schema.org, for machines that read no prose."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from webapp.hypermedia import statics
from webapp.hypermedia.heads import SHOP
from webapp.hypermedia.paths import absolute

Node = Mapping[str, Any]


def data_block(nodes: Sequence[Node]) -> Markup:
    """The nodes as JSON-LD: a block that no browser runs and that nothing within can end."""
    if not nodes:
        return Markup()
    text = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False)
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - its marks are escaped above


def node(kind: str, **known: Any) -> Node:
    """A thing of a kind, with what is known of it."""
    return {"@type": kind} | {name: value for name, value in known.items() if value is not None}


def shop() -> Node:
    """Whose pages these are."""
    organization = node("Organization", name=SHOP, url=absolute("/"), logo=absolute(statics.url("icon.svg")))
    return {**organization, "@id": absolute("/#shop")}


def breadcrumbs(*steps: tuple[str, str]) -> Node:
    """The way to a page as (name, path), the page itself last."""
    items = [
        node("ListItem", position=place, name=name, item=absolute(path)) for place, (name, path) in enumerate(steps, 1)
    ]
    return node("BreadcrumbList", itemListElement=items)
