"""A stored price that is raised or lowered by what somebody typed: once, and from what they saw."""

from __future__ import annotations

URL = "/en/products/1/price"
KEY = "abcdefgh12345678"


def test_a_price_is_raised_from_what_is_stored(shop, signed_in, kept, partials):
    answer = signed_in(shop, "editor").write(URL, "+10%", kept.version(1), KEY)
    assert (answer.status_code, kept.value(1, "price")) == (200, 6380)
    assert partials(answer)["announcer"] == "Saved. Price: €58.00 → €63.80"


def test_a_repeated_request_raises_a_price_once(shop, signed_in, kept, partials):
    version = kept.version(1)
    answers = [signed_in(shop, "editor").write(URL, "+10%", version, KEY) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert kept.value(1, "price") == 6380
    assert partials(answers[1])["announcer"] == "Saved. Price: €58.00 → €63.80"


def test_a_price_that_somebody_else_changed_meanwhile_is_not_raised_unseen(shop, signed_in, kept, partials):
    seen = kept.version(1)
    signed_in(shop, "other").write(URL, "100", seen, "another-key-1")
    answer = signed_in(shop, "editor").write(URL, "+10%", seen, KEY)
    assert (answer.status_code, kept.value(1, "price")) == (409, 10000)
    assert 'value="+10%"' in partials(answer)[f"f-{KEY}"]


def test_a_price_is_raised_where_somebody_changed_another_field(shop, signed_in, kept):
    seen = kept.version(1)
    signed_in(shop, "other").write("/en/products/1/stock", "7", seen, "another-key-1")
    assert signed_in(shop, "editor").write(URL, "*2", seen, KEY).status_code == 200
    assert kept.value(1, "price") == 11600


def test_a_sum_that_does_not_work_out_comes_back_with_its_text(shop, signed_in, kept, partials):
    answer = signed_in(shop, "editor").write(URL, "/0", kept.version(1), KEY)
    assert (answer.status_code, kept.value(1, "price")) == (422, 5800)
    assert 'data-error="divided_by_zero"' in partials(answer)[f"f-{KEY}"]
    assert 'value="/0"' in partials(answer)[f"f-{KEY}"]


def test_a_price_is_raised_without_script(shop, signed_in, kept):
    form = {"value": "+10%", "version": kept.version(1)}
    answer = signed_in(shop, "editor").post(URL, here="/en/desk/products", script=False, **form)
    assert (answer.status_code, kept.value(1, "price")) == (303, 6380)


def test_nothing_is_there_to_raise_in_a_new_record(sqlite_shop, signed_in, kept, partials):
    values = {"sku": "NEW-1", "name": "New", "price": "+10%", "stock": "1", "category_id": "", "supplier_id": ""}
    answer = signed_in(sqlite_shop, "editor").post("/en/products", **values, key=KEY)
    assert answer.status_code == 422
    assert "There is no value yet to start from" in answer.text
