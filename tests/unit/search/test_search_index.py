"""The index follows the texts, whoever writes them and however."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.unit.storage.outside import Outside, only_postgresql, only_sqlite
from webapp.catalogue.demo import bulk
from webapp.catalogue.models import Product
from webapp.storage import fulltext
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.engines import engines

NOUNS = {"product": ("product_text", "name"), "post": ("post_text", "title")}
# What somebody may do to a text in a database shell; `?` is its record.
CHANGES = {
    "a name": "UPDATE product_text SET name = 'Wibble' WHERE product_id = ? AND locale = 'en'",
    "a summary in all languages": "UPDATE product_text SET summary = 'wibble ß' WHERE product_id = ?",
    "all descriptions": "UPDATE product_text SET description = coalesce(description, '') || ' wibble' WHERE product_id <> ?",
    "no name": "UPDATE product_text SET name = NULL WHERE product_id = ? AND locale = 'nl'",
    "no address": "UPDATE product_text SET slug = NULL WHERE product_id = ? AND locale = 'nl'",
    "no text": "DELETE FROM product_text WHERE product_id = ? AND locale = 'de'",
    "no language": "DELETE FROM product_text WHERE product_id <> ? AND locale = 'de'",
    "another record": "UPDATE product_text SET product_id = 41 WHERE product_id = ? AND locale = 'es'",
    "another language": "UPDATE product_text SET locale = 'xx' WHERE product_id = ? AND locale = 'es'",
    "no product": "DELETE FROM product WHERE id = ?",
    "a story": "UPDATE post_text SET body = 'wibble', tags = 'wobble' WHERE post_id = ?",
    "no story": "DELETE FROM post_text WHERE post_id = ?",
}


def kept(outside: Outside) -> set[tuple[str, int, str]]:
    return set(outside.run("SELECT noun, record_id, locale FROM fulltext"))  # type: ignore[arg-type]


def shown(outside: Outside) -> set[tuple[str, int, str]]:
    """What the index must have a row of."""
    return {
        (noun, record, locale)
        for noun, (texts, title) in NOUNS.items()
        for record, locale in outside.run(
            f"SELECT {noun}_id, locale FROM {texts} WHERE {title} IS NOT NULL AND slug IS NOT NULL"
        )
    }


def rows(outside: Outside) -> list[tuple[object, ...]]:
    """The whole index but for its own ids."""
    columns = "places, title, body" if outside.dialect == "sqlite" else "places, title, title_words::text, words::text"
    return outside.run(f"SELECT noun, record_id, locale, {columns} FROM fulltext ORDER BY noun, record_id, locale")


def whole(outside: Outside) -> None:
    """Nothing is missing, nothing is left over, and the words of SQLite are those of the rows."""
    assert kept(outside) == shown(outside)
    before = rows(outside)
    with engines().writing.begin() as connection:
        connection.execute(text("DELETE FROM fulltext"))
        fulltext.rebuild(connection)
    assert rows(outside) == before
    if outside.dialect == "sqlite":
        # With a rank of 1 it compares the words with the rows too.
        outside.run("INSERT INTO fulltext_words (fulltext_words, rank) VALUES ('integrity-check', 1)")


def test_a_new_shop_has_all_its_texts_in_the_index(shop, outside):
    assert len(kept(outside)) > 250
    whole(outside)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_from_a_database_shell_is_in_the_index(shop, outside, change):
    if "xx" in change:
        outside.run("INSERT INTO locale (code, position) VALUES ('xx', 99)")
    before = rows(outside)
    outside.run(change, 1)
    assert rows(outside) != before
    whole(outside)


def test_an_act_and_its_undoing_are_in_the_index(shop, outside):
    before = rows(outside)
    for name in ("Wibble", "Stoneware teapot"):
        carry_out(
            Intent(Actor(3, "Ed"), "page"), lambda session, name=name: session.get_one(Product, 1).rename(name, "en")
        )
        whole(outside)
    assert rows(outside) == before


def test_a_change_that_is_rolled_back_is_not(shop, outside):
    before = rows(outside)
    outside.run("BEGIN")
    outside.run("UPDATE product_text SET name = 'Wibble' WHERE product_id = 1")
    outside.run("ROLLBACK")
    assert rows(outside) == before
    whole(outside)


def test_what_does_not_change_a_word_writes_nothing(shop, outside):
    state = (
        "SELECT id, xmin::text FROM fulltext"
        if outside.dialect == "postgresql"
        else "SELECT count(*) FROM fulltext_words_data"
    )
    before = outside.run(f"{state} ORDER BY 1")
    outside.run("UPDATE product_text SET name = name, summary = summary, version = 'x' WHERE product_id < 9")
    outside.run("UPDATE product SET price = price + 1")
    assert outside.run(f"{state} ORDER BY 1") == before


@only_sqlite
@pytest.mark.parametrize("rule", ["IGNORE", "REPLACE"])
def test_a_conflict_rule_of_the_statement_does_not_keep_a_word_from_the_index(shop, outside, rule):
    values = "(product_id, locale, name, slug) VALUES (1, 'nl', 'Wibbel', 'wibbel')"
    outside.run(f"INSERT OR {rule} INTO product_text {values}")
    whole(outside)
    outside.run(f"UPDATE OR {rule} product_text SET name = 'Wobbel' WHERE product_id = 1 AND locale = 'nl'")
    whole(outside)
    outside.run("INSERT OR REPLACE INTO product_text (product_id, locale, summary) VALUES (1, 'nl', 'Zonder naam')")
    whole(outside)


@only_postgresql
def test_a_truncated_table_leaves_nothing_in_the_index(shop, outside):
    outside.run("TRUNCATE product_text CASCADE")
    whole(outside)
    assert {noun for noun, _record, _locale in kept(outside)} == {"post"}


@only_postgresql
def test_a_text_of_more_words_than_the_database_can_hold_is_kept(shop, outside):
    outside.run(
        "UPDATE product_text SET description = ? WHERE product_id = 1", " ".join(f"wibble{n}é" for n in range(200_000))
    )
    whole(outside)


def test_what_was_there_before_the_index_comes_into_it_with_an_upgrade(shop, outside):
    from webapp.storage.schema import finish_upgrade

    before = rows(outside)
    outside.run("DELETE FROM fulltext WHERE record_id < 20")
    outside.run("UPDATE fulltext SET title = 'wrong' WHERE record_id = 20")
    outside.run("INSERT INTO fulltext SELECT 900000, noun, 900, locale, " + (
        "places, title, body" if outside.dialect == "sqlite" else "places, title, title_words, words"
    ) + " FROM fulltext WHERE noun = 'product' AND record_id = 21 AND locale = 'en'")  # fmt: skip
    with engines().writing.begin() as connection:
        finish_upgrade(connection)
    assert rows(outside) == before
    whole(outside)


@only_sqlite
def test_many_texts_at_once_are_in_the_index(shop, outside):
    bulk.add(300)
    whole(outside)
