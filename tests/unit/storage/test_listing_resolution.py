"""Listings: what a list shows, sorts and searches by follows the texts, whoever changes them."""

from __future__ import annotations

import random
from pathlib import Path
from threading import Thread

import pytest

from tests.unit.conftest import close, make_shop
from tests.unit.storage.outside import Outside, only_postgresql, only_sqlite
from webapp.storage import listings, schema, tallies
from webapp.storage.engines import engines
from webapp.storage.folding import fold
from webapp.storage.transactions import snapshot

# noun -> the column of its texts that holds the name
NOUNS = {"product": "name", "category": "name", "post": "title"}
# (record, locale) -> name, the language that it came from, key, slug
Listed = dict[tuple[int, str], tuple[str, str, str, str]]


def _listed(outside: Outside, noun: str) -> Listed:
    rows = outside.run(f"SELECT {noun}_id, locale, name, name_locale, name_key, slug FROM {noun}_listing")
    return {(row[0], row[1]): row[2:] for row in rows}  # type: ignore[misc]


def _resolved(outside: Outside, noun: str) -> Listed:
    """What the listing has to hold, from the texts: each field falls back by itself, to the first text that has both."""
    locales = [code for (code,) in outside.run("SELECT code FROM locale ORDER BY position")]
    texts: dict[int, dict[str, tuple[str | None, str | None]]] = {}
    for record, locale, name, slug in outside.run(f"SELECT {noun}_id, locale, {NOUNS[noun]}, slug FROM {noun}_text"):
        texts.setdefault(record, {})[locale] = name, slug
    found: Listed = {}
    for record, spoken in texts.items():
        complete = [locale for locale in locales if None not in spoken.get(locale, (None, None))]
        first = complete[0] if complete else ""
        for locale in locales:
            (name, slug), (other_name, other_slug) = (spoken.get(one, (None, None)) for one in (locale, first))
            if (name or other_name) and (slug or other_slug):
                from_ = locale if name else first
                found[record, locale] = (name or other_name, from_, fold(name or other_name), slug or other_slug)  # type: ignore[arg-type, assignment]
    return found


def _agrees(outside: Outside) -> bool:
    for noun in NOUNS:
        assert _listed(outside, noun) == _resolved(outside, noun)
    listed = outside.run("SELECT post_id, locale, told_at FROM post_listing")
    told = outside.run(
        "SELECT l.post_id, l.locale, CASE WHEN p.published AND p.trashed_at IS NULL THEN p.published_at END"
        " FROM post_listing l JOIN post p ON p.id = l.post_id WHERE l.name_locale = l.locale UNION ALL"
        " SELECT post_id, locale, NULL FROM post_listing WHERE name_locale <> locale"
    )
    assert sorted(map(str, listed)) == sorted(map(str, told))
    with snapshot() as connection:
        assert tallies.differing(connection) == []
    return True


def test_the_demo_is_listed_in_every_language_and_has_gaps_that_fall_back(shop, outside):
    assert _agrees(outside)
    listed = _listed(outside, "product")
    assert len(listed) == 6 * len({record for record, _locale in listed})
    assert any(locale != name_locale for (_id, locale), (_n, name_locale, _k, _s) in listed.items())


