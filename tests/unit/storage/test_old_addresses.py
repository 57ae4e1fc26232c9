"""Old addresses: a slug that a record once had leads to it for ever, whoever moved it, unless another record takes it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.unit.storage.outside import Outside
from webapp.catalogue.models import Product
from webapp.grid import undo
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.addresses import record_once_at
from webapp.storage.transactions import snapshot

ED = Actor(3, "Ed")
LOCALES = ("en", "nl", "de", "fr", "es", "ar")


@pytest.fixture(autouse=True)
def _moved_before(shop, outside) -> None:
    """Filling the shop moves some addresses: what is translated later has another one for a moment."""
    outside.run("DELETE FROM old_address")


def _readdress(slug: str | None, locale: str = "nl", record: int = 1) -> int | None:
    return carry_out(Intent(ED, "grid"), lambda session: session.get_one(Product, record).readdress(slug, locale))[1]


def _once_at(slug: str, locale: str = "nl", noun: str = "product") -> int | None:
    with snapshot() as connection:
        return record_once_at(connection, noun, locale, slug)


def _slug(outside, locale: str = "nl", record: int = 1) -> str:
    listed = "SELECT slug FROM product_listing WHERE product_id = ? AND locale = ?"
    return str(outside.one(listed, record, locale))


def _kept(outside) -> set[tuple[str, str, int]]:
    """(locale, slug, record) of all products."""
    return set(outside.run("SELECT locale, slug, record_id FROM old_address WHERE noun = 'product'"))  # type: ignore[arg-type]


def test_an_address_that_nobody_ever_had_leads_nowhere(shop):
    assert _once_at("never") is None


def test_each_address_that_a_record_had_leads_to_it(shop, outside):
    first = _slug(outside)
    for slug in ("second", "third"):
        _readdress(slug)
    assert _kept(outside) == {("nl", first, 1), ("nl", "second", 1)}
    assert _once_at(first) == _once_at("second") == 1
    assert _once_at("third") is None, "it is where the record is now"


def test_it_is_kept_for_the_noun_and_the_language_alone(shop, outside):
    first = _slug(outside)
    _readdress("second")
    assert _once_at(first, "de") is None
    assert _once_at(first, noun="category") is None


def test_a_record_that_moves_back_is_where_it_was(shop, outside):
    first = _slug(outside)
    for slug in ("second", first):
        _readdress(slug)
    assert _kept(outside) == {("nl", "second", 1)}


def test_an_undone_move_leads_on_from_where_it_had_gone(shop, outside):
    first = _slug(outside)
    act = _readdress("second")
    assert act is not None
    undo.take_back(Intent(ED, "undo"), act, anybodys=False)
    assert _slug(outside) == first
    assert _kept(outside) == {("nl", "second", 1)}


def test_what_another_record_takes_is_its_own_from_then_on(shop, outside):
    first = _slug(outside)
    _readdress("second")
    _readdress(first, record=2)
    assert _once_at(first) is None
    _readdress("somewhere", record=2)
    assert _once_at(first) == 2
    assert _once_at("second") is None


def test_a_new_record_may_take_it_too(shop, outside):
    first = _slug(outside)
    _readdress("second")
    outside.run("DELETE FROM product_text WHERE product_id = 2 AND locale = 'nl'")
    outside.run("INSERT INTO product_text (product_id, locale, name, slug) VALUES (2, 'nl', 'Anders', ?)", first)
    assert _once_at(first) is None


@pytest.mark.parametrize("way", ["text", "slug"])
def test_an_address_that_is_given_up_leads_to_the_record_in_another_language(shop, outside, way):
    english, first = _slug(outside, "en"), _slug(outside)
    there = "product_id = 1 AND locale = 'nl'"
    outside.run(
        f"DELETE FROM product_text WHERE {there}"
        if way == "text"
        else f"UPDATE product_text SET slug = NULL WHERE {there}"
    )
    assert _slug(outside) == english
    assert _kept(outside) == {("nl", first, 1)}


def test_an_address_that_only_stood_in_leads_on_once_there_is_a_translation(shop, outside):
    english = _slug(outside, "en")
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale = 'nl'")
    outside.run("DELETE FROM old_address")
    carry_out(Intent(ED, "grid"), lambda session: session.get_one(Product, 1).rename("Kommetje", "nl"))
    assert _kept(outside) == {("nl", english, 1)}


def test_an_address_that_others_fall_back_to_moves_in_each_of_them(shop, outside):
    outside.run("DELETE FROM product_text WHERE product_id = 1 AND locale NOT IN ('en', 'de')")
    outside.run("DELETE FROM old_address")
    english = _slug(outside, "en")
    _readdress("moved", "en")
    assert _kept(outside) == {(locale, english, 1) for locale in LOCALES if locale != "de"}


def test_a_record_whose_last_text_goes_is_still_known_by_its_address(shop, outside):
    first = {locale: _slug(outside, locale) for locale in LOCALES}
    outside.run("DELETE FROM product_text WHERE product_id = 1")
    assert _kept(outside) >= {(locale, slug, 1) for locale, slug in first.items()}


def test_many_addresses_that_a_statement_moves_all_lead_on(shop, outside):
    there = "locale = 'de' AND slug IS NOT NULL"
    before = dict(outside.run(f"SELECT product_id, slug FROM product_text WHERE {there}"))
    outside.run(f"UPDATE product_text SET slug = slug || '-neu' WHERE {there}")
    assert len(before) > 10
    assert _kept(outside) == {("de", slug, record) for record, slug in before.items()}


def test_addresses_that_are_exchanged_in_a_statement_are_none_that_were_left(shop, outside):
    one, two = _slug(outside), _slug(outside, record=2)
    swapped = "UPDATE product_listing SET slug = CASE product_id WHEN 1 THEN ? ELSE ? END WHERE locale = 'nl'"
    outside.run(f"{swapped} AND product_id < 3", two, one)
    assert {slug for _locale, slug, _record in _kept(outside)} <= {one, two}
    assert (_slug(outside), _slug(outside, record=2)) == (two, one)


def test_a_name_or_a_summary_moves_nothing(shop, outside):
    outside.run("UPDATE product_text SET name = 'Anders', summary = 'Kort' WHERE product_id = 1")
    assert _kept(outside) == set()


def test_a_move_that_is_rolled_back_is_none(shop, outside):
    outside.run("BEGIN")
    outside.run("UPDATE product_text SET slug = 'second' WHERE product_id = 1 AND locale = 'nl'")
    outside.run("ROLLBACK")
    assert _kept(outside) == set()


def test_a_record_that_is_deleted_for_good_leaves_no_address_behind(shop, outside):
    """SQLite may give its id to the next one, which would be found at addresses that it never had."""
    _readdress("second")
    other = _slug(outside, record=2)
    _readdress("elsewhere", record=2)
    outside.run("DELETE FROM product WHERE id = 1")
    assert _kept(outside) == {("nl", other, 2)}


def _oracle(
    listed: dict[tuple[str, int], str], was: dict[tuple[str, int], str], kept: dict[tuple[str, str], int]
) -> None:
    """What a change from `was` to `listed` does to the addresses that are kept."""
    for (locale, record), slug in was.items():
        if listed.get((locale, record)) != slug:
            kept[locale, slug] = record
    for (locale, record), slug in listed.items():
        if was.get((locale, record)) != slug:
            kept.pop((locale, slug), None)


def _listed(outside) -> dict[tuple[str, int], str]:
    return {
        (locale, id_): slug for locale, id_, slug in outside.run("SELECT locale, product_id, slug FROM product_listing")
    }


@pytest.mark.parametrize("seed", range(4))
def test_whatever_moves_every_address_leads_to_who_had_it_last(shop, outside: Outside, seed):
    dice = random.Random(seed)
    kept: dict[tuple[str, str], int] = {}
    for step in range(30):
        was = _listed(outside)
        record, locale = dice.randint(1, 3), dice.choice(["en", "nl", "ar"])
        # Slugs are unique within a language only among own texts, so each record has a few of its own to go back to.
        slug: Any = dice.choice([None, f"s{record}-{dice.randint(1, 3)}", f"free-{step}"])
        if dice.random() < 0.2:
            outside.run("DELETE FROM product_text WHERE product_id = ? AND locale = ?", record, locale)
        else:
            outside.run(
                "INSERT INTO product_text (product_id, locale, name, slug) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (product_id, locale) DO UPDATE SET slug = excluded.slug",
                record, locale, f"Name {record}", slug,
            )  # fmt: skip
        _oracle(_listed(outside), was, kept)
        assert _kept(outside) == {(spoken, slug, id_) for (spoken, slug), id_ in kept.items()}
