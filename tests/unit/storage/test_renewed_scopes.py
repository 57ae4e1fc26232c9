"""What somebody's edit renews, counted: a text in one language leaves all that is shown in the others warm."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from webapp.catalogue.models import Product
from webapp.journal.models import Comment, Post
from webapp.storage import scopes
from webapp.storage.acts import Actor, Intent, carry_out
from webapp.storage.clock import now

ED = Intent(Actor(3, "Ed"), "grid")


def _act(work: Callable[[Any], Any]) -> Any:
    return carry_out(ED, work)[0]


def _edit(model: Any, record: int, work: Callable[[Any], Any]) -> None:
    _act(lambda session: work(session.get_one(model, record)))


def _renewed(outside, work: Callable[[], Any]) -> set[str]:
    before = outside.tokens()
    work()
    after = outside.tokens()
    return {name for name in after if before.get(name) != after[name]}


def _of(noun: str, record: int, *locales: str | None) -> set[str]:
    """The scope of a noun and that of one record, in some languages; None is what is not text."""
    return {scopes.of(noun, locale, one) for locale in locales for one in (None, record)}


def _only_in(outside, record: int, *locales: str) -> None:
    kept = ", ".join(f"'{locale}'" for locale in ("", *locales))
    outside.run(f"DELETE FROM product_text WHERE product_id = ? AND locale NOT IN ({kept})", record)


@pytest.fixture
def post(shop) -> int:
    """A post that is told in English and German."""

    def work(session: Any) -> int:
        post = Post(published=True, published_at=now())
        session.add(post)
        for locale, title in (("en", "Glazing by hand"), ("de", "Glasieren von Hand")):
            post.rename(title, locale)
        session.flush()
        return post.id

    made: int = _act(work)
    return made


@pytest.mark.parametrize(("field", "value"), [("summary", "Kurz"), ("description", "# Lang"), ("name", "Anders")])
def test_a_german_text_of_a_product_renews_what_is_german_and_nothing_else(shop, outside, field, value):
    renewed = _renewed(outside, lambda: _edit(Product, 1, lambda product: product.assign(field, "de", value)))
    assert renewed == _of("product", 1, "de")


@pytest.mark.parametrize(("field", "value"), [("summary", "Kurz"), ("body", "# Lang"), ("tags", "Ton, Glasur")])
def test_a_german_text_of_a_post_renews_what_is_german_and_nothing_else(shop, outside, post, field, value):
    renewed = _renewed(outside, lambda: _edit(Post, post, lambda story: story.assign(field, "de", value)))
    assert renewed == _of("post", post, "de")


def test_a_german_title_of_a_post_renews_what_it_is_called_in_german_too(shop, outside, post):
    renewed = _renewed(outside, lambda: _edit(Post, post, lambda story: story.rename("Anders", "de")))
    assert renewed == _of("post", post, "de") | _of("post:name", post, "de")


def test_an_english_title_of_a_post_renews_its_name_wherever_there_is_no_other(shop, outside, post):
    renewed = _renewed(outside, lambda: _edit(Post, post, lambda story: story.rename("Otherwise", "en")))
    assert renewed == _of("post", post, "en") | _of("post:name", post, "en", "nl", "fr", "es", "ar")


def test_the_first_title_in_a_language_renews_its_address_there_and_not_the_post(shop, outside, post):
    renewed = _renewed(outside, lambda: _edit(Post, post, lambda story: story.rename("Met de hand", "nl")))
    nouns = ("post", "post:name", "post:address", "post:told")
    assert renewed == {name for noun in nouns for name in _of(noun, post, "nl")}


def test_what_is_not_text_renews_the_record_in_no_language(shop, outside, post):
    assert _renewed(outside, lambda: _edit(Product, 1, lambda product: product.reprice(1))) == _of("product", 1, None)
    assert _renewed(outside, lambda: _edit(Post, post, lambda story: setattr(story, "author_id", 1))) == _of(
        "post", post, None
    )


def test_what_is_out_is_renewed_in_the_languages_that_it_is_told_in(shop, outside, post):
    told = _of("post", post, None) | _of("post:told", post, "en", "de")
    assert _renewed(outside, lambda: _edit(Post, post, lambda story: story.publish(False))) == told
    assert _renewed(outside, lambda: _edit(Post, post, lambda story: story.trash())) == _of("post", post, None)
    assert _renewed(outside, lambda: _edit(Post, post, lambda story: story.restore())) == _of("post", post, None)
    assert _renewed(outside, lambda: _edit(Post, post, lambda story: story.publish(True))) == told


def test_a_comment_renews_its_post_as_far_as_comments_go(shop, outside, post):
    def work(session: Any) -> int:
        session.add(comment := Comment(post_id=post, name="Rae", locale="en", body="Lovely", digest="d"))
        session.flush()
        return comment.id

    number = 0

    def say() -> None:
        nonlocal number
        number = _act(work)

    renewed = _renewed(outside, say)
    assert renewed == _of("comment", number, None) | _of("post:comment", post, None)

    def show(comment: Any) -> None:
        comment.state = "shown"

    assert _renewed(outside, lambda: _edit(Comment, number, show)) == renewed


def test_a_slug_renews_the_address_in_its_language(shop, outside):
    _only_in(outside, 1, "en", "de")
    renewed = _renewed(outside, lambda: _edit(Product, 1, lambda product: product.readdress("woanders", "de")))
    assert renewed == _of("product", 1, "de") | _of("product:address", 1, "de")


def test_a_slug_that_others_fall_back_to_renews_their_addresses_too(shop, outside):
    _only_in(outside, 1, "en", "de")
    renewed = _renewed(outside, lambda: _edit(Product, 1, lambda product: product.readdress("elsewhere", "en")))
    spoken = ("en", "nl", "fr", "es", "ar")
    assert renewed == _of("product", 1, *spoken) | _of("product:address", 1, *spoken)


def test_a_name_that_others_fall_back_to_leaves_every_address(shop, outside):
    _only_in(outside, 1, "en", "de")
    renewed = _renewed(outside, lambda: _edit(Product, 1, lambda product: product.rename("Otherwise", "en")))
    assert renewed == _of("product", 1, "en", "nl", "fr", "es", "ar")


@pytest.mark.parametrize("way", ["comes", "goes", "goes for good"])
def test_a_text_that_comes_or_goes_renews_the_address_in_its_language(shop, outside, way):
    _only_in(outside, 1, *(["en"] if way == "comes" else ["en", "de"]))
    edits = {
        "comes": lambda: _edit(Product, 1, lambda product: product.rename("Kanne", "de")),
        "goes": lambda: _edit(Product, 1, lambda product: product.rename(None, "de")),
        "goes for good": lambda: _only_in(outside, 1, "en"),
    }
    assert _renewed(outside, edits[way]) == _of("product", 1, "de") | _of("product:address", 1, "de")


def test_the_first_text_of_all_gives_an_address_in_every_language_at_once(shop, outside):
    _only_in(outside, 1)
    renewed = _renewed(outside, lambda: _edit(Product, 1, lambda product: product.rename("Kanne", "de")))
    spoken = ("en", "nl", "de", "fr", "es", "ar")
    assert renewed == _of("product", 1, *spoken) | _of("product:address", 1, *spoken)


def _records(outside, statement: str) -> list[int]:
    return [record for (record,) in outside.run(statement)]


def test_a_statement_that_changes_many_names_renews_no_address(shop, outside):
    renewed = _renewed(outside, lambda: outside.run("UPDATE product_text SET name = name || '!' WHERE locale = 'de'"))
    named = _records(outside, "SELECT product_id FROM product_text WHERE locale = 'de'")
    assert renewed == _all(("product",), named, ["de"])


def test_a_statement_that_changes_many_slugs_renews_the_addresses_of_these(shop, outside):
    there = "locale = 'de' AND product_id % 3 = 0 AND slug IS NOT NULL"
    renewed = _renewed(outside, lambda: outside.run(f"UPDATE product_text SET slug = slug || '-x' WHERE {there}"))
    moved = _records(outside, f"SELECT product_id FROM product_text WHERE {there}")
    assert len(moved) > 3
    assert renewed == _all(("product", "product:address"), moved, ["de"])


def test_two_addresses_that_are_exchanged_in_one_statement_are_both_renewed(shop, outside):
    slugs = dict(outside.run("SELECT product_id, slug FROM product_listing WHERE locale = 'de' AND product_id < 3"))
    swapped = "UPDATE product_listing SET slug = CASE product_id WHEN 1 THEN ? ELSE ? END WHERE locale = 'de'"
    renewed = _renewed(outside, lambda: outside.run(f"{swapped} AND product_id < 3", slugs[2], slugs[1]))
    assert renewed == _all(("product", "product:address"), [1, 2], ["de"])


@pytest.mark.parametrize(("column", "value"), [("locale", "de"), ("product_id", 2)])
def test_an_address_that_moves_as_it_is_renews_where_it_was_and_where_it_is(shop, outside, column, value):
    outside.run("DELETE FROM product_listing WHERE product_id = 2 OR locale = 'de'")
    moved = f"UPDATE product_listing SET {column} = ? WHERE product_id = 1 AND locale = 'nl'"
    renewed = _renewed(outside, lambda: outside.run(moved, value))
    was, is_ = (1, "nl"), (value, "nl") if column == "product_id" else (1, value)
    expected = {
        name for record, locale in (was, is_) for name in _all(("product", "product:address"), [record], [locale])
    }
    assert renewed == expected


def _all(nouns: Iterable[str], records: Iterable[int], locales: Iterable[str]) -> set[str]:
    numbers = list(records)
    return {name for noun in nouns for locale in locales for record in numbers for name in _of(noun, record, locale)}