def test_a_name_that_is_written_in_its_own_language_is_listed(shop, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = 'nl'")
    assert _listed(outside, "product")[1, "nl"][1] == "en"
    outside.run("INSERT INTO product_text (product_id, locale, name) VALUES (1, 'nl', 'Een Kóm')")
    name, name_locale, key, slug = _listed(outside, "product")[1, "nl"]
    assert (name, name_locale, key) == ("Een Kóm", "nl", "een kom")
    assert slug == outside.one("SELECT slug FROM product_text WHERE product_id = 1 AND locale = 'en'")


def test_a_name_of_the_source_language_is_listed_wherever_it_stands_in(shop, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = 'nl'")
    outside.run("UPDATE product_text SET name = 'Renamed' WHERE product_id = 1 AND locale = 'en'")
    listed = _listed(outside, "product")
    assert listed[1, "en"][0] == listed[1, "nl"][0] == "Renamed"
    assert listed[1, "de"][0] != "Renamed" or listed[1, "de"][1] == "en"
    assert _agrees(outside)


def test_a_translation_that_is_deleted_falls_back(shop, outside):
    outside.run("DELETE FROM product_text WHERE locale <> 'en'")
    assert {name_locale for _name, name_locale, _key, _slug in _listed(outside, "product").values()} == {"en"}
    assert _agrees(outside)


def test_a_product_without_any_name_is_not_listed(shop, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1")
    assert not [key for key in _listed(outside, "product") if key[0] == 1]


def test_a_product_that_has_only_a_translation_is_listed_by_it_in_every_language(shop, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1")
    outside.run("INSERT INTO product_text (product_id, locale, name, slug) VALUES (1, 'fr', 'Seul', 'seul')")
    listed = {locale: values for (record, locale), values in _listed(outside, "product").items() if record == 1}
    assert listed == dict.fromkeys(["en", "nl", "de", "fr", "es", "ar"], ("Seul", "fr", "seul", "seul"))


@pytest.mark.parametrize(
    ("taken", "name"), [("nothing", "Bowl"), ("en", "Kom"), ("en, nl", "Schale"), ("en, nl, de", "Bol")]
)
def test_what_is_not_translated_falls_back_to_the_first_language_that_has_a_text(shop, outside, taken, name):
    outside.run("DELETE FROM product_text WHERE product_id = 1")
    for locale, own in (("de", "Schale"), ("fr", "Bol"), ("en", "Bowl"), ("nl", "Kom")):
        outside.run("INSERT INTO product_text (product_id, locale, name, slug) VALUES (1, ?, ?, ?)", locale, own, own)
    for locale in taken.split(", "):
        outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = ?", locale)
    listed = _listed(outside, "product")
    assert (
        listed[1, "ar"][0] == listed[1, "es"][0] == listed[1, taken.split(", ")[0].replace("nothing", "en")][0] == name
    )
    assert _agrees(outside)


def test_a_text_without_a_slug_or_without_a_name_is_none_that_others_fall_back_to(shop, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1")
    for locale, name, slug in (("en", "Bowl", None), ("nl", None, "kom"), ("de", "Schale", "schale")):
        outside.run("INSERT INTO product_text (product_id, locale, name, slug) VALUES (1, ?, ?, ?)", locale, name, slug)
    listed = {
        locale: (values[0], values[3])
        for (record, locale), values in _listed(outside, "product").items()
        if record == 1
    }
    assert listed["fr"] == ("Schale", "schale")
    assert (listed["en"], listed["nl"]) == (("Bowl", "schale"), ("Schale", "kom"))
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = 'de'")
    assert not [key for key in _listed(outside, "product") if key[0] == 1]


@pytest.mark.parametrize("column", ["locale", "product_id"])
def test_a_text_that_moves_leaves_nothing_behind(shop, outside, column):
    outside.run("DELETE FROM product_text WHERE locale = 'nl' OR product_id = 2")
    outside.run("INSERT INTO product_text (product_id, locale, name, slug) VALUES (1, 'nl', 'Verhuisd', 'verhuisd')")
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = 'de'")
    moved = "'de'" if column == "locale" else "2"
    outside.run(f"UPDATE product_text SET {column} = {moved} WHERE product_id = 1 AND locale = 'nl'")
    assert _listed(outside, "product")[(1, "de") if column == "locale" else (2, "nl")][0] == "Verhuisd"
    assert _agrees(outside)


@only_sqlite
@pytest.mark.parametrize("locale", ["nl", "en"])
def test_a_text_that_another_one_replaced_is_listed_no_more(shop, outside, locale):
    slug = outside.one("SELECT slug FROM product_text WHERE product_id = 1 AND locale = ?", locale)
    outside.run(
        "INSERT OR REPLACE INTO product_text (product_id, locale, name, slug) VALUES (2, ?, 'New', ?)", locale, slug
    )
    assert outside.one("SELECT count(*) FROM product_text WHERE product_id = 1 AND locale = ?", locale) == 0
    assert _agrees(outside)


@only_postgresql
def test_texts_that_are_truncated_are_listed_no_more(shop, outside):
    outside.run("TRUNCATE product_text")
    assert _listed(outside, "product") == {}
    assert _agrees(outside)


def test_a_summary_in_the_source_language_touches_no_other_language(shop, outside):
    before = outside.tokens()
    outside.run("UPDATE product_text SET summary = 'Short' WHERE product_id = 1 AND locale = 'en'")
    after = outside.tokens()
    assert {name for name in after if before[name] != after[name]} == {"product@en", "product~1@en"}


@pytest.mark.parametrize("noun", ["product", "post"])
@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_to_texts_the_listing_agrees(shop, outside, seed, noun):
    dice, texts, called = random.Random(seed), f"{noun}_text", NOUNS[noun]
    names = ["Kom", "Bürste", "Œuf Ørsted", "ΩΜΈΓΑ", "Ёлка", "وعاء", "İz", None]
    if noun == "post":
        outside.run("DELETE FROM comment")
        outside.run("DELETE FROM post")
        for record in range(1, 5):
            outside.run("INSERT INTO post (id, version, published) VALUES (?, 'v', false)", record)
    for step in range(25):
        record, locale = dice.randint(1, 4), dice.choice(["en", "nl", "ar"])
        values = (dice.choice(names), dice.choice([None, f"s-{seed}-{step}"]))
        kind = dice.choice(["write", "write", "delete", "rename", *(["publish"] if noun == "post" else [])])
        if kind == "write":
            outside.run(
                f"INSERT INTO {texts} ({noun}_id, locale, {called}, slug) VALUES (?, ?, ?, ?)"
                f" ON CONFLICT ({noun}_id, locale) DO UPDATE SET {called} = excluded.{called}, slug = excluded.slug",
                record, locale, *values,
            )  # fmt: skip
        elif kind == "publish":
            at, trashed_at = (dice.choice([None, f"2026-01-0{step % 9 + 1} 10:00:00"]) for _ in range(2))
            outside.run(
                "UPDATE post SET published_at = ?, published = ?, trashed_at = ? WHERE id IN (?, 3)",
                at, at is not None and dice.random() < 0.8, trashed_at, record,
            )  # fmt: skip
        elif kind == "delete":
            outside.run(f"DELETE FROM {texts} WHERE {noun}_id IN (?, 3) AND locale = ?", record, locale)
        else:
            outside.run(f"UPDATE {texts} SET {called} = ? WHERE locale = ?", values[0], locale)
        assert _agrees(outside)


@only_postgresql
@pytest.mark.parametrize("first", ["source", "translation"])
def test_two_who_change_texts_of_one_record_at_once_leave_what_both_resolve_to(shop, outside, first):
    """Where one takes a translation away while the other renames what it falls back to."""
    another, done = Outside(shop), []
    changes = {
        "source": "UPDATE product_text SET name = 'Renamed' WHERE product_id = 1 AND locale = 'en'",
        "translation": "DELETE FROM product_text WHERE product_id = 1 AND locale = 'nl'",
    }
    outside.run("BEGIN")
    outside.run(changes.pop(first))
    waiting = Thread(target=lambda: done.append(another.run(next(iter(changes.values())))))
    waiting.start()
    waiting.join(0.3)
    outside.run("COMMIT")
    waiting.join(10)
    assert done == [[]]
    assert _listed(outside, "product")[1, "nl"][:2] == ("Renamed", "en")
    another.close()


def _restarted(shop, database_environ, locales: str) -> None:
    """The same database under other settings."""
    environ = dict(database_environ)
    app = make_shop(Path(environ.pop("ETALAGE_DATA")), **environ, ETALAGE_LOCALES=locales)
    with app.app_context():
        schema.prepare()
    close(app)


def test_a_new_language_lists_everything_in_the_source_language(shop, outside, database_environ):
    _restarted(shop, database_environ, "en,nl,de,fr,es,ar,it")
    listed = _listed(outside, "product")
    italian = {record: values for (record, locale), values in listed.items() if locale == "it"}
    assert {record: values[0] for record, values in italian.items()} == {
        record: values[0] for (record, locale), values in listed.items() if locale == "en"
    }
    assert _agrees(outside)


def test_another_source_language_is_what_everything_falls_back_to(shop, outside, database_environ):
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale NOT IN ('en', 'nl')")
    assert _listed(outside, "product")[1, "ar"][1] == "en"
    _restarted(shop, database_environ, "nl,en,de,fr,es,ar")
    assert _listed(outside, "product")[1, "ar"][1] == "nl"
    assert _agrees(outside)


def test_what_resolves_as_before_is_not_written_when_everything_is_resolved_anew(shop, outside):
    outside.run(
        "UPDATE product_listing SET name_key = 'folded by another table' WHERE product_id = 1 AND locale = 'nl'"
    )
    before, moved = outside.tokens(), outside.one("SELECT count(*) FROM old_address")
    with engines().writing.begin() as connection:
        listings.rebuild(connection)
    after = outside.tokens()
    assert {name for name in after if before.get(name) != after[name]} == {"product@nl", "product~1@nl"}
    assert outside.one("SELECT count(*) FROM old_address") == moved
    assert _agrees(outside)


def test_a_language_that_is_dropped_keeps_its_texts(shop, outside, database_environ):
    before = outside.one("SELECT count(*) FROM product_text WHERE locale = 'de'")
    _restarted(shop, database_environ, "en,nl")
    assert outside.one("SELECT count(*) FROM product_text WHERE locale = 'de'") == before > 0
    assert [code for (code,) in outside.run("SELECT code FROM locale ORDER BY position")][:2] == ["en", "nl"]
    assert _agrees(outside)
