"""A relation to what is not there yet: made in the act that refers to it, by those who may; and what is offered first."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

URL = "/en/products/1/supplier_id"
OPTIONS = "/en/products/options/supplier_id"
KEY = "abcdefgh12345678"


def options(response):
    return re.findall(r'data-value="([^"]*)"', response.text)


def test_a_sign_before_a_name_makes_a_record_and_refers_to_it_in_one_act(shop, signed_in, kept, partials):
    acts, before = kept.acts(), kept.value(1, "supplier_id")
    answer = signed_in(shop, "editor").write(URL, "+ Brown & Sons", kept.version(1), KEY)
    made = kept.supplier("Brown & Sons")
    assert (answer.status_code, kept.value(1, "supplier_id"), kept.acts()) == (200, made, acts + 1)
    assert "→ Brown &amp; Sons" in partials(answer)["announcer"]
    changes = kept.changes(kept.last_act().id)
    assert changes["supplier_id", None] == (before, made)
    assert changes["created", None] == (None, True)


def test_one_undo_takes_both_back(shop, signed_in, kept):
    browser, before = signed_in(shop, "editor"), kept.value(1, "supplier_id")
    browser.write(URL, "+ Brown", kept.version(1), KEY)
    assert browser.post("/en/undo").status_code == 200
    assert kept.value(1, "supplier_id") == before
    assert kept.value(kept.supplier("Brown"), "trashed_at", "suppliers") is not None


def test_a_repeated_request_makes_one_record(shop, signed_in, kept):
    version, acts = kept.version(1), kept.acts()
    answers = [signed_in(shop, "editor").write(URL, "+ Brown", version, KEY) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (kept.acts(), kept.last("suppliers")) == (acts + 1, kept.supplier("Brown"))


def test_a_conflict_makes_nothing(shop, signed_in, kept):
    seen, last = kept.version(1), kept.last("suppliers")
    signed_in(shop, "other").write(URL, "#2", seen, "another-key-1")
    assert signed_in(shop, "editor").write(URL, "+ Brown", seen, KEY).status_code == 409
    assert kept.last("suppliers") == last


def test_what_is_there_is_not_made_again(shop, signed_in, kept):
    last = kept.last("suppliers")
    assert signed_in(shop, "editor").write(URL, "+ takemori metal works", kept.version(1), KEY).status_code == 200
    assert (kept.value(1, "supplier_id"), kept.last("suppliers")) == (2, last)


def test_a_category_is_made_in_the_language_of_the_page_and_in_the_source(shop, signed_in, kept):
    answer = signed_in(shop, "editor").write(
        "/nl/products/1/category_id", "+ Lampen", kept.version(1, locale="nl"), KEY
    )
    made = kept.value(1, "category_id")
    assert (answer.status_code, made) == (200, kept.last("categories"))
    assert [kept.value(made, "name", "categories", code) for code in ("nl", "en")] == ["Lampen", "Lampen"]


@pytest.mark.parametrize("typed", ["+ ", "+", "+ " + "w" * 201, "+ a\u2028b"])
def test_what_is_no_name_is_refused(shop, signed_in, kept, typed):
    last = kept.last("suppliers")
    assert signed_in(shop, "editor").write(URL, typed, kept.version(1), KEY).status_code == 422
    assert kept.last("suppliers") == last


def test_a_name_that_nobody_has_says_how_to_make_it(shop, signed_in, kept):
    answer = signed_in(shop, "editor").write(URL, "Brown", kept.version(1), KEY)
    assert answer.status_code == 422
    assert "type + Brown to make it" in answer.text


def test_without_script_the_same_text_makes_it(shop, signed_in, kept):
    form = {"value": "+ Brown", "version": kept.version(1)}
    answer = signed_in(shop, "editor").post(URL, here="/en/desk/products/1", script=False, **form)
    assert (answer.status_code, kept.value(1, "supplier_id")) == (303, kept.supplier("Brown"))


def test_to_create_is_the_last_that_an_editor_is_offered(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, "editor")
    assert options(browser.get(f"{OPTIONS}?value=Take&list=f-x-options"))[-1] == "+ Take"
    assert "Create “Take”" in browser.get(f"{OPTIONS}?value=Take&list=f-x-options").text
    # Neither what is there, nor where the form makes something else, nor without a name.
    for asked in ("value=takemori+metal+works&list=f-x-options", "value=Take&list=products-new-x", "value=+&list=f-x"):
        assert not [value for value in options(browser.get(f"{OPTIONS}?{asked}")) if value.startswith("+")]


def test_what_one_chose_lately_is_offered_first_and_to_nobody_else(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    names = options(browser.get(f"{OPTIONS}?value="))
    last, but_one = names[-1], names[-2]
    for name in (but_one, last):
        assert browser.write(URL, name.replace("&amp;", "&"), kept.version(1), "").status_code == 200
    assert options(browser.get(f"{OPTIONS}?value="))[:3] == [last, but_one, names[0]]
    assert options(signed_in(shop, "other").get(f"{OPTIONS}?value="))[0] == names[0]


def test_what_lies_in_the_trash_is_not_offered_though_it_was_chosen(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    browser.write(URL, "+ Brown", kept.version(1), KEY)
    browser.post("/en/undo")
    assert "Brown" not in browser.get(f"{OPTIONS}?value=").text


def test_to_find_what_was_chosen_lately_reads_no_more_than_the_last_acts(sqlite_shop, signed_in, kept):
    from webapp.catalogue.grid import PRODUCTS
    from webapp.grid import recent
    from webapp.storage.transactions import snapshot

    signed_in(sqlite_shop, "editor").write(URL, "#2", kept.version(1), KEY)
    sent = []
    with sqlite_shop.test_request_context("/en/"), snapshot() as connection:
        event.listen(connection, "before_cursor_execute", lambda *told: sent.append(told[2:4]))
        assert recent.recent(connection, PRODUCTS, "supplier_id", 3) == [2]
        ((statement, values),) = sent
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    told = " ".join(plan)
    assert "ix_act_actor" in told
    assert "act_id=?" in told
    assert "SCAN act_change" not in told
