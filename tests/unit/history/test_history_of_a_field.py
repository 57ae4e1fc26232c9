"""The history of a field and of a record, and what is restored from there."""

from __future__ import annotations

import re

import pytest

FIELD = "/en/products/1/price/history"


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def changes(html):
    """Each line of a list: what it says."""
    return [text_of(line) for line in re.findall(r'<li class="act" id="change-\d+">(.*?)</li>', html, re.DOTALL)]


def numbers(html):
    return [int(number) for number in re.findall(r'name="change" value="(\d+)"', html)]


def test_who_when_from_what_to_what_and_by_which_way_latest_first(shop, signed_in, edit):
    edit(signed_in(shop, "editor"), "12")
    edit(signed_in(shop, "other"), "13")
    found = changes(signed_in(shop, "reader").get(FIELD).text)
    assert re.fullmatch(r"\w.* Ana In the grid from €12.00 to €13.00", found[0])
    assert re.fullmatch(r"\w.* Ed In the grid from €58.00 to €12.00", found[1])


def test_a_value_is_restored_as_a_new_act_that_can_be_undone(shop, signed_in, edit, kept, partials):
    browser = signed_in(shop, "editor")
    edit(browser, "12")
    edit(signed_in(shop, "other"), "13")
    page = browser.get(FIELD).text
    assert [line.rpartition(" Back to ")[2] for line in changes(page)[:2]] == ["€12.00", "€58.00"]
    answer = browser.post(FIELD, here=FIELD, change=numbers(page)[1], version=kept.version(1))
    assert (answer.status_code, kept.value(1, "price"), kept.last_act().way) == (200, 5800, "history")
    assert partials(answer)["announcer"] == "Restored: Price is €58.00 again."
    assert "Restored from the history from €13.00 to €58.00" in text_of(partials(answer)["history-changes"])
    assert (browser.post("/en/undo").status_code, kept.value(1, "price")) == (200, 1300)


def test_in_the_grid_it_is_a_dialog_that_goes_when_something_was_restored(shop, signed_in, edit, kept, partials):
    browser = signed_in(shop, "editor")
    edit(browser, "12")
    dialog = partials(browser.htmx(f"{FIELD}?panel"))["dialogs"]
    assert '<dialog id="history-dialog"' in dialog
    said = partials(browser.post(FIELD, change=numbers(dialog)[0], version=kept.version(1)))
    assert said.parts["history-dialog"] == ("delete", "")
    assert 'data-value="58.00"' in said["product-1"]


