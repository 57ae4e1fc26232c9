"""Making a record: the row, the refusals per field, and nothing made twice."""

from __future__ import annotations

import re

import pytest

KEY = "made-by-a-test-1"
PRODUCT = {
    "sku": "NEW-1",
    "name": "Brass <Lamp>",
    "price": "12.50",
    "stock": "3",
    "category_id": "Light",
    "supplier_id": "Takemori Metal Works",
}


def make(browser, plural="products", locale="en", script=True, key=KEY, **form):
    return browser.post(f"/{locale}/{plural}", script=script, key=key, **form)


def test_a_made_record_brings_its_row_a_fresh_form_the_figures_and_a_note(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    answer = make(browser, **PRODUCT)
    assert answer.status_code == 201
    made, said = kept.id_of("NEW-1"), partials(answer)
    swap, row = said.parts["products-rows"]
    assert (swap, f'id="product-{made}"' in row) == ("afterbegin", True)
    assert 'value=""' in said["products-new"]
    assert "NEW-1" not in said["products-new"]
    assert "products-figures" in said
    assert f'name="act" value="{kept.last_act().id}"' in said["notes"]
    assert said["announcer"] == "Brass &lt;Lamp&gt; was added."
    assert (kept.value(made, "price"), kept.value(made, "stock"), kept.value(made, "published")) == (1250, 3, False)
    assert (kept.value(made, "supplier_id"), kept.value(made, "slug", locale="en")) == (2, "brass-lamp")


def test_a_made_record_is_one_act_that_tells_every_field(shop, signed_in, kept):
    make(signed_in(shop, "editor"), **PRODUCT)
    changes = kept.changes(kept.last_act().id)
    assert changes["created", None] == (None, True)
    assert changes["sku", None] == (None, "NEW-1")
    assert changes["name", "en"] == (None, "Brass <Lamp>")


def test_without_script_a_made_record_leads_to_the_list_with_a_note(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    answer = make(browser, script=False, **PRODUCT)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/en/desk/products?did={kept.last_act().id}")
    assert f'id="product-{kept.id_of("NEW-1")}"' in browser.get("/en/desk/products?q=NEW-1").text


@pytest.mark.parametrize("script", [True, False])
def test_each_wrong_field_has_its_own_sentence_and_keeps_its_text(sqlite_shop, signed_in, kept, partials, script):
    acts = kept.acts()
    wrong = PRODUCT | {"sku": "", "price": "<cheap>", "stock": "1.5", "category_id": "No such <shelf>"}
    answer = make(signed_in(sqlite_shop, "editor"), script=script, **wrong)
    assert (answer.status_code, kept.acts()) == (422, acts)
    html = partials(answer)["products-new"] if script else answer.text
    assert [f for f in PRODUCT if f'id="products-new-{f}-error"' in html] == ["sku", "price", "stock", "category_id"]
    assert 'value="&lt;cheap&gt;"' in html
    assert 'value="No such &lt;shelf&gt;"' in html
    assert 'value="Brass &lt;Lamp&gt;"' in html
    assert f'name="key" value="{KEY}"' in html
    if script:
        assert "A whole number is needed here." in partials(answer)["alarm"]
    else:
        assert answer.text.startswith("<!doctype html>")


def test_a_sku_is_taken_also_by_a_record_in_the_trash(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    browser.post("/en/products/2/trash")
    acts = kept.acts()
    answer = make(browser, **PRODUCT | {"sku": "TEA-CUP"})
    assert (answer.status_code, kept.acts()) == (422, acts)
    assert "Something in the trash already has this." in answer.text


def test_a_name_may_be_anothers_but_its_address_is_not(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    for number in (1, 2, 3):
        assert make(browser, key=f"{KEY}{number}", **PRODUCT | {"sku": f"NEW-{number}"}).status_code == 201
    slugs = [kept.value(kept.id_of(f"NEW-{number}"), "slug", locale="en") for number in (1, 2, 3)]
    assert slugs == ["brass-lamp", "brass-lamp-2", "brass-lamp-3"]


def test_a_repeated_creation_makes_one_record_and_gets_the_same_answer(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    first, acts = make(browser, **PRODUCT), kept.acts()
    second = make(browser, **PRODUCT)
    assert (second.status_code, kept.acts()) == (201, acts)
    for target in ("products-rows", "announcer"):
        assert partials(second)[target] == partials(first)[target]


def test_one_page_makes_as_many_records_as_are_typed_into_its_form(shop, signed_in, kept):
    """A page that is kept for somebody brings its form with the same key to each of their windows."""
    browser = signed_in(shop, "editor")
    assert [make(browser, **PRODUCT | {"sku": sku}).status_code for sku in ("NEW-1", "NEW-2", "NEW-2")] == [201] * 3
    assert kept.id_of("NEW-1") != kept.id_of("NEW-2")


@pytest.mark.parametrize("key", ["short", "a" * 65, "abcdefgh\0", "abcdefgh\n", "abcdefgh<b>"])
def test_a_key_that_is_none_of_ours_makes_nothing(shop, signed_in, kept, key):
    answer = make(signed_in(shop, "editor"), key=key, **PRODUCT)
    assert (answer.status_code, kept.id_of("NEW-1")) == (422, None)
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    "more", [{"published": "1"}, {"slug": "x"}, {"id": "7"}, {"version": "x"}, {"role": "owner"}, {"sku": ["A", "B"]}]
)
def test_a_creation_takes_exactly_the_fields_of_its_form(sqlite_shop, signed_in, kept, more):
    acts = kept.acts()
    answer = make(signed_in(sqlite_shop, "editor"), **PRODUCT | more)
    assert (answer.status_code, kept.acts()) == (422, acts)
    assert 'data-error="unknown_field"' in answer.text


def test_a_record_made_in_another_language_has_a_name_in_the_source_language_too(shop, signed_in, kept):
    """Every language falls back to the source; without a name there the record would be on no list."""
    browser = signed_in(shop, "editor")
    assert make(browser, locale="nl", **PRODUCT | {"name": "Lamp", "category_id": ""}).status_code == 201
    made = kept.id_of("NEW-1")
    assert [kept.value(made, "name", locale=code) for code in ("nl", "en", "de")] == ["Lamp", "Lamp", None]
    for code in ("nl", "en", "de"):
        assert f'id="product-{made}"' in browser.get(f"/{code}/desk/products?q=NEW-1").text


def test_a_record_made_in_another_language_needs_a_name_too(shop, signed_in, kept):
    assert make(signed_in(shop, "editor"), locale="nl", **PRODUCT | {"name": " "}).status_code == 422
    assert kept.id_of("NEW-1") is None


@pytest.mark.parametrize(
    ("plural", "form"),
    [("suppliers", {"name": "Glas & Co", "city": "Gent"}), ("categories", {"name": "Lamps", "parent_id": "Light"})],
)
def test_suppliers_and_categories_are_made_by_the_same_route(shop, signed_in, kept, plural, form):
    browser = signed_in(shop, "editor")
    assert make(browser, plural, **form).status_code == 201
    assert kept.last_act().way == "grid"
    assert form["name"].split()[0] in browser.get(f"/en/desk/{plural}?q={form['name'].split()[0]}").text


def test_a_supplier_named_twice_is_refused_at_its_name(shop, signed_in, partials):
    answer = make(signed_in(shop, "editor"), "suppliers", name="Atelier Morvane")
    assert answer.status_code == 422
    assert 'id="suppliers-new-name-error"' in partials(answer)["suppliers-new"]


@pytest.mark.parametrize(
    ("role", "status"), [(None, 401), ("reader", 403), ("translator", 403), ("editor", 201), ("owner", 201)]
)
def test_only_editors_and_the_owner_make_records(sqlite_shop, signed_in, kept, role, status):
    answer = make(signed_in(sqlite_shop, role), locale="nl", **PRODUCT | {"category_id": ""})
    assert answer.status_code == status
    assert (kept.id_of("NEW-1") is not None) is (status == 201)


def test_a_value_that_another_record_has_is_refused_at_its_field(shop, signed_in, partials):
    owner = signed_in(shop, "owner")
    given = {"name": "Second", "email": "taken@example.test", "role": "reader"}
    assert owner.post("/en/users", **given).status_code == 201
    answer = owner.post("/en/users", **given | {"name": "Third"})
    assert answer.status_code == 422
    fields = re.findall(r'name="(\w+)"[^>]*aria-invalid="true"', partials(answer)["users-new"])
    assert fields == ["email"]


def test_of_a_value_that_something_in_the_trash_has_it_is_said_so(shop, signed_in, kept, partials):
    editor = signed_in(shop, "editor")
    editor.post("/en/suppliers", name="Once")
    editor.post(f"/en/suppliers/{kept.supplier('Once')}/trash")
    answer = editor.post("/en/suppliers", name="Once")
    assert answer.status_code == 422
    assert partials(answer)["alarm"].startswith("Something in the trash already has this.")
    made = editor.write("/en/products/1/supplier_id", "+ Once", kept.version(1), "k" * 12)
    assert made.status_code == 422
    assert "Something in the trash already has this." in partials(made)["alarm"]
