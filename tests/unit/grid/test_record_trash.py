"""The trash: what is refused with a count, what goes and comes back, and what stays taken."""

from __future__ import annotations

import pytest


def test_a_trashed_record_leaves_its_list_with_a_note_and_is_found_in_the_trash(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    answer = browser.post("/en/products/1/trash")
    assert answer.status_code == 200
    said = partials(answer)
    assert said.parts["product-1"] == ("delete", "")
    assert f'name="act" value="{kept.last_act().id}"' in said["notes"]
    assert said["announcer"].endswith("was moved to the trash.")
    assert "products-figures" in said
    assert 'id="product-1"' not in browser.get("/en/desk/products?q=TEA-POT").text
    assert 'id="product-1"' in browser.get("/en/desk/products?trash=1").text


def test_a_trashed_product_is_gone_from_the_shop_at_once(shop, signed_in, kept):
    visitor, slug = signed_in(shop, None), kept.value(1, "slug", locale="en")
    assert visitor.get(f"/en/products/{slug}").status_code == 200
    signed_in(shop, "editor").post("/en/products/1/trash")
    assert visitor.get(f"/en/products/{slug}").status_code == 404
    assert slug not in visitor.get("/en/products").text


def test_a_restored_record_is_on_its_list_and_at_its_address_again(shop, signed_in, kept, partials):
    browser, slug = signed_in(shop, "editor"), kept.value(1, "slug", locale="en")
    browser.post("/en/products/1/trash")
    answer = browser.post("/en/products/1/restore")
    assert answer.status_code == 200
    assert 'id="product-1"' in partials(answer)["products-grid"]
    assert kept.value(1, "trashed_at") is None
    assert browser.get(f"/en/products/{slug}").status_code == 200


def test_restoring_in_the_trash_takes_the_row_out_of_it(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    browser.post("/en/products/1/trash")
    said = partials(browser.post("/en/products/1/restore", here="/en/desk/products?trash=1"))
    assert said.parts["product-1"] == ("delete", "")
    assert "products-grid" not in said


@pytest.mark.parametrize("act", ["trash", "restore"])
def test_without_script_trash_and_restore_lead_to_the_list_with_a_note(shop, signed_in, kept, act):
    browser = signed_in(shop, "editor")
    if act == "restore":
        browser.post("/en/products/1/trash")
    answer = browser.post(f"/en/products/1/{act}", script=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/en/desk/products?did={kept.last_act().id}")


@pytest.mark.parametrize(
    ("url", "count", "noun"),
    [("suppliers/1", None, "product"), ("categories/2", 7, "product"), ("categories/4", 2, "category")],
)
@pytest.mark.parametrize("script", [True, False])
def test_what_others_refer_to_stays_with_the_count_of_them(shop, signed_in, kept, url, count, noun, script):
    plural, record = url.split("/")
    acts = kept.acts()
    answer = signed_in(shop, "editor").post(f"/en/{url}/trash", script=script)
    assert (answer.status_code, kept.acts()) == (422, acts)
    assert kept.value(int(record), "trashed_at", plural) is None
    assert 'data-error="in_use"' in answer.text
    where = {"product": "Products", "category": "Categories"}[noun]
    assert f"{count or ''} in {where}. Move those first." in answer.text


def test_what_only_the_trash_refers_to_may_go(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    browser.post("/en/categories", key="one-more-category", name="Lamps", parent_id="")
    lamps = kept.last("categories")
    browser.write("/en/products/37/category_id", "Lamps", kept.version(37))
    assert browser.post(f"/en/categories/{lamps}/trash").status_code == 422
    browser.post("/en/products/37/trash")
    assert browser.post(f"/en/categories/{lamps}/trash").status_code == 200


def test_trashing_twice_is_one_act(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    browser.post("/en/products/1/trash")
    acts, at = kept.acts(), kept.value(1, "trashed_at")
    assert browser.post("/en/products/1/trash").status_code == 200
    assert (kept.acts(), kept.value(1, "trashed_at")) == (acts, at)


@pytest.mark.parametrize("act", ["trash", "restore"])
def test_trash_and_restore_take_no_field(sqlite_shop, signed_in, kept, act):
    answer = signed_in(sqlite_shop, "editor").post(f"/en/products/1/{act}", version="x")
    assert (answer.status_code, kept.value(1, "trashed_at")) == (422, None)


def test_a_title_is_escaped_in_what_is_told_of_it(sqlite_shop, signed_in, kept):
    browser = signed_in(sqlite_shop, "editor")
    browser.write("/en/products/1/name", "<img src=x>", kept.version(1))
    answer = browser.post("/en/products/1/trash")
    assert "<img" not in answer.text
    assert "&lt;img src=x&gt; was moved to the trash." in answer.text


def test_a_category_cannot_be_put_under_itself_or_what_is_below_it(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    for below in ("Kitchen", "Pantry"):
        answer = browser.write("/en/categories/4/parent_id", below, kept.version(4, "categories"))
        assert answer.status_code == 422
        assert 'data-error="circle"' in answer.text
        assert kept.value(4, "parent_id", "categories") is None
    assert browser.write("/en/categories/6/parent_id", "Home", kept.version(6, "categories")).status_code == 200


def test_many_go_by_one_act_and_come_back_by_one_undo(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    answer = browser.post("/en/products/trash", rows="1 2 3", key="k" * 12)
    said = partials(answer)
    assert [said.parts[f"product-{id_}"] for id_ in (1, 2, 3)] == [("delete", "")] * 3
    assert said["announcer"] == "3 rows were moved to the trash."
    acts = kept.acts()
    browser.post("/en/products/trash", rows="1 2 3", key="k" * 12)
    assert kept.acts() == acts, "the answer was lost, and the request came again"
    undone = browser.post("/en/undo", act=str(kept.last_act().id))
    assert [kept.value(id_, "trashed_at") for id_ in (1, 2, 3)] == [None] * 3
    assert partials(undone)["announcer"] == "Undone: 3 rows are back from the trash."
    redone = browser.post("/en/redo", act=str(kept.last_act().id))
    assert partials(redone)["announcer"] == "Redone: 3 rows are in the trash."


def test_all_that_match_go_as_the_list_says(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    answer = browser.post("/en/products/trash", rows="", list="?q=TEA-", key="k" * 12)
    assert answer.status_code == 200
    assert 'data-sku="TEA' not in browser.get("/en/desk/products?q=TEA-").text
    assert kept.value(1, "trashed_at") is not None
    assert kept.value(kept.id_of("TEX-APR"), "trashed_at") is None


def test_of_many_none_goes_where_one_is_in_use(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    browser.post("/en/suppliers", name="Needed by nobody")
    free, used = kept.supplier("Needed by nobody"), kept.value(1, "supplier_id")
    answer = browser.post("/en/suppliers/trash", rows=f"{free} {used}", key="k" * 12)
    assert answer.status_code == 422
    assert "Still in use" in partials(answer)["alarm"]
    assert kept.value(free, "trashed_at", "suppliers") is None


@pytest.mark.parametrize("given", ["", "q=TEA-", "?trash=1"])
def test_a_form_that_names_no_rows_and_no_list_takes_none(sqlite_shop, signed_in, kept, given):
    acts = kept.acts()
    answer = signed_in(sqlite_shop, "editor").post("/en/products/trash", rows="", list=given, key="k" * 12)
    assert (answer.status_code, kept.acts()) == (404, acts)


def test_the_whole_table_goes_where_its_list_is_named(sqlite_shop, signed_in, kept, partials):
    answer = signed_in(sqlite_shop, "editor").post("/en/products/trash", rows="", list="?", key="k" * 12)
    assert "rows were moved to the trash." in partials(answer)["announcer"]
    assert kept.value(kept.id_of("TEX-APR"), "trashed_at") is not None


@pytest.mark.parametrize("rows", ["", "0", "1 1", "x", "999999"])
def test_rows_that_are_none_are_refused(sqlite_shop, signed_in, kept, rows):
    acts = kept.acts()
    answer = signed_in(sqlite_shop, "editor").post(
        "/en/products/trash", rows=rows, list="?q=no-such-thing", key="k" * 12
    )
    assert answer.status_code in (404, 422)
    assert kept.acts() == acts


def test_whoever_comes_too_late_is_told_who_was_quicker(shop, signed_in, kept, partials):
    """And has nothing to undo: what they did last is another thing."""
    mine, theirs = signed_in(shop, "editor"), signed_in(shop, "other")
    theirs.post("/en/products/1/trash")
    answer = mine.post("/en/products/1/trash")
    said = partials(answer)
    assert said.parts["product-1"] == ("delete", "")
    assert said["announcer"].startswith("Ana moved this to the trash at")
    assert "data-undo" not in said["notes"]
    assert 'href="/en/desk/products/1"' in said["notes"]
