"""The form that changes fields of many rows alike: whose fields it offers, what it refuses, and what comes of it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.unit.grid.test_cells_writing import hidden, rows, shown

URL = "/en/desk/products/bulk"
ON = {"do": "change"}


@pytest.fixture
def browser(shop, signed_in):
    return signed_in(shop, "editor")


def switches(answer):
    return re.findall(r'type="checkbox" name="do:(\w+)"', answer.text)


def on(**values):
    """Fields that are switched on, each with what is typed beside it."""
    return {f"do:{field}": "set" for field in values} | {f"value:{field}": text for field, text in values.items()}


def change(browser, which, url=URL, script=True, **form):
    return browser.post(url, here=url, script=script, **ON, **which, **form)


def test_the_form_has_a_switch_for_each_field_that_may_be_written(browser, kept):
    answer = browser.htmx(f"{URL}?rows={rows(kept, 1, 2)}".replace(" ", "+"))
    assert answer.status_code == 200
    assert switches(answer) == [
        "sku", "name", "price", "stock", "reorder_level", "category_id", "supplier_id", "pack", "published",
        "discontinued", "summary", "description", "slug",
    ]  # fmt: skip
    assert "checked" not in answer.text
    assert "Change 2 rows" in answer.text
    assert hidden(answer)["rows"] == rows(kept, 1, 2)
    assert hidden(answer)["list"] == ""


def test_clear_is_offered_only_where_nothing_can_be_held(browser):
    found = re.findall(r'name="clear:(\w+)"', browser.htmx(URL).text)
    assert found == ["category_id", "supplier_id", "pack", "summary", "description"]
    in_dutch = re.findall(r'name="clear:(\w+)"', browser.htmx("/nl/desk/products/bulk").text)
    assert {"name", "slug"} <= set(in_dutch)


def test_without_rows_it_is_about_all_that_the_filter_lets_through(browser):
    answer = browser.get("/en/desk/products/bulk?q=teapot&sort=price&page=2")
    assert answer.text.startswith("<!doctype html>")
    assert "Change 1 row" in answer.text
    assert hidden(answer)["list"] == "?q=teapot&sort=price"


def test_only_what_is_switched_on_is_written_as_one_act_and_one_undo_takes_it_back(browser, kept, partials):
    before = kept.acts(), [kept.value(id_, "price") for id_ in (1, 2)], kept.value(1, "stock")
    form = on(price="+10%") | {"value:stock": "999", "value:pack": "", "clear:supplier_id": "1"}
    answer = change(browser, {"rows": rows(kept, 1, 2)}, **form)
    assert answer.status_code == 200
    told = partials(answer)
    assert told.parts["block-dialog"][0] == "delete"
    assert "2 cells in 2 rows: Price" in told["notes"]
    assert [kept.value(id_, "price") for id_ in (1, 2)] == [round(price * 1.1) for price in before[1]]
    assert (kept.value(1, "stock"), kept.acts()) == (before[2], before[0] + 1)
    assert kept.value(1, "supplier_id") is not None
    assert browser.post("/en/undo", act=kept.last_act().id).status_code == 200
    assert [kept.value(id_, "price") for id_ in (1, 2)] == before[1]


def test_several_fields_of_several_kinds_and_clearing(browser, kept):
    form = on(price="*2", category_id="Light", published="0", pack="", name="Lamp")
    answer = change(browser, {"rows": rows(kept, 1, 2)}, **form, **{"clear:pack": "1"})
    assert answer.status_code == 200, answer.text
    for id_ in (1, 2):
        assert (kept.value(id_, "pack"), kept.value(id_, "published")) == (None, False)
        assert kept.value(id_, "name", locale="en") == "Lamp"
        assert kept.value(id_, "category_id") == kept.value(1, "category_id")


def test_all_that_match_are_shown_before_and_then_written_in_the_versions_that_were_seen(browser, kept, partials):
    before = {id_: kept.value(id_, "price") for id_ in range(1, 43)}
    answer = change(browser, {"rows": "", "list": "?q="}, **on(price="+10%"))
    assert answer.status_code == 200
    assert kept.value(1, "price") == before[1]
    assert "autofocus" in partials(answer)["dialogs"]
    assert len(shown(answer)) == len(before)
    browser.write("/en/products/1/price", "1", kept.version(1))
    browser.write("/en/products/2/stock", "1", kept.version(2))
    applied = browser.post("/en/products/cells", **hidden(answer))
    assert (applied.status_code, kept.value(1, "price")) == (200, 100), "nothing of somebody else's is overwritten"
    assert kept.value(2, "price") == round(before[2] * 1.1)
    assert kept.value(42, "price") == round(before[42] * 1.1)


def test_few_rows_are_shown_before_too_where_somebody_asks_for_it(browser, kept):
    acts = kept.acts()
    answer = change(browser, {"rows": rows(kept, 1)}, **on(price="+10%"), preview="1")
    assert (answer.status_code, kept.acts(), len(shown(answer))) == (200, acts, 1)


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("price", "<dear>", "This is not a number."),
        ("price", "+10x%", "This is not a number."),
        ("price", "/0", "Nothing can be divided by zero."),
        ("price", "", "This cannot be empty."),
        ("category_id", "No such <shelf>", "There is no “No such &lt;shelf&gt;” here."),
        ("pack", " ", "Type what it is to be, or choose “Clear”."),
    ],
)
def test_what_cannot_be_comes_back_with_its_sentence_and_all_that_was_typed(
    browser, kept, partials, script, field, typed, said
):
    acts = kept.acts()
    form = on(**{field: typed, "stock": "7"}) | {"clear:summary": "1", "do:summary": "set", "value:reorder_level": "3"}
    answer = change(browser, {"rows": rows(kept, 1, 2)}, script=script, **form)
    assert (answer.status_code, kept.acts()) == (422, acts)
    html = partials(answer)["block"] if script else answer.text
    assert f'id="bulk-{field}-error">{said}' in html
    assert len(re.findall("aria-invalid", html)) == 1
    ticked = set(re.findall('name="do:([a-z_]+)" value="set" checked', html))
    assert ticked == {"stock", "summary", field}
    if field != "pack":
        assert f'name="value:{field}" value="{typed}"'.replace("<", "&lt;").replace(">", "&gt;") in html
    assert 'name="value:stock" value="7"' in html
    assert 'name="value:reorder_level" value="3"' in html
    assert hidden(answer)["rows"] == rows(kept, 1, 2)
    if script:
        assert unescape(partials(answer)["alarm"]).startswith(unescape(said))


def test_where_nothing_is_switched_on_it_says_so(browser, kept, partials):
    answer = change(browser, {"rows": rows(kept, 1)}, **{"value:price": "7"})
    assert answer.status_code == 422
    assert "Nothing is switched on yet." in partials(answer)["block"]


def test_what_is_out_of_limits_in_one_row_only_is_shown_in_that_row(browser, kept):
    browser.write("/en/products/1/stock", "2", kept.version(1))
    browser.write("/en/products/1/reorder_level", "2", kept.version(1))
    browser.write("/en/products/2/reorder_level", "9", kept.version(2))
    answer = change(browser, {"rows": rows(kept, 1, 2)}, **on(reorder_level="-5"))
    assert answer.status_code == 422
    assert [then for _row, _field, _now, then in shown(answer)] == ["-5It must be from 0 to 1,000,000,000.", "4"]


def test_without_script_it_ends_at_the_filtered_list(browser, kept):
    url = f"{URL}?q=teapot"
    answer = change(browser, {"rows": "", "list": "?q=teapot"}, url=url, script=False, **on(price="77"))
    assert (answer.status_code, kept.value(1, "price") == 7700) == (200, False)
    answer = browser.post("/en/products/cells", here=url, script=False, **hidden(answer))
    assert (answer.status_code, kept.value(1, "price")) == (303, 7700)
    assert answer.headers["Location"] == f"/en/desk/products?q=teapot&did={kept.last_act().id}"


def test_a_translator_is_offered_texts_of_their_languages_only(sqlite_shop, signed_in, kept):
    browser = signed_in(sqlite_shop, "translator")
    assert switches(browser.get("/nl/desk/products/bulk")) == ["name", "summary", "description", "slug"]
    assert browser.get("/fr/desk/products/bulk").status_code == 403
    before = kept.value(1, "price")
    form = {"rows": rows(kept, 1, locale="nl")} | on(price="1", summary="Kort")
    assert change(browser, form, url="/nl/desk/products/bulk").status_code == 200
    assert (kept.value(1, "price"), kept.value(1, "summary", locale="nl")) == (before, "Kort")
    assert change(browser, {"rows": "1"} | on(price="1"), url="/nl/desk/products/bulk").status_code == 403
    assert change(browser, {"rows": "1"} | on(summary="x"), url="/fr/desk/products/bulk").status_code == 403


def test_what_is_in_the_trash_is_not_changed(browser):
    assert browser.get(f"{URL}?trash=1").status_code == 422


@pytest.mark.parametrize("query", ["rows=x", "rows=1+1", "rows=0", "rows=99999999999"])
def test_rows_that_are_none_are_refused(browser, query):
    assert browser.get(f"{URL}?{query}").status_code == 422


def test_what_it_reads_does_not_grow_with_the_rows(sqlite_shop, signed_in, kept):
    browser = signed_in(sqlite_shop, "editor")
    count = lambda path: re.search(r"(\d+) statements", browser.htmx(path).headers["Server-Timing"])[1]  # noqa: E731
    assert count(f"{URL}?rows=1") == count(f"{URL}?rows=" + "+".join(map(str, range(1, 43))))
    assert count(URL) == count(f"{URL}?q=")


def test_the_list_leads_to_it_for_whoever_may_write(sqlite_shop, signed_in):
    page = signed_in(sqlite_shop, "editor").get("/en/desk/products?q=tea&page=1").text
    assert 'href="/en/desk/products/bulk?q=tea"' in page
    assert 'data-one="Change {n} row…" data-other="Change {n} rows…"' in page
    assert "/bulk" in signed_in(sqlite_shop, "editor").get("/en/desk/products?as=table").text
    for role, path in (("reader", "products"), ("translator", "products"), ("editor", "products?trash=1")):
        assert "/bulk" not in signed_in(sqlite_shop, role).get(f"/fr/desk/{path}").text
