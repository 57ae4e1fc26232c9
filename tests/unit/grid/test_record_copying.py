"""Duplicating records: all their texts, nothing twice that has to be the only one, not published, and one act."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from webapp.accounts.models import User
from webapp.catalogue.models import CategoryText, Product, ProductText, Supplier
from webapp.journal.models import Author, Post, PostText
from webapp.storage.transactions import snapshot

KEY = "copied-by-a-test"


def duplicate(browser, *ids, plural="products", locale="en", script=True, key=KEY):
    return browser.post(f"/{locale}/{plural}/copies", script=script, rows=" ".join(map(str, ids)), key=key)


def row(model, id_, but=()):
    """All that is kept of a record but its id, its version, and some fields."""
    table = model.__table__
    with snapshot() as connection:
        found = connection.execute(select(table).where(table.c.id == id_)).one()._asdict()
    return {name: value for name, value in found.items() if name not in ("id", "version", *but)}


def texts(model, id_, but=()):
    """Language -> its texts."""
    table = model.__table__
    owner = table.c[f"{model.__owner__}_id"]
    with snapshot() as connection:
        rows = [found._asdict() for found in connection.execute(select(table).where(owner == id_))]
    left_out = ("version", "locale", owner.name, *but)
    return {one["locale"]: {k: v for k, v in one.items() if k not in left_out} for one in rows}


def newest(model):
    with snapshot() as connection:
        return connection.scalar(select(func.max(model.id)))


@pytest.fixture
def browser(shop, signed_in):
    return signed_in(shop, "editor")


def test_a_copy_has_all_its_texts_an_address_and_sku_of_its_own_and_is_not_published(browser, kept, partials):
    acts = kept.acts()
    answer = duplicate(browser, 1)
    assert answer.status_code == 201, answer.text
    made = newest(Product)
    assert row(Product, made, ("sku", "published")) == row(Product, 1, ("sku", "published"))
    assert row(Product, 1)["picture"]
    assert (kept.value(1, "published"), kept.value(made, "published")) == (True, False)
    assert kept.value(made, "sku") == f"{kept.value(1, 'sku')}-2"
    before, after = texts(ProductText, 1, ("slug",)), texts(ProductText, made, ("slug",))
    assert len(before) == 6
    assert after == before
    for locale, text in texts(ProductText, made).items():
        assert text["slug"] == f"{kept.value(1, 'slug', locale=locale)}-2"
    assert kept.acts() == acts + 1
    said = partials(answer)
    swap, html = said.parts["product-1"]
    assert (swap, f'id="product-{made}"' in html) == ("afterend", True)
    assert f'data-places="product-{made}"' in said["notes"]
    assert said["announcer"] == "Stoneware teapot was duplicated."
    assert "products-figures" in said


def test_one_undo_takes_it_back(browser, kept):
    duplicate(browser, 1, 2, 3)
    made = newest(Product)
    assert browser.post("/en/undo", act=kept.last_act().id).status_code == 200
    assert all(row(Product, id_)["trashed_at"] for id_ in (made - 2, made - 1, made))
    assert row(Product, 1)["trashed_at"] is None


def test_several_are_copied_as_one_act_below_the_last(browser, kept, partials):
    acts = kept.acts()
    answer = duplicate(browser, 3, 1)
    assert kept.acts() == acts + 1
    made = newest(Product)
    html = partials(answer)["product-3"]
    assert re.findall(r'<tr role="row" id="product-(\d+)"', html) == [str(made - 1), str(made)]
    assert partials(answer)["announcer"] == "2 rows were duplicated."


def test_a_copy_of_a_copy_and_another_of_the_first(browser, kept):
    made = [1]
    for number, of in enumerate((0, 0, 1)):
        assert duplicate(browser, made[of], key=f"{KEY}{number}").status_code == 201
        made.append(newest(Product))
    sku = kept.value(1, "sku")
    assert [kept.value(id_, "sku") for id_ in made] == [sku, f"{sku}-2", f"{sku}-3", f"{sku}-2-2"]
    assert len({kept.value(id_, "slug", locale="en") for id_ in made}) == 4


def test_a_name_that_has_to_be_the_only_one_says_that_it_is_a_copy_in_the_words_of_the_language(browser, kept):
    name = kept.value(1, "name", "suppliers")
    for number, locale in enumerate(("en", "en", "de")):
        assert duplicate(browser, 1, plural="suppliers", locale=locale, key=f"{KEY}{number}").status_code == 201
    made = newest(Supplier)
    names = [kept.value(id_, "name", "suppliers") for id_ in (made - 2, made - 1, made)]
    assert names == [f"{name} (copy)", f"{name} (copy 2)", f"{name} (Kopie)"]
    assert row(Supplier, made, ("name",)) == row(Supplier, 1, ("name",))


def test_a_long_name_is_cut_so_that_it_fits(browser, kept):
    browser.write("/en/suppliers/1/name", "%s " * 66 + "ab", kept.version(1, "suppliers"))
    assert duplicate(browser, 1, plural="suppliers").status_code == 201
    name = kept.value(newest(Supplier), "name", "suppliers")
    assert (len(name), name.endswith(" (copy)"), name.startswith("%s %s")) == (200, True, True)


def test_categories_authors_and_stories_are_copied_by_what_their_tables_declare(browser, kept):
    assert duplicate(browser, 2, plural="categories").status_code == 201
    made = kept.last("categories")
    assert texts(CategoryText, made, ("slug",)) == texts(CategoryText, 2, ("slug",))
    assert kept.value(made, "parent_id", "categories") == kept.value(2, "parent_id", "categories")
    assert duplicate(browser, 1, plural="authors", key=f"{KEY}2").status_code == 201
    first, author = row(Author, 1), row(Author, newest(Author))
    assert author["name"] == f"{first['name']} (copy)"
    assert author["slug"] == f"{first['slug']}-copy"
    assert duplicate(browser, 1, plural="posts", key=f"{KEY}3").status_code == 201
    post = newest(Post)
    assert (row(Post, post)["published"], row(Post, post)["published_at"]) == (False, None)
    assert texts(PostText, post, ("slug",)) == texts(PostText, 1, ("slug",))


def test_a_copied_user_has_an_address_of_their_own_and_may_not_sign_in_yet(shop, signed_in):
    from webapp import accounts

    accounts.create_demo_accounts("a-password-of-copies")
    with snapshot() as connection:
        id_ = connection.scalar(select(User.id).where(User.role == "translator"))
    assert duplicate(signed_in(shop, "owner"), id_, plural="users").status_code == 201
    made = row(User, newest(User))
    assert (made["email"], made["role"], made["locales"]) == ("translator+2@etalage.test", "translator", "nl,de")
    assert not made["active"]


def test_without_script_it_leads_to_the_page_of_the_copy(browser, kept):
    page = browser.get("/en/desk/products/1").text
    form = page.partition('action="/en/products/copies"')[2].partition("</form>")[0]
    assert 'name="rows" value="1"' in form
    answer = duplicate(browser, 1, script=False, key=re.search(r'name="key" value="([^"]+)"', form)[1])
    made = newest(Product)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/en/desk/products/{made}?did={kept.last_act().id}",
    )
    assert duplicate(browser, 1, 2, script=False).headers["Location"].startswith("/en/desk/products?did=")


def test_a_repeated_form_makes_one_copy_and_gets_the_same_answer(browser, kept, partials):
    first, acts = duplicate(browser, 1), kept.acts()
    second = duplicate(browser, 1)
    assert (second.status_code, kept.acts()) == (201, acts)
    assert partials(second)["product-1"] == partials(first)["product-1"]
    assert duplicate(browser, 1, plural="suppliers").status_code == 404, "another table's form"


@pytest.mark.parametrize(
    ("ids", "status"),
    [(("",), 422), (("x",), 422), (("1 1",), 422), (range(1, 52), 422), ((1, 999), 404), (("1:zz",), 422)],
)
def test_what_is_no_row_is_not_copied(sqlite_shop, signed_in, kept, ids, status):
    acts = kept.acts()
    assert (duplicate(signed_in(sqlite_shop, "editor"), *ids).status_code, kept.acts()) == (status, acts)


def test_neither_the_trash_nor_a_table_that_nobody_adds_to_is_copied(sqlite_shop, signed_in, kept):
    browser = signed_in(sqlite_shop, "editor")
    browser.post("/en/products/2/trash")
    assert duplicate(browser, 2).status_code == 404
    assert "/copies" not in browser.get("/en/desk/products/2").text
    assert duplicate(browser, 1, plural="comments").status_code == 404
    assert "/copies" not in browser.get("/en/desk/comments/1").text


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("reader", 403), ("translator", 403), ("editor", 201)])
def test_only_who_may_make_records_copies_them(sqlite_shop, signed_in, role, status):
    browser = signed_in(sqlite_shop, role)
    assert duplicate(browser, 1, locale="nl").status_code == status
    assert duplicate(browser, 1, plural="users", key=f"{KEY}2").status_code == (401 if role is None else 403)
    assert ("/copies" in browser.get("/nl/desk/products/1").text) == (status == 201)
