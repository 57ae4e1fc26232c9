"""Samples of the public catalogue: its lists, the tree of categories, the page of a product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.catalogue.fragments import shelf_url
from webapp.catalogue.queries.shelves import Shelf
from webapp.gallery.made import EDITOR, FIRST_ID, category, lent, long_words, product
from webapp.gallery.marks import marked
from webapp.gallery.samples import Frame, declare
from webapp.grid.editing import page_editors
from webapp.hypermedia.locales import Language
from webapp.hypermedia.templates import render

SHELF = Frame("catalogue/products.html")
PRODUCT = Frame("catalogue/product.html", known=lambda _spoken: {"editors": []})
EDITED = Frame(
    "catalogue/product.html", known=lambda _spoken: {"editors": page_editors("products", EDITOR)}, edited=True
)
NAME = f"product-{FIRST_ID}-name"
# All that a text may hold.
EVERYTHING = """## First

A paragraph with *emphasis*, `code` and [a link](/en/products).

### Second

1. one
2. two
   - two and a half

> A quotation.

| Size | Weight |
|------|-------:|
| 70 cl | 1.2 kg |

```python
print("a line of code that is longer than a telephone is wide, so that it has to scroll within its frame")
```

Text with a note.[^1]

[^1]: The note.
"""


def page_of(spoken: Language, **changes: Any) -> Mapping[str, Any]:
    return {"p": product(spoken, **changes), "path": [category(spoken), category(spoken, 1)]}


def product_html(spoken: Language) -> str:
    return render("partials/catalogue/product/body.html", "display", spoken.code, page_of(spoken))


def _bare(spoken: Language) -> Mapping[str, Any]:
    nothing = ("picture", "pack", "supplier", "summary", "summary_source", "description", "description_source")
    return {"p": product(spoken, **dict.fromkeys(nothing)), "path": []}


def _long(spoken: Language) -> Mapping[str, Any]:
    words = long_words(spoken)
    changes = {
        "name": words,
        "summary": words,
        "description": words,
        "pack": words,
        "supplier": words,
        "price": 2**31 - 1,
    }
    return {"p": product(spoken, **changes), "path": [category(spoken, name=words)] * 3}


declare(
    "catalogue/product/body",
    PRODUCT,
    display=page_of,
    low=lambda spoken: page_of(spoken, stock=3),
    out_of_stock=lambda spoken: page_of(spoken, stock=0),
    discontinued=lambda spoken: page_of(spoken, discontinued=True),
    untranslated=lambda spoken: {"p": lent(product, spoken), "path": [lent(category, spoken)]},
    bare=_bare,
    long_words=_long,
    every_mark=lambda spoken: page_of(spoken, description=EVERYTHING),
)
declare(
    "catalogue/product/body",
    EDITED,
    to_be_edited=page_of,
    to_be_edited_bare=_bare,
    editor_on_its_way=lambda spoken: marked(product_html(spoken), f"product-{FIRST_ID}-description", aria_busy="true"),
    saving=lambda spoken: marked(product_html(spoken), NAME, "pending", aria_busy="true"),
    saved=lambda spoken: marked(product_html(spoken), NAME, "saved"),
    refused_aside=lambda spoken: marked(product_html(spoken), NAME, "refused"),
)


def _list(spoken: Language, cards: list[Any], head: Any = None, last: int = 1, **shelf: Any) -> Mapping[str, Any]:
    shown = Shelf(**shelf)
    return {
        "cards": cards,
        "count": len(cards) * last,
        "last": last,
        "shelf": shown,
        "slug": shown.category,
        "head": head,
        "url": lambda **changes: shelf_url(spoken.code, shown, shown.category, **changes),
    }


def _cards(spoken: Language, count: int, **changes: Any) -> list[Any]:
    return [product(spoken, place, **changes) for place in range(count)]


def _mixed(spoken: Language) -> list[Any]:
    words = long_words(spoken)
    odd: list[dict[str, Any]] = [
        {"stock": 0},
        {"discontinued": True},
        {"picture": None},
        {"name": words},
        {"price": 2**31 - 1},
        {"price": 0},
    ]
    return [product(spoken, place, **changes) for place, changes in enumerate(odd)]


declare(
    "catalogue/product/list",
    SHELF,
    real=lambda spoken: (Shelf(),),
    many=lambda spoken: _list(spoken, _cards(spoken, 24), last=3),
    middle_page=lambda spoken: _list(spoken, _cards(spoken, 24), last=1000, page=500),
    one=lambda spoken: _list(spoken, _cards(spoken, 1)),
    category=lambda spoken: _list(spoken, _cards(spoken, 4), category(spoken), category="made-up"),
    category_untranslated=lambda spoken: _list(
        spoken, [lent(product, spoken)], lent(category, spoken), category="made-up", sort="-price"
    ),
    odd_cards=lambda spoken: _list(
        spoken, _mixed(spoken), category(spoken, name=long_words(spoken)), category="made-up"
    ),
    nothing_matches=lambda spoken: _list(spoken, [], q=long_words(spoken)[:200]),
    empty=lambda spoken: _list(spoken, [], category(spoken), category="made-up"),
)
declare(
    "catalogue/product/focus",
    Frame("journal/home.html"),
    real=lambda spoken: (),
    display=lambda spoken: {"cards": _cards(spoken, 6)},
    one=lambda spoken: {"cards": _cards(spoken, 1)},
    odd_cards=lambda spoken: {"cards": _mixed(spoken)},
    untranslated=lambda spoken: {"cards": [lent(product, spoken)]},
)


def _tree(spoken: Language, current: str = "", **changes: Any) -> Mapping[str, Any]:
    """Three levels of them."""
    above: dict[int, int | None] = {0: None, 1: 0, 2: 0, 3: None, 4: 3, 5: 4}
    children: dict[int | None, list[Any]] = {}
    for place, parent in above.items():
        key = None if parent is None else FIRST_ID + parent
        children.setdefault(key, []).append(category(spoken, place, **changes))
    return {"children": children, "current": current}


declare(
    "catalogue/category/tree",
    SHELF,
    real=lambda spoken: ("",),
    display=_tree,
    chosen=lambda spoken: _tree(spoken, "made-up-2"),
    chosen_deep=lambda spoken: _tree(spoken, "made-up-5"),
    untranslated=lambda spoken: {"children": {None: [lent(category, spoken)]}, "current": ""},
    long_words=lambda spoken: _tree(spoken, "made-up-1", name=long_words(spoken)),
    empty=lambda spoken: {"children": {}, "current": ""},
)
