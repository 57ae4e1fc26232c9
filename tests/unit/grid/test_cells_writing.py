"""Many cells at once: few good ones are written as one act, the others are shown before."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.unit.grid.conftest import MODELS
from tests.unit.security.test_naughty_strings import STRINGS
from webapp.grid.blocks import tsv

URL = "/en/products/cells"


def rows(kept, *ids, plural="products", locale="en"):
    return " ".join(f"{id_}:{kept.version(id_, plural, locale)}" for id_ in ids)


def hidden(answer):
    """What the form of a preview sends by itself."""
    form = answer.text.partition('<form id="block"')[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


def shown(answer):
    """(row, field, now, then) of what a preview shows."""
    text = lambda html: unescape(re.sub(r"<[^>]+>", "", html)).strip()  # noqa: E731
    found, title = [], ""
    for line in re.findall(r"<tr class.*?</tr>", answer.text, re.DOTALL):
        cells = [text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)]
        title = cells.pop(0) if "rowgroup" in line else title
        found.append((title, *cells))
    return found


@pytest.fixture
def browser(shop, signed_in):
    return signed_in(shop, "editor")


def paste(browser, kept, text, ids, columns, url=URL, **more):
    plural = url.split("/")[2]
    given = {"rows": rows(kept, *ids, plural=plural, locale=url[1:3])} | more
    return browser.post(url, do="paste", columns=columns, text=text, **given)


def test_a_small_block_is_written_at_once_as_one_act_and_one_undo_takes_it_back(browser, kept, partials):
    before = kept.acts(), kept.value(1, "price"), kept.value(2, "stock")
    answer = paste(browser, kept, "12.50\t3\n13.50\t4\n", (1, 2), "price stock")
    assert answer.status_code == 200
    assert [kept.value(id_, "price") for id_ in (1, 2)] == [1250, 1350]
    assert [kept.value(id_, "stock") for id_ in (1, 2)] == [3, 4]
    assert (kept.acts(), kept.last_act().way) == (before[0] + 1, "paste")
    said = partials(answer)
    assert said["announcer"] == "4 of 4 pasted."
    assert "4 cells in 2 rows: Price, Stock" in said["notes"]
    assert {"product-1", "product-2", "products-figures"} <= set(said.parts)
    assert browser.post("/en/undo", act=kept.last_act().id).status_code == 200
    assert (kept.value(1, "price"), kept.value(2, "stock")) == before[1:]


def test_one_value_fills_a_selection_that_is_a_multiple_of_the_block(browser, kept):
    answer = paste(browser, kept, "7", (1, 2, 3), "stock reorder_level", range="3x2")
    assert answer.status_code == 200
    assert {kept.value(id_, field) for id_ in (1, 2, 3) for field in ("stock", "reorder_level")} == {7}


def test_a_block_that_does_not_fit_so_often_is_put_down_once(browser, kept):
    before = kept.value(3, "stock")
    assert paste(browser, kept, "7\n8\n", (1, 2, 3), "stock", range="3x1").status_code == 200
    assert [kept.value(id_, "stock") for id_ in (1, 2, 3)] == [7, 8, before]


def test_what_is_so_already_is_no_change(browser, kept, partials):
    before = kept.acts()
    answer = paste(browser, kept, str(kept.value(1, "stock")), (1,), "stock")
    assert (answer.status_code, kept.acts()) == (200, before)
    assert "notes" not in partials(answer)


def test_a_wrong_cell_lets_nothing_be_written_and_is_named(browser, kept):
    before = kept.value(1, "price")
    answer = paste(browser, kept, "12.50\ndear\n", (1, 2), "price")
    assert (answer.status_code, kept.value(1, "price")) == (422, before)
    assert "This is not a number" in shown(answer)[1][3]
    assert "Apply the 1 good one" in answer.text


def test_the_good_ones_are_written_when_that_is_asked_for(browser, kept, partials):
    before = kept.value(2, "price")
    answer = browser.post(URL, **hidden(paste(browser, kept, "12.50\ndear\n", (1, 2), "price")))
    assert (answer.status_code, kept.value(1, "price"), kept.value(2, "price")) == (200, 1250, before)
    said = partials(answer)
    assert said["announcer"] == "1 of 2 pasted, 1 needs attention."
    assert said.parts["block-dialog"][0] == "delete"


def test_more_than_twenty_cells_are_shown_before(browser, kept):
    before, text = kept.acts(), "\n".join(["5"] * 21)
    answer = paste(browser, kept, text, range(1, 22), "stock")
    assert (answer.status_code, kept.acts()) == (200, before)
    assert len(shown(answer)) == 21
    assert browser.post(URL, **hidden(answer)).status_code == 200
    assert {kept.value(id_, "stock") for id_ in range(1, 22)} == {5}


def test_a_cell_that_somebody_changed_meanwhile_is_kept_and_told(browser, shop, signed_in, kept):
    seen = rows(kept, 1, 2)
    other = signed_in(shop, "other")
    other.write("/en/products/1/price", "99", kept.version(1))
    answer = paste(browser, kept, "12.50\n13.50\n", (1, 2), "price", rows=seen)
    assert answer.status_code == 409
    assert "Ana changed this meanwhile" in shown(answer)[0][3]
    assert kept.value(1, "price") == 9900
    assert browser.post(URL, **hidden(answer)).status_code == 200
    assert [kept.value(id_, "price") for id_ in (1, 2)] == [9900, 1350]


def test_another_field_that_somebody_changed_meanwhile_is_merged_silently(browser, shop, signed_in, kept):
    seen = rows(kept, 1)
    signed_in(shop, "other").write("/en/products/1/stock", "99", kept.version(1))
    assert paste(browser, kept, "12.50", (1,), "price", rows=seen).status_code == 200
    assert (kept.value(1, "price"), kept.value(1, "stock")) == (1250, 99)


def test_what_changed_between_preview_and_apply_is_not_overwritten(browser, shop, signed_in, kept):
    form = hidden(paste(browser, kept, "12.50\n13.50\n", (1, 2), "price", preview="1"))
    signed_in(shop, "other").write("/en/products/2/price", "99", kept.version(2))
    answer = browser.post(URL, **form)
    assert "1 of 2 pasted, 1 needs attention." in answer.text
    assert [kept.value(id_, "price") for id_ in (1, 2)] == [1250, 9900]


def test_a_record_in_the_trash_is_left_there(browser, kept):
    seen = rows(kept, 1)
    browser.post("/en/products/1/trash")
    answer = paste(browser, kept, "12.50", (1,), "price", rows=seen)
    assert answer.status_code == 422
    assert "You, in another tab moved this to the trash" in shown(answer)[0][3]


def test_a_lost_answer_never_writes_twice(browser, kept):
    form = {"text": "12.50\n", "key": "one-and-the-same", "ids": (1,)}
    seen, before = rows(kept, 1), kept.acts()
    for _time in range(2):
        assert paste(browser, kept, form["text"], (1,), "price", rows=seen, key=form["key"]).status_code == 200
    assert (kept.value(1, "price"), kept.acts()) == (1250, before + 1)


def test_a_lost_answer_to_a_step_never_takes_it_twice(browser, kept, partials):
    form = {"do": "set", "rows": rows(kept, 1), "columns": "price", "value": "+10%", "key": "one-and-the-same"}
    assert [browser.post(URL, **form).status_code for _time in range(2)] == [200, 200]
    assert kept.value(1, "price") == 6380


def test_a_key_that_was_used_for_something_else_is_refused(browser, shop, signed_in, kept):
    browser.write("/en/products/1/price", "12", kept.version(1), key="one-and-the-same")
    assert paste(browser, kept, "5", (1,), "stock", key="one-and-the-same").status_code == 422


def test_a_work_that_broke_off_goes_on_where_it_was(browser, kept, monkeypatch):
    from webapp.grid.blocks import writing
    from webapp.storage.transactions import Busy

    monkeypatch.setattr(writing, "ROWS", 10)
    form = hidden(paste(browser, kept, "5\n" * 25, range(1, 26), "stock"))
    real, times = writing._write, []

    def breaks(*args, **given):
        times.append(1)
        if len(times) == 2:
            raise Busy
        return real(*args, **given)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_write", breaks)
        assert browser.post(URL, **form).status_code == 503
    act = kept.last_act().id
    assert browser.post(URL, **form).status_code == 200
    assert {kept.value(id_, "stock") for id_ in range(1, 26)} == {5}
    assert kept.last_act().id == act


def test_what_the_database_refuses_is_found_among_many_and_the_others_are_good(browser, kept):
    """Two records cannot have one SKU; no verb knows that."""
    taken = kept.value(40, "sku")
    lines = [f"NEW-{n}" for n in range(1, 24)]
    lines[16] = taken
    answer = paste(browser, kept, "\n".join(lines), range(1, 24), "sku")
    assert answer.status_code == 422
    assert [(line[1], line[3]) for line in shown(answer) if "Another record" in line[3]] == [
        ("SKU", f"{taken}Another record already has this. It must be the only one.")
    ]
    assert browser.post(URL, **hidden(answer)).status_code == 200
    assert [kept.value(id_, "sku") for id_ in (16, 18)] == ["NEW-16", "NEW-18"]


def test_verbs_refuse_in_a_block_as_they_do_alone(browser, kept):
    child = 2
    parent = kept.value(child, "parent_id", "categories") or 1
    answer = browser.post(
        "/en/categories/cells",
        do="paste",
        rows=rows(kept, parent, plural="categories"),
        columns="parent_id",
        text=f"#{child}",
    )
    assert answer.status_code in (200, 422)
    if kept.value(child, "parent_id", "categories") == parent:
        assert "A category cannot stand below itself" in answer.text


def test_texts_are_written_in_the_language_of_the_page(browser, kept):
    answer = paste(browser, kept, "Pot\n", (1,), "name", url="/nl/products/cells")
    assert answer.status_code == 200
    assert kept.value(1, "name", locale="nl") == "Pot"
    assert kept.value(1, "name", locale="en") != "Pot"


def test_a_translator_writes_texts_alone_and_is_told_so(shop, signed_in, kept):
    translator, price = signed_in(shop, "translator"), kept.value(1, "price")
    answer = paste(translator, kept, "Pot\t12,50\n", (1,), "name price", url="/nl/products/cells")
    assert (answer.status_code, kept.value(1, "name", locale="nl"), kept.value(1, "price")) == (200, "Pot", price)
    assert paste(translator, kept, "12,50", (1,), "price", url="/nl/products/cells").status_code == 403


def test_derived_columns_are_passed_over(browser, kept):
    answer = paste(browser, kept, "12.50\tlow\t6\n", (1,), "price state stock", preview="1")
    assert "Not written: State" in answer.text
    assert [line[1] for line in shown(answer)] == ["Price", "Stock"]


def test_fill_down_copies_what_is_kept_not_what_is_shown(browser, kept):
    category = kept.value(1, "category_id")
    answer = browser.post(URL, do="fill", rows=rows(kept, 1, 9, 17), columns="price category_id")
    assert answer.status_code == 200
    assert {kept.value(id_, "category_id") for id_ in (1, 9, 17)} == {category}
    assert {kept.value(id_, "price") for id_ in (9, 17)} == {kept.value(1, "price")}


def test_fill_down_from_a_row_that_changed_meanwhile_is_shown_before(browser, shop, signed_in, kept):
    seen = rows(kept, 1, 2)
    signed_in(shop, "other").write("/en/products/1/price", "99", kept.version(1))
    before = kept.value(2, "price")
    answer = browser.post(URL, do="fill", rows=seen, columns="price", apply="1")
    assert (answer.status_code, kept.value(2, "price")) == (200, before)
    assert shown(answer)[0][3] == "€99.00"
    browser.post(URL, **hidden(answer))
    assert kept.value(2, "price") == 9900


def test_clear_empties_what_may_be_empty(browser, kept):
    answer = browser.post(URL, do="clear", rows=rows(kept, 1), columns="pack")
    assert (answer.status_code, kept.value(1, "pack")) == (200, None)
    answer = browser.post(URL, do="clear", rows=rows(kept, 1), columns="price")
    assert answer.status_code == 422
    assert "This cannot be empty." in shown(answer)[0][3]


@pytest.mark.parametrize(("typed", "price"), [("+10%", 6380), ("-5", 5300), ("*1.5", 8700), ("/4", 1450), ("12", 1200)])
def test_many_are_changed_alike_or_each_by_what_it_is(browser, kept, typed, price):
    answer = browser.post(URL, do="set", rows=rows(kept, 1), columns="price", value=typed)
    assert (answer.status_code, kept.value(1, "price")) == (200, price)


def test_a_minus_is_the_number_itself_where_it_may_be_below_zero(browser, kept):
    assert browser.post(URL, do="set", rows=rows(kept, 1, 2), columns="stock", value="-5").status_code == 200
    assert [kept.value(id_, "stock") for id_ in (1, 2)] == [-5, -5]


def test_all_rows_that_match_are_shown_before_and_then_written_as_they_were_seen(browser, shop, signed_in, kept):
    answer = browser.post(URL, do="set", list="?q=pot", columns="stock", value="3", apply="1")
    assert answer.status_code == 200
    form = hidden(answer)
    ids = [int(row.partition(":")[0]) for row in form["rows"].split()]
    assert len(ids) > 1
    signed_in(shop, "other").write(f"/en/products/{ids[0]}/stock", "77", kept.version(ids[0]))
    browser.post(URL, **form)
    assert [kept.value(id_, "stock") for id_ in ids] == [77] + [3] * (len(ids) - 1)


def test_a_block_goes_on_into_the_rows_that_follow_in_the_list(browser, kept, monkeypatch):
    monkeypatch.setattr("webapp.grid.blocks.places.PER_PAGE", 10)
    page = browser.get("/en/desk/products?sort=price").text
    ids = [int(id_) for id_ in re.findall(r'<tr role="row" id="product-(\d+)"', page)]
    answer = paste(browser, kept, "5\n6\n7\n", ids[9:10], "stock", list="?sort=price")
    assert answer.status_code == 200
    assert [int(row.partition(":")[0]) for row in hidden(answer)["rows"].split()] == ids[9:12]
    browser.post(URL, **hidden(answer))
    assert [kept.value(id_, "stock") for id_ in ids[9:12]] == [5, 6, 7]


def test_rows_that_do_not_fit_are_offered_as_new_ones_and_made_in_the_same_act(browser, kept, partials):
    text = "\n".join(["A-1\tOne\t1.00\t5", "A-2\tTwo\t2.00\t5", "A-3\tThree\t3.00\t5"])
    answer = paste(browser, kept, text, (1,), "sku name price stock")
    assert "Add 2 new rows" in answer.text
    again = browser.post(URL, **hidden(answer) | {"preview": "1", "new": "1"})
    assert [line[0] for line in shown(again) if line[1] == "SKU"] == ["Stoneware teapot", "New row 1", "New row 2"]
    done = browser.post(URL, **hidden(again) | {"new": "1"})
    assert done.status_code == 200
    assert [kept.value(kept.id_of(sku), "price") for sku in ("A-1", "A-2", "A-3")] == [100, 200, 300]
    assert "12 cells in 3 rows" in partials(done)["notes"]
    browser.post("/en/undo", act=kept.last_act().id)
    assert kept.value(kept.id_of("A-3"), "trashed_at") is not None


def test_rows_that_do_not_fit_are_not_offered_where_they_would_lack_something(browser, kept):
    answer = paste(browser, kept, "1.00\n2.00\n", (1,), "price")
    assert "To add rows, the block needs: SKU, Name, Stock" in answer.text


def test_relations_are_found_by_their_exact_names(browser, kept):
    answer = paste(browser, kept, "Atelier Morvane\nNobody\n", (1, 2), "supplier_id")
    assert answer.status_code == 422
    assert "There is no “Nobody” here" in shown(answer)[-1][3]


def test_a_preview_tells_what_stands_where_it_refuses_and_nothing_of_columns_that_the_block_does_not_reach(
    browser, kept
):
    answer = paste(browser, kept, "oops\n1.00\n", (1, 2), "price stock state")
    assert shown(answer)[0][2:3] == ("€58.00",)
    assert "Not written" not in answer.text
    assert "Not written: State" in paste(browser, kept, "1\t5\tLow\noops\t5\tLow\n", (1, 2), "price stock state").text


def test_a_number_that_could_mean_two_things_is_asked_about(browser, kept):
    answer = paste(browser, kept, "1.000\n2.000\n", (1, 2), "price")
    assert answer.status_code == 422
    assert "What does “1.000” mean?" in answer.text
    assert re.search(r'value="comma"> <span dir="auto">€1,000.00</span>', answer.text)
    again = browser.post(URL, **hidden(answer) | {"preview": "1", "rule:price": "comma"})
    assert again.status_code == 200
    assert browser.post(URL, **hidden(again) | {"rule:price": "comma"}).status_code == 200
    assert [kept.value(id_, "price") for id_ in (1, 2)] == [100000, 200000]


def test_another_cell_of_the_column_settles_it(browser, kept):
    assert paste(browser, kept, "1.000\n1.234,56\n", (1, 2), "price").status_code == 200
    assert [kept.value(id_, "price") for id_ in (1, 2)] == [100000, 123456]


def test_what_was_copied_from_our_own_grid_needs_no_question(browser, kept):
    html = '<table data-etalage="nl"><tr><td>1.000</td></tr></table>'
    answer = paste(browser, kept, "1.000", (1,), "price", html=html)
    assert (answer.status_code, kept.value(1, "price")) == (200, 100000)


def test_a_table_of_html_is_pasted(browser, kept):
    html = "<style>td{}</style><table><tr><td>12.50<td><b>4</b></tr><tr><td>13.50</td><td>5</td></tr></table>"
    answer = paste(browser, kept, "", (1, 2), "price stock", html=html)
    assert answer.status_code == 200
    assert [kept.value(id_, field) for id_ in (1, 2) for field in ("price", "stock")] == [1250, 4, 1350, 5]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"colour": "red"}, "unknown_field"),
        ({"do": "burn"}, "missing_field"),
        ({"rows": "0:x"}, "bad_rows"),
        ({"rows": "1 1"}, "bad_rows"),
        ({"columns": "price price"}, "bad_columns"),
        ({"columns": "version"}, "bad_columns"),
        ({"range": "0x1"}, "bad_range"),
        ({"key": "<>"}, "bad_key"),
        ({"text": ""}, "nothing_pasted"),
        ({"text": "a\0b"}, "control_character"),
        ({"text": "x\n" * 20_001}, "too_many_cells"),
        ({"range": "9999x99"}, "too_many_cells"),
        ({"html": "<table><tr><td colspan=999 rowspan=999>x</table>"}, "too_many_cells"),
    ],
)
def test_a_form_that_is_not_ours_is_refused(sqlite_shop, signed_in, form, code):
    known = {"do": "paste", "rows": "1", "columns": "price", "text": "5"}
    answer = signed_in(sqlite_shop, "editor").post(URL, **known | form)
    assert (answer.status_code, f'data-error="{code}"' in answer.text) == (422, True)


def test_a_block_beyond_the_limit_of_its_form_is_refused_with_a_sentence(sqlite_shop, signed_in, kept):
    browser = signed_in(sqlite_shop, "editor")
    answer = browser.post(URL, do="paste", rows="1", columns="pack", text="x" * 17 * 2**20)
    assert (answer.status_code, "Send less at a time." in answer.text) == (413, True)
    long = "\n".join(["word " * 800] * 40)
    assert browser.post(URL, do="paste", rows="1", columns="description", text=long).status_code == 200


def test_without_script_the_preview_is_a_page_and_what_was_done_a_redirect(browser, kept):
    answer = paste(browser, kept, "12.50\ndear\n", (1, 2), "price", script=False)
    assert (answer.status_code, "<!doctype html>" in answer.text) == (422, True)
    done = browser.post(URL, script=False, **hidden(answer))
    assert (done.status_code, kept.value(1, "price")) == (303, 1250)
    assert done.headers["Location"] == f"/en/desk/products?did={kept.last_act().id}"


def test_whatever_is_pasted_is_kept_as_it_is_or_refused(browser, kept):
    """Each naughty string in a cell of its own, by a preview whose form carries all of them through HTML."""
    strings = [text for text in STRINGS if "\0" not in text]
    for at in range(0, len(strings), 40):
        some = strings[at : at + 40]
        answer = paste(browser, kept, tsv.written([text] for text in some), range(1, len(some) + 1), "pack")
        assert answer.status_code in (200, 422)
        form = hidden(answer)
        before = [kept.value(id_, "pack") for id_ in range(1, len(some) + 1)]
        if form:
            assert browser.post(URL, **form).status_code == 200
        after = [kept.value(id_, "pack") for id_ in range(1, len(some) + 1)]
        assert all(now in (text or None, was) for now, text, was in zip(after, some, before, strict=True))


def test_every_model_of_the_catalogue_is_served(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    for plural in MODELS:
        assert paste(browser, kept, "Word", (1,), "name", url=f"/en/{plural}/cells").status_code == 200