def test_without_script_restoring_leads_back_with_its_note(shop, signed_in, edit, kept):
    browser = signed_in(shop, "editor")
    edit(browser, "12")
    form = {"change": numbers(browser.get(FIELD).text)[0], "version": kept.version(1)}
    answer = browser.post(FIELD, here=FIELD, script=False, **form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{FIELD}?did={kept.last_act().id}")


def test_what_somebody_changed_meanwhile_is_not_overwritten(shop, signed_in, edit, kept, partials):
    browser = signed_in(shop, "editor")
    edit(browser, "12")
    form = {"change": numbers(browser.get(FIELD).text)[0], "version": kept.version(1)}
    edit(signed_in(shop, "other"), "13")
    answer = browser.post(FIELD, here=FIELD, **form)
    assert (answer.status_code, kept.value(1, "price")) == (409, 1300)
    assert "Ana changed this to €13.00 meanwhile. Nothing was changed." in partials(answer)["alarm"]
    assert "from €12.00 to €13.00" in text_of(partials(answer)["history-changes"])


def test_a_text_has_a_history_in_each_language(shop, signed_in, edit, kept):
    browser = signed_in(shop, "editor")
    before = kept.value(1, "summary", locale="nl")
    edit(browser, "Bruin", "summary", locale="nl")
    edit(browser, "Braun", "summary", locale="de")
    address = "/nl/products/1/summary/history"
    dutch = browser.get(address).text
    assert "Bruin" in dutch
    assert "Braun" not in dutch
    number = numbers(dutch)[0]
    elsewhere = browser.post("/de/products/1/summary/history", change=number, version=kept.version(1, locale="de"))
    assert (elsewhere.status_code, kept.value(1, "summary", locale="de")) == (404, "Braun")
    answer = browser.post(address, change=number, version=kept.version(1, locale="nl"))
    assert (answer.status_code, kept.value(1, "summary", locale="nl")) == (200, before)


def test_of_a_long_text_the_difference_is_shown(shop, signed_in, edit, kept):
    browser = signed_in(shop, "editor")
    text = kept.value(1, "description", locale="en")
    edit(browser, text.replace(text.split()[3], "entirely", 1), "description")
    page = browser.get("/en/products/1/description/history").text
    assert re.search(r"<del>.*?</span>[^<]+</del><ins>.*?</span>entirely</ins>", page)
    assert "Back to what it was before" in page


def test_a_relation_is_told_by_name(shop, signed_in, edit):
    browser = signed_in(shop, "editor")
    edit(browser, "Hallberg & Lund", "supplier_id")
    assert re.search(
        r"from .* to Hallberg &amp; Lund", changes(browser.get("/en/products/1/supplier_id/history").text)[0]
    )


def test_a_record_tells_of_all_its_fields_and_of_the_trash(shop, signed_in, edit):
    browser = signed_in(shop, "editor")
    edit(browser, "12")
    edit(browser, "Bruin", "summary", locale="nl")
    browser.post("/en/products/1/trash")
    page = browser.get("/en/products/1/history").text
    found = changes(page)
    assert [re.search(r"(was moved|Summary|Price).*", line)[0].split(" removed")[0].split(" from")[0] for line in found[:3]] == [
        "was moved to the trash", "Summary nl", "Price",
    ]  # fmt: skip
    assert 'action="/en/products/1/restore"' in page
    assert numbers(page) == []


def test_a_reader_sees_all_and_restores_nothing(shop, signed_in, edit, kept):
    edit(signed_in(shop, "editor"), "12")
    reader = signed_in(shop, "reader")
    page = reader.get(FIELD).text
    assert changes(page)
    assert numbers(page) == []
    number = re.search(r'id="change-(\d+)"', page)[1]
    assert reader.post(FIELD, change=number, version=kept.version(1)).status_code == 403
    assert kept.value(1, "price") == 1200


def test_a_translator_restores_texts_of_their_languages_only(shop, signed_in, edit, kept):
    edit(signed_in(shop, "editor"), "12")
    edit(signed_in(shop, "editor"), "Bruin", "summary", locale="nl")
    translator = signed_in(shop, "translator")
    assert numbers(translator.get(FIELD).text) == []
    page = translator.get("/nl/products/1/history").text
    assert len(numbers(page)) >= 1
    assert set(re.findall(r'action="(/nl/products/1/[^"]+/history)"', page)) == {
        f"/nl/products/1/{field}/history" for field in ("summary", "description")
    }


def test_pages_lead_through_all_changes_once(shop, signed_in, edit):
    browser = signed_in(shop, "editor")
    for value in range(35):
        edit(browser, str(100 + value))
    page, seen = browser.get(FIELD).text, []
    while True:
        seen += re.findall(r"from €\d+\.00 to €(\d+)\.00", text_of(page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if not following:
            break
        page = browser.get(following[1]).text
    assert seen[:35] == [str(134 - n) for n in range(35)]


@pytest.mark.parametrize("change", ["0", "-1", "x", "", "9" * 12, "١"])
def test_what_names_no_change_of_this_field_is_404(sqlite_shop, signed_in, edit, kept, change):
    browser = signed_in(sqlite_shop, "editor")
    edit(browser, "7", "stock")
    acts = kept.acts()
    assert browser.post(FIELD, change=change, version=kept.version(1)).status_code == 404
    assert kept.acts() == acts


def test_a_field_that_is_none_and_a_record_that_is_not_there_have_no_history(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, "owner")
    paths = ("/en/products/1/version/history", "/en/products/99999/history", "/en/products/99999/price/history")
    assert [browser.get(path).status_code for path in paths] == [404, 404, 404]
