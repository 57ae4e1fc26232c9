"""Records that are in no database: in the words of the demo, which every language has some of."""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

import frontmatter

from webapp.access import Visitor
from webapp.catalogue.demo.shop import FOLDER as SHOP
from webapp.hypermedia.locales import Language, languages, source
from webapp.journal.demo.stories import FOLDER as STORIES
from webapp.storage import clock

# No record has an id so high, so whatever is pressed in the gallery finds nothing to change.
FIRST_ID = 2_147_000_000
BLOCK, BLOCKS = 100, 4_800
# Stories that are told in every language of the demo.
STORIES_TOLD = ("a-pot-that-pours-well", "sharpening-a-kitchen-knife", "seeds-for-a-balcony", "winter-window")
COVERS = ("teapot", "knife", "garden", "window")
# (key of its texts, name of its picture): what a shelf is filled with
SHELF = (("TEA-POT", "tea-pot"), ("TEA-CUP", "tea-cup"), ("KIT-KNI", "kit-kni"), ("LIG-LAM", "lig-lam"))
VERSION = "gallery.gallery"
READERS = ("Ineke", "Юлия", "محمد", "Søren", "María José")
# In whose eyes a page is shown that is edited, to somebody who is not signed in.
EDITOR = Visitor(0, "Edith Editor", "", "owner")
# The longest words of each language: no line breaks within one unless the style sheet lets it.
LONG_WORDS = {
    "en": "Floccinaucinihilipilification-Antidisestablishmentarianism",
    "nl": "Hottentottententententoonstellingsterreinwachtershuisje",
    "de": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "fr": "Anticonstitutionnellement-hexakosioihexekontahexaphobique",
    "es": "Electroencefalografistas-desoxirribonucleótidos",
    "ar": "أفاستسقيناكموهاوليستخلفنهموسيستدرجونهم",
}


def long_words(spoken: Language) -> str:
    word = LONG_WORDS.get(spoken.code, LONG_WORDS["en"])
    return f"{word} {word[::-1]}{word} {word}"


@cache
def _shop_in(locale: str) -> dict[str, Any]:
    path = SHOP / f"{locale}.toml"
    return tomllib.loads((path if path.exists() else SHOP / "en.toml").read_text(encoding="utf-8"))


@cache
def _story_in(locale: str, key: str) -> Any:
    folder = STORIES / "posts" / key
    path = folder / f"{locale}.md"
    return frontmatter.loads((path if path.exists() else folder / "en.md").read_text(encoding="utf-8"))


def apart(html: str, name: str) -> str:
    """The same with ids from another block: else a browser that keeps what was typed into one sample offers it in another."""
    block = FIRST_ID // BLOCK
    return html.replace(str(block), str(block + zlib.crc32(name.encode()) % BLOCKS))


def product(spoken: Language, place: int = 0, /, **changes: Any) -> Any:
    """A product as its page, its card and its row in the grid show it; all its texts are in the language."""
    key, picture = SHELF[place % len(SHELF)]
    texts = _shop_in(spoken.code)["product"].get(key) or _shop_in("en")["product"][key]
    known = _record(place) | {
        "sku": key, "price": 5400 + 1000 * place, "stock": 24, "reorder_level": 6, "pack": "1 × 70 cl",
        "published": True, "discontinued": False, "picture": f"{picture}.svg", "supplier": "Atelier Morvane",
        "supplier_id": 1, "supplier_id_name": "Atelier Morvane",
        "category_id": 1, "category_id_name": category(spoken).name,
        "name_locale": spoken.code, "slug": f"made-up-{place}",
    }  # fmt: skip
    for name in ("name", "summary", "description"):
        known |= {name: texts.get(name), f"{name}_source": texts.get(name)}
    return SimpleNamespace(**_named(known | changes, "name"))


def category(spoken: Language, place: int = 0, /, **changes: Any) -> Any:
    texts = list(_shop_in(spoken.code)["category"].values())[place]
    known = _record(place) | {
        "parent_id": None, "parent_id_name": None, "position": place, "name": texts["name"], "name_source": texts["name"],
        "summary": texts["description"], "summary_source": texts["description"], "description": None,
        "name_locale": spoken.code, "slug": f"made-up-{place}", "slug_source": None,
    }  # fmt: skip
    return SimpleNamespace(**_named(known | changes, "name"))


def story(spoken: Language, place: int = 0, /, key: str = STORIES_TOLD[0], **changes: Any) -> Any:
    """A story as its page, a list and its row in the grid show it."""
    text = _story_in(spoken.code, key)
    known = _record(place) | {
        "cover": COVERS[place % len(COVERS)], "published": True, "published_at": clock.now() - timedelta(days=1 + 30 * place),
        "author": "Yusuf Haddad", "author_slug": "made-up", "author_id": 1, "author_id_name": "Yusuf Haddad",
        "about": None, "about_source": None, "name_locale": spoken.code, "slug": f"made-up-{place}",
        "body": text.content.strip(), "tags": text.metadata.get("tags"),
        "title": text.metadata["title"], "summary": text.metadata.get("summary"),
    }  # fmt: skip
    return SimpleNamespace(**_named(known | changes, "title"))


def comment(spoken: Language, place: int = 0, /, **changes: Any) -> Any:
    """What a reader says, as a thread and the moderators' pile show it."""
    known = _record(place) | {
        "parent_id": None, "name": READERS[place % len(READERS)], "user_id": None, "locale": spoken.code, "state": "shown",
        "body": product(spoken, place).summary, "at": clock.now() - timedelta(hours=50 - place),
        "post_id": FIRST_ID, "title": story(spoken).title, "name_locale": spoken.code, "slug": "made-up-0", "out": True,
        "parent_name": None, "parent_body": None,
    }  # fmt: skip
    return SimpleNamespace(**known | changes)


def long_comment(spoken: Language) -> Any:
    words = long_words(spoken)
    return comment(spoken, name=words[:80], body=f"{words}\n\n> {words}\n\n`{words}`")


def lent(make: Callable[[Language, int], Any], spoken: Language, place: int = 0) -> Any:
    """A record without a text in this language: its name is lent by any other one, the rest by the source only."""
    other = next((one for one in languages() if one.code != spoken.code), spoken)
    record = make(other, place)
    for name in ("summary", "description", "body", "tags"):
        setattr(record, name, None)
        if other.code != source():
            setattr(record, f"{name}_source", None)
    return record


def _record(place: int) -> dict[str, Any]:
    return {"id": FIRST_ID + place, "version": VERSION, "trashed_at": None}


def _named(known: dict[str, Any], title: str) -> dict[str, Any]:
    """What the database finds for a record: its name in a language, and the source's texts for all that it has."""
    sources = {
        f"{name}_source": known.get(f"{name}_source")
        for name in ("slug", "summary", "description", "body", "tags", title)
    }
    return sources | known | {"listed": known[title], "listed_locale": known["name_locale"]}
