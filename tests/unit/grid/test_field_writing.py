"""Writing one field: what each answer says, by script and without."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from webapp.storage.engines import engines

URL = "/en/products/1/price"
KEY = "abcdefgh12345678"
# A product of the demo without an Arabic text.
UNTRANSLATED = 5
EVIL = '"><img src=x onerror=alert(1)>'


def editors(app, signed_in):
    return signed_in(app, "editor"), signed_in(app, "other")


# 200


def test_a_written_field_closes_its_editor_and_brings_its_row_the_figures_a_note_and_a_spoken_result(
    shop, signed_in, kept, partials
):
    answer = signed_in(shop, "editor").write(URL, "12.34", kept.version(1), KEY)
    assert (answer.status_code, kept.value(1, "price")) == (200, 1234)
    said = partials(answer)
    assert said.parts[f"f-{KEY}"] == ("delete", "")
    assert f'data-version="{kept.version(1)}"' in said["product-1"]
    assert 'data-value="12.34"' in said["product-1"]
    assert "products-figures" in said
    assert f'name="act" value="{kept.last_act().id}"' in said["notes"]
    assert said["announcer"] == "Saved. Price: €58.00 → €12.34"
    assert "alarm" not in said
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_act_tells_who_wrote_what_by_which_way(shop, signed_in, kept):
    before = kept.version(1)
    signed_in(shop, "editor").write(URL, "12.34", before, KEY)
    act = kept.last_act()
    assert (act.actor_id, act.actor, act.way, act.key) == (3, "Ed", "grid", KEY)
    assert kept.changes(act.id) == {("price", None): (5800, 1234)}


def test_the_answer_opens_the_cell_that_the_form_named_next(sqlite_shop, signed_in, kept, partials):
    answer = signed_in(sqlite_shop, "editor").post(
        URL, value="12", version=kept.version(1), next="product-1-stock", key=KEY, face="grid"
    )
    swap, html = partials(answer).parts["product-1-stock"]
    assert swap == "beforeend"
    assert 'action="/en/products/1/stock"' in html
    assert f'name="version" value="{kept.version(1)}"' in html


def test_the_editor_opened_next_on_a_public_page_saves_there_too(sqlite_shop, signed_in, kept, partials):
    answer = signed_in(sqlite_shop, "editor").post(
        URL, value="12", version=kept.version(1), next="product-1-summary", key=KEY, face="page"
    )
    assert 'name="face" value="page"' in partials(answer)["product-1-summary"]


def test_an_unchanged_value_is_no_act_and_no_note(shop, signed_in, kept, partials):
    acts, version = kept.acts(), kept.version(1)
    answer = signed_in(shop, "editor").write(URL, "58.00", version, KEY)
    assert answer.status_code == 200
    assert (kept.acts(), kept.version(1)) == (acts, version)
    assert "notes" not in partials(answer)
    assert f"f-{KEY}" in partials(answer)


def test_without_script_a_written_field_leads_back_to_the_page_with_a_note(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    form = {"value": "12.34", "version": kept.version(1)}
    answer = browser.post(URL, here="/en/desk/products?q=tea", script=False, **form)
    act = kept.last_act().id
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/en/desk/products?q=tea&did={act}")
    page = browser.get(answer.headers["Location"]).text
    assert f'name="act" value="{act}"' in page


def test_without_script_a_second_note_takes_the_place_of_the_first(sqlite_shop, signed_in, kept):
    browser = signed_in(sqlite_shop, "editor")
    here = "/en/desk/products/1?did=1"
    answer = browser.post(URL, here=here, script=False, value="12.34", version=kept.version(1))
    assert answer.headers["Location"] == f"/en/desk/products/1?did={kept.last_act().id}"


def test_without_script_a_refused_form_leads_on_to_a_page_once_it_is_right(sqlite_shop, signed_in, kept):
    """The form of a refusal stands at the address that was posted to, where no page answers."""
    browser = signed_in(sqlite_shop, "editor")
    answer = browser.post(URL, here=URL, script=False, value="12.34", version=kept.version(1))
    assert answer.status_code == 303
    assert browser.get(answer.headers["Location"]).status_code == 200


# 422


def test_a_refused_value_stays_in_its_editor_with_a_sentence_and_an_alarm(shop, signed_in, kept, partials):
    acts = kept.acts()
    answer = signed_in(shop, "editor").write(URL, "cheap", kept.version(1), KEY)
    assert (answer.status_code, kept.acts(), kept.value(1, "price")) == (422, acts, 5800)
    said = partials(answer)
    swap, html = said.parts[f"f-{KEY}"]
    assert swap == "outerMorph"
    assert 'value="cheap"' in html
    assert 'aria-invalid="true"' in html
    assert f'id="f-{KEY}-error" class="error" data-error="not_a_number"' in html
    assert f'aria-describedby="f-{KEY}-error"' in html
    assert said["alarm"].startswith("Price not saved: This is not a number.")
    assert "announcer" not in said


def test_without_script_a_refused_value_is_a_whole_page_with_the_typed_text(shop, signed_in, kept):
    answer = signed_in(shop, "editor").post(URL, script=False, value="cheap", version=kept.version(1))
    assert answer.status_code == 422
    assert answer.text.startswith("<!doctype html>")
    assert 'value="cheap"' in answer.text
    assert 'data-error="not_a_number"' in answer.text


@pytest.mark.parametrize("script", [True, False])
def test_what_was_typed_comes_back_escaped(sqlite_shop, signed_in, kept, script):
    browser = signed_in(sqlite_shop, "editor")
    for field in ("price", "category_id", "sku"):
        typed = EVIL * 5
        form = {"value": typed, "version": EVIL, "next": EVIL, "key": KEY, "face": "grid"}
        answer = browser.post(f"/en/products/1/{field}", script=script, **form)
        assert answer.status_code == 422
        assert "<img src=x" not in answer.text
        assert "&lt;img src=x" in answer.text


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"value": "1", "version": "x", "role": "owner"}, "unknown_field"),
        ({"value": "1", "version": "x", "id": "7"}, "unknown_field"),
        ({"value": ["1", "2"], "version": "x"}, "unknown_field"),
        ({"value": "1", "version": ["x", "x"]}, "unknown_field"),
        ({"value": "1", "version": "x", "": "x"}, "unknown_field"),
        ({"value": "1", "version": "x", "<b>": "x"}, "unknown_field"),
        ({"Value": "1", "version": "x"}, "unknown_field"),
        ({"version": "x"}, "missing_field"),
        ({"value": "1"}, "missing_field"),
        ({}, "missing_field"),
        ({"value": "1", "version": "x", "face": "desk"}, "bad_face"),
        ({"value": "1", "version": "x", "face": "GRID"}, "bad_face"),
        ({"value": "1", "version": "x", "face": "page\0"}, "bad_face"),
        ({"value": "1", "version": "x", "key": "short"}, "bad_key"),
        ({"value": "1", "version": "x", "key": "a" * 65}, "bad_key"),
        ({"value": "1", "version": "x", "key": 'abcdefgh"><b>'}, "bad_key"),
        ({"value": "1", "version": "x", "key": "abcdefgh\n"}, "bad_key"),
    ],
)
@pytest.mark.parametrize("script", [True, False])
def test_a_form_has_exactly_its_fields_each_once_and_each_as_ours(sqlite_shop, signed_in, kept, form, code, script):
    acts = kept.acts()
    answer = signed_in(sqlite_shop, "editor").post(URL, script=script, **form)
    assert (answer.status_code, kept.acts()) == (422, acts)
    assert f'data-error="{code}"' in answer.text
    assert "<b>" not in answer.text


def test_a_file_is_no_field_of_a_form(sqlite_shop, signed_in, kept):
    import io

    form = {"value": "1", "version": kept.version(1), "picture": (io.BytesIO(b"x"), "x.png")}
    answer = signed_in(sqlite_shop, "editor").post(URL, **form)
    assert answer.status_code == 422
    assert 'data-error="unknown_field"' in answer.text
    assert kept.value(1, "price") == 5800


def test_what_is_sent_as_json_is_no_form(sqlite_shop, signed_in, kept):
    client = signed_in(sqlite_shop, "editor").client
    answer = client.post(
        URL, json={"value": "1", "version": kept.version(1)}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert (answer.status_code, kept.value(1, "price")) == (422, 5800)


def test_another_records_sku_is_refused_also_while_that_record_is_in_the_trash(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    for _ in range(2):
        answer = browser.write("/en/products/1/sku", "TEA-CUP", kept.version(1))
        assert answer.status_code == 422
        assert 'data-error="taken"' in answer.text
        browser.post("/en/products/2/trash")
    assert kept.value(1, "sku") == "TEA-POT"


# 409


def test_two_editors_and_one_cell_the_second_sees_both_values_and_chooses(shop, signed_in, kept, partials):
    mine, theirs = editors(shop, signed_in)
    seen = kept.version(1)
    theirs.write(URL, "60", seen)
    answer = mine.write(URL, "70", seen, KEY)
    assert (answer.status_code, kept.value(1, "price")) == (409, 6000)
    said = partials(answer)
    swap, html = said.parts[f"f-{KEY}"]
    assert (swap, "data-conflict" in html) == ("outerMorph", True)
    assert re.findall(r"<dd[^>]*>(.*?)</dd>", html) == ["70", "€60.00", "€58.00"]
    assert "Ana changed this meanwhile." in html
    assert re.search(r"<time>[^<]*\d{4}[^<]*</time>", html)
    assert f'name="version" value="{kept.version(1)}"' in html
    assert [choice for choice in ("mine", "theirs", "edit") if f'data-choose="{choice}"' in html] == [
        "mine",
        "theirs",
        "edit",
    ]
    assert f'data-version="{kept.version(1)}"' in said["product-1"]
    assert said["alarm"] == "Ana changed this to €60.00 meanwhile. Choose a value."


def test_keeping_mine_writes_it_over_theirs_with_the_version_of_the_answer(shop, signed_in, kept, partials):
    mine, theirs = editors(shop, signed_in)
    seen = kept.version(1)
    theirs.write(URL, "60", seen)
    html = partials(mine.write(URL, "70", seen, KEY))[f"f-{KEY}"]
    newer = re.search(r'name="version" value="([^"]+)"', html)[1]
    assert mine.write(URL, "70", newer, KEY).status_code == 200
    assert kept.value(1, "price") == 7000
    assert kept.changes(kept.last_act().id) == {("price", None): (6000, 7000)}


def test_without_script_a_conflict_is_a_whole_page_with_the_same_choice(shop, signed_in, kept):
    mine, theirs = editors(shop, signed_in)
    seen = kept.version(1)
    theirs.write(URL, "60", seen)
    answer = mine.post(URL, script=False, value="70", version=seen)
    assert answer.status_code == 409
    assert answer.text.startswith("<!doctype html>")
    assert re.findall(r'<dd dir="auto">(.*?)</dd>', answer.text) == ["70", "€60.00", "€58.00"]
    assert 'value="70"' in answer.text
    assert f'name="version" value="{kept.version(1)}"' in answer.text


def test_a_conflict_shows_every_value_escaped(shop, signed_in, kept):
    mine, theirs = editors(shop, signed_in)
    signed_in(shop, "editor").write("/en/products/1/pack", EVIL + "0", kept.version(1))
    seen = kept.version(1)
    theirs.write("/en/products/1/pack", EVIL + "1", seen)
    for script in (True, False):
        form = {"value": EVIL + "2", "version": seen, "key": KEY}
        answer = mine.post("/en/products/1/pack", script=script, **form)
        assert answer.status_code == 409
        assert "<img src=x" not in answer.text
        shown = re.findall(r'<dd dir="auto">(.*?)</dd>', answer.text)
        assert shown == [f"&#34;&gt;&lt;img src=x onerror=alert(1)&gt;{n}" for n in (2, 1, 0)]


def test_a_conflict_on_a_long_text_shows_all_of_it(sqlite_shop, signed_in, kept):
    mine, theirs = editors(sqlite_shop, signed_in)
    url, seen = "/en/products/1/description", kept.version(1)
    theirs.write(url, "word " * 100 + "END", seen)
    answer = mine.write(url, "mine", seen, KEY)
    assert answer.status_code == 409
    assert re.search(r'class="in-full"[^>]*>word .*?END</div>', answer.text, re.DOTALL)


def test_a_change_to_another_field_of_the_row_merges_silently(shop, signed_in, kept, partials):
    mine, theirs = editors(shop, signed_in)
    seen = kept.version(1)
    assert theirs.write("/en/products/1/stock", "77", seen).status_code == 200
    answer = mine.write(URL, "70", seen, KEY)
    assert answer.status_code == 200
    assert (kept.value(1, "stock"), kept.value(1, "price")) == (77, 7000)
    assert ">77<" in partials(answer)["product-1"]


def test_the_same_text_in_two_languages_merges_silently(shop, signed_in, kept):
    mine, theirs = editors(shop, signed_in)
    dutch, german = (kept.version(1, locale=code) for code in ("nl", "de"))
    assert theirs.write("/nl/products/1/name", "Theepot", dutch).status_code == 200
    assert kept.version(1, locale="de") == german, "whoever writes in one language leaves the others as they are"
    assert mine.write("/de/products/1/name", "Kanne", german).status_code == 200
    assert [kept.value(1, "name", locale=code) for code in ("nl", "de")] == ["Theepot", "Kanne"]


def test_the_same_text_in_the_same_language_is_a_conflict(shop, signed_in, kept):
    mine, theirs = editors(shop, signed_in)
    seen, before = kept.version(1, locale="nl"), kept.value(1, "name", locale="nl")
    theirs.write("/nl/products/1/name", "Theepot", seen)
    answer = mine.write("/nl/products/1/name", "Pot", seen, KEY)
    assert (answer.status_code, kept.value(1, "name", locale="nl")) == (409, "Theepot")
    assert re.findall(r'<dd dir="auto">(.*?)</dd>', answer.text) == ["Pot", "Theepot", before]
    assert f'name="version" value="{kept.version(1, locale="nl")}"' in answer.text


def test_two_texts_of_one_language_merge_silently(shop, signed_in, kept):
    mine, theirs = editors(shop, signed_in)
    seen = kept.version(1, locale="nl")
    assert theirs.write("/nl/products/1/name", "Theepot", seen).status_code == 200
    assert mine.write("/nl/products/1/summary", "Bruin", seen).status_code == 200
    assert [kept.value(1, name, locale="nl") for name in ("name", "summary")] == ["Theepot", "Bruin"]


@pytest.mark.parametrize(("first", "second"), [("price", "name"), ("name", "price")])
def test_a_text_and_what_is_none_never_conflict(shop, signed_in, kept, first, second):
    mine, theirs = editors(shop, signed_in)
    seen, typed = kept.version(1), {"price": "70", "name": "Kettle"}
    assert theirs.write(f"/en/products/1/{first}", typed[first], seen).status_code == 200
    assert mine.write(f"/en/products/1/{second}", typed[second], seen).status_code == 200
    assert (kept.value(1, "price"), kept.value(1, "name", locale="en")) == (7000, "Kettle")


def test_the_first_text_in_a_language_conflicts_with_whoever_saw_none(shop, signed_in, kept):
    mine, theirs = editors(shop, signed_in)
    seen = kept.version(UNTRANSLATED, locale="ar")
    url = f"/ar/products/{UNTRANSLATED}/name"
    assert theirs.write(url, "مطحنة", seen).status_code == 200
    assert mine.write(url, "طاحونة", seen, KEY).status_code == 409
    assert kept.value(UNTRANSLATED, "name", locale="ar") == "مطحنة"


@pytest.mark.parametrize("there", [True, False])
def test_a_text_that_came_from_outside_is_asked_about_and_never_written_over(shop, signed_in, kept, there):
    record = 1 if there else UNTRANSLATED
    seen, price = kept.version(record, locale="ar"), kept.value(record, "price")
    changed = "UPDATE product_text SET name = 'X' WHERE product_id = :id AND locale = 'ar'"
    added = "INSERT INTO product_text (product_id, locale, name) VALUES (:id, 'ar', 'X')"
    with engines().writing.begin() as connection:
        connection.execute(text(changed if there else added), {"id": record})
    mine = signed_in(shop, "editor")
    answer = mine.write(f"/ar/products/{record}/name", "إبريق", seen, KEY)
    assert (answer.status_code, kept.value(record, "name", locale="ar")) == (409, "X")
    newer = re.search(r'name="version" value="([^"]+)"', answer.text)[1]
    assert mine.write(f"/ar/products/{record}/price", str(price // 100 + 1), seen).status_code == 200, "that is no text"
    assert mine.write(f"/ar/products/{record}/name", "إبريق", newer).status_code == 200


def test_two_editors_who_write_the_same_value_have_no_conflict(shop, signed_in, kept):
    mine, theirs = editors(shop, signed_in)
    seen = kept.version(1)
    theirs.write(URL, "60", seen)
    acts = kept.acts()
    assert mine.write(URL, "60", seen).status_code == 200
    assert kept.acts() == acts


def test_two_quick_edits_of_one_person_with_the_newer_version_never_conflict(shop, signed_in, kept, partials):
    browser, version = signed_in(shop, "editor"), kept.version(1)
    for price in range(10, 20):
        answer = browser.write(URL, str(price), version, f"quick-edit-{price}")
        assert answer.status_code == 200
        version = re.search(r'data-version="([^"]+)"', partials(answer)["product-1"])[1]
    assert kept.value(1, "price") == 1900


def test_one_persons_two_tabs_are_told_as_such(sqlite_shop, signed_in, kept):
    browser, seen = signed_in(sqlite_shop, "editor"), kept.version(1)
    browser.write(URL, "60", seen)
    answer = browser.write(URL, "70", seen, KEY)
    assert answer.status_code == 409
    assert "You, in another tab changed this meanwhile" in answer.text


@pytest.mark.parametrize("seen", ["", ".", "0" * 16, "0" * 16 + ".", "x" * 1000, "\0", "' OR 1=1 --"])
def test_a_version_that_was_never_ours_is_asked_about_and_never_written_over(shop, signed_in, kept, seen):
    answer = signed_in(shop, "editor").write(URL, "70", seen, KEY)
    assert (answer.status_code, kept.value(1, "price")) == (409, 5800)
    assert "Somebody changed this meanwhile" in answer.text


# 410, 404, 403, 401


def test_a_record_trashed_meanwhile_is_410_with_the_typed_text_and_the_offer_to_restore(
    shop, signed_in, kept, partials
):
    mine, theirs = editors(shop, signed_in)
    seen = kept.version(1)
    theirs.post("/en/products/1/trash")
    answer = mine.write(URL, "70", seen, KEY)
    assert (answer.status_code, kept.value(1, "price")) == (410, 5800)
    html = partials(answer)[f"f-{KEY}"]
    assert 'value="70"' in html
    assert "Ana moved this to the trash at" in html
    assert 'data-choose="restore" data-url="/en/products/1/restore"' in html
    assert "Ana moved this to the trash" in partials(answer)["alarm"]


def test_of_a_record_that_a_database_shell_trashed_nobody_is_named(shop, signed_in, kept, partials):
    browser, seen = signed_in(shop, "editor"), kept.version(1)
    with engines().writing.begin() as connection:
        connection.execute(text("UPDATE product SET trashed_at = CURRENT_TIMESTAMP WHERE id = 1"))
    answer = browser.write(URL, "70", seen, KEY)
    assert answer.status_code == 410
    assert partials(answer)["alarm"] == "This was moved to the trash."


def test_without_script_a_record_trashed_meanwhile_is_a_page_that_leads_to_its_restoring(sqlite_shop, signed_in, kept):
    browser, seen = signed_in(sqlite_shop, "editor"), kept.version(1)
    browser.post("/en/products/1/trash")
    answer = browser.post(URL, script=False, value="70", version=seen)
    assert answer.status_code == 410
    assert 'value="70"' in answer.text
    assert 'href="/en/desk/products/1"' in answer.text
    assert 'action="/en/products/1/restore"' in browser.get("/en/desk/products/1").text


NO_RECORD = [
    "0",
    "-1",
    "999999",
    "2147483647",
    "2147483648",
    "9" * 40,
    "1e3",
    "1.0",
    "01",
    "１",
    "٤",
    "1%20",
    "+1",
    "0x1",
    "1;drop",
    "None",
]


@pytest.mark.parametrize("record", NO_RECORD)
def test_an_id_that_is_no_records_is_404_on_every_address(shop, signed_in, kept, record):
    browser, acts = signed_in(shop, "owner"), kept.acts()
    answers = [
        browser.write(f"/en/products/{record}/price", "1", "x"),
        browser.post(f"/en/products/{record}/trash"),
        browser.post(f"/en/products/{record}/restore"),
        browser.get(f"/en/products/{record}/price/edit"),
        browser.get(f"/en/desk/products/{record}"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert kept.acts() == acts


@pytest.mark.parametrize(
    "field", ["id", "version", "trashed_at", "picture", "texts", "__class__", "price ", "PRICE", "locale"]
)
def test_what_is_no_column_is_404(sqlite_shop, signed_in, kept, field):
    answer = signed_in(sqlite_shop, "owner").write(f"/en/products/1/{field}", "1", kept.version(1))
    assert answer.status_code == 404


def test_a_record_is_found_only_under_its_own_noun(sqlite_shop, signed_in, kept):
    """40 is a product and no supplier, however the column is called."""
    assert signed_in(sqlite_shop, "owner").write("/en/suppliers/40/name", "x", kept.version(40)).status_code == 404


def test_a_missing_record_is_told_to_script_as_a_note_and_an_alarm(sqlite_shop, signed_in, partials):
    answer = signed_in(sqlite_shop, "editor").write("/en/products/999999/price", "1", "x", KEY)
    assert 'data-error="not_found"' in partials(answer)["notes"]
    assert partials(answer)["alarm"]


def test_a_locked_field_is_403_for_everybody(sqlite_shop, signed_in, kept, partials):
    acts = kept.acts()
    answer = signed_in(sqlite_shop, "owner").write("/en/comments/1/locale", "nl", "x", KEY)
    assert answer.status_code == 403
    assert 'data-error="field_not_allowed"' in partials(answer)["notes"]
    assert partials(answer)["alarm"].startswith("You may not change this here.")
    assert kept.acts() == acts


def test_signed_out_a_write_opens_the_sign_in_dialog_and_writes_nothing(sqlite_shop, signed_in, kept, partials):
    answer = signed_in(sqlite_shop, None).write(URL, "1", kept.version(1), KEY)
    assert (answer.status_code, kept.value(1, "price")) == (401, 5800)
    assert "Location" not in answer.headers
    assert "data-modal" in partials(answer)["dialogs"]
    assert f"f-{KEY}" not in partials(answer)


def test_signed_out_without_script_a_write_is_the_sign_in_page(sqlite_shop, signed_in, kept):
    answer = signed_in(sqlite_shop, None).post(URL, script=False, value="1", version=kept.version(1))
    assert (answer.status_code, kept.value(1, "price")) == (401, 5800)
    assert 'name="password"' in answer.text


# the key


def test_a_repeated_request_writes_once_and_gets_the_same_answer(shop, signed_in, kept, partials):
    browser, seen = signed_in(shop, "editor"), kept.version(1)
    first = browser.write(URL, "12", seen, KEY)
    acts = kept.acts()
    second = browser.write(URL, "12", seen, KEY)
    assert (second.status_code, kept.acts()) == (200, acts)
    assert partials(second) == partials(first)


def test_a_repeated_request_is_answered_even_where_somebody_wrote_in_between(shop, signed_in, kept, partials):
    mine, theirs = editors(shop, signed_in)
    seen = kept.version(1)
    mine.write(URL, "12", seen, KEY)
    theirs.write(URL, "13", kept.version(1))
    answer = mine.write(URL, "12", seen, KEY)
    assert (answer.status_code, kept.value(1, "price")) == (200, 1300)
    assert 'data-value="13.00"' in partials(answer)["product-1"]


def test_another_value_under_a_used_key_is_asked_about_and_never_dropped(shop, signed_in, kept, partials):
    """The answer to the first was lost, and its author typed on."""
    browser, seen = signed_in(shop, "editor"), kept.version(1)
    browser.write(URL, "12", seen, KEY)
    answer = browser.write(URL, "13", seen, KEY)
    assert answer.status_code == 409
    newer = re.search(r'name="version" value="([^"]+)"', partials(answer)[f"f-{KEY}"])[1]
    assert browser.write(URL, "13", newer, KEY).status_code == 200
    assert kept.value(1, "price") == 1300


@pytest.mark.parametrize("url", ["/en/products/1/stock", "/en/products/2/price", "/en/suppliers/1/city"])
def test_a_key_of_another_request_is_refused_and_never_taken_for_saved(shop, signed_in, kept, url):
    browser = signed_in(shop, "editor")
    browser.write(URL, "12", kept.version(1), KEY)
    plural, record, field = url.split("/")[2:]
    before = kept.value(int(record), field, plural)
    answer = browser.write(url, "12", kept.version(int(record), plural), KEY)
    assert (answer.status_code, kept.value(int(record), field, plural)) == (422, before)
    assert 'data-error="bad_key"' in answer.text


def test_somebody_elses_key_is_refused(shop, signed_in, kept):
    mine, theirs = editors(shop, signed_in)
    theirs.write(URL, "12", kept.version(1), KEY)
    assert mine.write(URL, "13", kept.version(1), KEY).status_code == 422
    assert kept.value(1, "price") == 1200


# next


@pytest.mark.parametrize(
    "named",
    ["product-999999-price", "product-2147483648-price", "product-٢-price", "comment-1-post_id", "product-2-nothing", "product-2",
     "-", "user-1-email", "nothing-1-name", "product--1-price", "product-2-price\0", "<b>", "javascript:alert(1)", "//evil.test",
     "x" * 5000],
)  # fmt: skip
def test_a_next_cell_that_is_none_opens_nothing_and_the_write_is_still_answered(shop, signed_in, kept, partials, named):
    answer = signed_in(shop, "editor").post(URL, value="12", version=kept.version(1), next=named, key=KEY, face="grid")
    assert (answer.status_code, kept.value(1, "price")) == (200, 1200)
    assert set(partials(answer).parts) == {f"f-{KEY}", "product-1", "products-figures", "notes", "announcer"}


def test_next_opens_no_editor_that_its_author_may_not_use(sqlite_shop, signed_in, kept, partials):
    form = {"value": "Pot", "version": kept.version(1, locale="nl"), "key": KEY, "face": "grid"}
    answer = signed_in(sqlite_shop, "translator").post("/nl/products/1/name", next="product-1-price", **form)
    assert answer.status_code == 200
    assert "product-1-price" not in partials(answer)


def test_next_opens_no_editor_of_a_record_in_the_trash(sqlite_shop, signed_in, kept, partials):
    browser = signed_in(sqlite_shop, "editor")
    browser.post("/en/products/2/trash")
    answer = browser.post(URL, value="12", version=kept.version(1), next="product-2-price", key=KEY, face="grid")
    assert "product-2-price" not in partials(answer)


# face


def test_an_edit_on_the_public_page_answers_with_the_article_in_the_very_bytes_of_a_visitors(
    shop, signed_in, kept, partials
):
    for field, value in (
        ("price", "12.34"),
        ("name", "Pot & <Kettle>"),
        ("summary", "“Brown”"),
        ("description", "* one\n* two"),
    ):
        url = f"/nl/products/1/{field}"
        answer = signed_in(shop, "editor").write(url, value, kept.version(1, locale="nl"), KEY + field, face="page")
        assert answer.status_code == 200
        swap, article = partials(answer).parts["product-1"]
        assert swap == "outerMorph"
        page = signed_in(shop, None).get(f"/nl/products/{kept.value(1, 'slug', locale='nl')}").text
        assert article in page
        assert article.lstrip().startswith("<article")
        assert kept.last_act().way == "page"


@pytest.mark.parametrize(
    "current",
    ["", "http://localhost/en/", "http://[", "http://localhost/en/desk/suppliers", "http://evil.test/en/desk/nothing"],
)
def test_a_write_is_answered_whatever_page_it_says_it_comes_from(sqlite_shop, signed_in, kept, current):
    headers = {"Sec-Fetch-Site": "same-origin", "HX-Request": "true", "HX-Current-URL": current}
    form = {"value": "12", "version": kept.version(1)}
    answer = signed_in(sqlite_shop, "editor").client.post(URL, data=form, headers=headers)
    assert answer.status_code == 200
    assert "products-figures" not in answer.text


# sent on


@pytest.mark.parametrize("script", [True, False])
def test_an_answer_to_a_write_is_kept_nowhere(sqlite_shop, signed_in, kept, script):
    for value in ("12", "cheap"):
        answer = signed_in(sqlite_shop, "editor").post(URL, script=script, value=value, version=kept.version(1))
        assert answer.status_code in ((200, 422) if script else (303, 422))
        assert "no-store" in answer.headers["Cache-Control"]
        assert "ETag" not in answer.headers
        if not script and value == "12":
            assert not urlsplit(answer.headers["Location"]).netloc
