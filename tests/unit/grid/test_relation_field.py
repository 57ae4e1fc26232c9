"""Relations: a record found by what somebody types, never another one."""

from __future__ import annotations

import re

import pytest

from webapp.grid.fields import Invalid
from webapp.grid.relations import Relation
from webapp.hypermedia.locales import language

SUPPLIER, CATEGORY = Relation(noun="supplier"), Relation(noun="category")


def parsed(app, relation, typed, code="en"):
    with app.test_request_context(f"/{code}/"):
        return relation.parse(typed, language(code))


def refusal(app, relation, typed, code="en"):
    with pytest.raises(Invalid) as caught:
        parsed(app, relation, typed, code)
    return caught.value.code


def options(response):
    return re.findall(r'data-value="([^"]*)"', response.text)


def test_a_relation_is_typed_by_its_exact_name_or_its_folded_name_or_its_number(shop):
    assert parsed(shop, SUPPLIER, "Takemori Metal Works") == 2
    assert parsed(shop, SUPPLIER, "takemori metal works") == 2
    assert parsed(shop, SUPPLIER, "#2") == 2
    assert parsed(shop, CATEGORY, "TEA AND COFFEE") == 2
    assert parsed(shop, CATEGORY, "") is None


def test_a_category_is_typed_by_its_name_in_the_language_of_the_page(shop, kept):
    german = kept.value(2, "name", "categories", "de")
    assert parsed(shop, CATEGORY, german, "de") == 2
    assert refusal(shop, CATEGORY, german, "fr") == "no_such_record"


@pytest.mark.parametrize("name", ["Éclair & Fils", "ÅNGSTRÖM", "ΩMEGA", "ЖУК", "İstanbul"])
def test_a_name_with_letters_beyond_ascii_is_found_as_it_is_written(shop, signed_in, kept, name):
    browser = signed_in(shop, "editor")
    browser.write("/en/suppliers/1/name", name, kept.version(1, "suppliers"))
    assert parsed(shop, SUPPLIER, name) == 1
    assert options(browser.client.get("/en/products/options/supplier_id", query_string={"value": name[:3]})) == [
        name.replace("&", "&amp;")
    ]
    assert f"suppliers/{1}" in browser.client.get("/en/desk/suppliers", query_string={"q": name}).text


@pytest.mark.parametrize(
    "typed",
    [
        "Takemori",
        "Takemori%",
        "_",
        "%",
        "#999",
        "#0",
        "#-1",
        "#",
        "#1e3",
        "#" + "9" * 30,
        "Takemori Metal Works\0",
        "\0",
        "' OR 1=1 --",
    ],
)
def test_what_names_no_record_is_refused(shop, typed):
    assert refusal(shop, SUPPLIER, typed) == "no_such_record"


def test_a_name_that_several_have_is_refused_with_their_numbers_unless_one_is_spelled_so(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    for key, name in (("first-of-three", "Glass"), ("second-of-three", "glass"), ("third-of-three", "glass")):
        browser.post("/en/categories", key=key, name=name, parent_id="")
    with shop.test_request_context("/en/"), pytest.raises(Invalid) as caught:
        CATEGORY.parse("glass", language("en"))
    assert caught.value.code == "several_records"
    third = kept.last("categories")
    assert caught.value.text.endswith(f"#{third - 1}, #{third}.")
    assert parsed(shop, CATEGORY, "Glass") == third - 2
    assert parsed(shop, CATEGORY, f"#{third}") == third


def test_a_record_in_the_trash_can_no_longer_be_chosen(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    browser.post("/en/categories", key="to-be-trashed-1", name="Glass", parent_id="")
    made = parsed(shop, CATEGORY, "Glass")
    browser.post(f"/en/categories/{made}/trash")
    for typed in ("Glass", f"#{made}"):
        assert refusal(shop, CATEGORY, typed) == "no_such_record"
    assert "Glass" not in options(browser.get("/en/products/options/category_id?value=gla"))


def test_a_refused_name_is_shown_escaped(sqlite_shop, signed_in, kept):
    answer = signed_in(sqlite_shop, "editor").write("/en/products/1/supplier_id", "<b>Nobody</b>", kept.version(1))
    assert answer.status_code == 422
    assert "<b>" not in answer.text


def test_typing_offers_the_records_whose_name_holds_it(shop, signed_in):
    browser = signed_in(shop, "editor")
    assert options(browser.get("/en/products/options/category_id?value=KITCH")) == ["Kitchen", "Kitchen tools"]
    assert 'role="option"' in browser.get("/en/products/options/category_id?value=zzz").text
    assert options(browser.get("/en/products/options/category_id?value=zzz")) == []


@pytest.mark.parametrize("value", ["%", "_", "\\", "'"])
def test_typing_a_wildcard_offers_nothing_that_does_not_hold_it(shop, signed_in, value):
    for field in ("category_id", "supplier_id"):
        answer = signed_in(shop, "editor").client.get(f"/en/products/options/{field}", query_string={"value": value})
        assert (answer.status_code, options(answer)) == (200, [])


def test_at_most_twenty_are_offered_and_more_are_told_of(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, "editor")
    for number in range(21):
        browser.post("/en/categories", key=f"one-of-many-{number:02}", name=f"Glass {number:02}", parent_id="")
    answer = browser.get("/en/products/options/category_id?value=glass")
    assert len(options(answer)) == 20
    assert "20 of 21: type on" in answer.text


def test_the_id_of_a_list_of_options_is_escaped(sqlite_shop, signed_in):
    answer = signed_in(sqlite_shop, "editor").client.get(
        "/en/products/options/category_id", query_string={"value": "t", "list": '"><script>x</script>'}
    )
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    ("field", "status"), [("products/price", 404), ("products/nothing", 404), ("comments/post_id", 403)]
)
def test_only_a_relation_that_may_be_written_has_options(sqlite_shop, signed_in, field, status):
    plural, name = field.split("/")
    assert signed_in(sqlite_shop, "editor").get(f"/en/{plural}/options/{name}").status_code == status
