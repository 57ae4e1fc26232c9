"""Undo: whose, how often, and never over what somebody changed since."""

from __future__ import annotations

import re
from threading import Thread

import pytest

from tests.unit.storage.outside import only_postgresql
from webapp.storage import steps

PRICE = "/en/products/1/price"


def edit(browser, kept, value="12", url=PRICE, record=1, plural="products"):
    answer = browser.write(url, value, kept.version(record, plural, url[1:3]))
    assert answer.status_code == 200
    return kept.last_act().id


def test_ones_own_act_is_taken_back_and_told(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    act = edit(browser, kept)
    answer = browser.post("/en/undo", act=act)
    assert (answer.status_code, kept.value(1, "price")) == (200, 5800)
    said = partials(answer)
    assert 'data-places="product-1-price"' in said["notes"]
    assert said["announcer"] == "Undone: Price is back from €12.00 to €58.00."
    assert 'data-value="58.00"' in said["product-1"]
    assert "products-figures" in said
    assert f'name="act" value="{kept.last_act().id}"' in said["notes"]
    assert (kept.last_act().undoes, kept.last_act().way) == (act, "undo")


def test_an_undone_act_can_be_redone_and_undone_any_number_of_times(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    act = edit(browser, kept)
    for _again in range(3):
        undone = partials(browser.post("/en/undo", act=act))
        assert kept.value(1, "price") == 5800
        assert (
            f'action="/en/redo" hx-post="/en/redo" hx-swap="none"><input type="hidden" name="act" value="{kept.last_act().id}"'
            in undone["notes"]
        )
        redone = partials(browser.post("/en/redo", act=kept.last_act().id))
        assert (kept.value(1, "price"), kept.last_act().way) == (1200, "redo")
        assert redone["announcer"] == "Redone: Price goes from €58.00 to €12.00 again."
        assert (
            f'action="/en/undo" hx-post="/en/undo" hx-swap="none"><input type="hidden" name="act" value="{kept.last_act().id}"'
            in redone["notes"]
        )


def test_undo_and_redo_without_a_name_walk_back_and_forth_through_ones_own_acts(shop, signed_in, kept):
    browser, other = signed_in(shop, "editor"), signed_in(shop, "other")
    for value in ("12", "13", "14"):
        edit(browser, kept, value)
    edit(other, kept, "5", "/en/products/2/stock", 2)

    def walk(*verbs):
        return [(browser.post(f"/en/{verb}").status_code, kept.value(1, "price")) for verb in verbs]

    assert walk("undo", "undo", "redo", "undo", "undo", "undo") == [
        (200, 1300), (200, 1200), (200, 1300), (200, 1200), (200, 5800), (404, 5800),
    ]  # fmt: skip
    assert walk("redo", "redo", "redo", "redo") == [(200, 1200), (200, 1300), (200, 1400), (404, 1400)]
    assert kept.value(2, "stock") == 5


def test_a_new_act_clears_the_line_of_what_was_undone_which_can_still_be_named(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    edit(browser, kept, "12")
    browser.post("/en/undo")
    undo = kept.last_act().id
    edit(browser, kept, "7", "/en/products/1/stock")
    assert browser.post("/en/redo").status_code == 404
    assert (browser.post("/en/redo", act=undo).status_code, kept.value(1, "price")) == (200, 1200)
    assert browser.post("/en/redo", act=undo).status_code == 409


def test_the_same_request_sent_twice_is_one_step(shop, signed_in, kept, partials):
    """The answer was lost on the way."""
    browser = signed_in(shop, "editor")
    edit(browser, kept, "12")
    edit(browser, kept, "13")
    first, again = (partials(browser.post("/en/undo", key="a-key-of-this-undo")) for _time in range(2))
    assert kept.value(1, "price") == 1200
    assert first["announcer"] == again["announcer"] == "Undone: Price is back from €13.00 to €12.00."


@pytest.mark.parametrize("named", [False, True])
def test_a_repeated_request_is_known_where_nothing_is_left_to_take_back(shop, signed_in, kept, partials, named):
    browser = signed_in(shop, "editor")
    act = {"act": edit(browser, kept, "13")} if named else {}
    edit(browser, kept, "13")
    answers = [browser.post("/en/undo", key="a-key-of-this-undo", **act) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({partials(answer)["announcer"] for answer in answers}) == 1


@only_postgresql
def test_a_repeated_request_that_waits_for_the_first_is_known_too(shop, signed_in, kept, partials, monkeypatch):
    """It was sent again while the first was still at work: by then it may be another step, or none."""
    browser = signed_in(shop, "editor")
    edit(browser, kept, "12")
    again, claim = [], steps.claim
    other = Thread(target=lambda: again.append(browser.post("/en/undo", key="a-key-of-this-undo")))

    def claimed(session, act):
        monkeypatch.setattr(steps, "claim", claim)
        claim(session, act)
        other.start()
        other.join(0.5)

    monkeypatch.setattr(steps, "claim", claimed)
    first = browser.post("/en/undo", key="a-key-of-this-undo")
    other.join()
    assert (first.status_code, again[0].status_code, kept.value(1, "price")) == (200, 200, 5800)
    assert partials(first)["announcer"] == partials(again[0])["announcer"]


def test_undo_without_a_name_takes_back_ones_latest_acts_one_by_one(shop, signed_in, kept):
    browser, other = signed_in(shop, "editor"), signed_in(shop, "other")
    edit(browser, kept, "12")
    edit(browser, kept, "13")
    edit(other, kept, "5", "/en/products/2/stock", 2)
    assert [browser.post("/en/undo").status_code for _ in range(3)] == [200, 200, 404]
    assert (kept.value(1, "price"), kept.value(2, "stock")) == (5800, 5)


def test_an_editor_cannot_undo_what_somebody_else_did_and_does_not_learn_of_it(shop, signed_in, kept):
    act = edit(signed_in(shop, "other"), kept)
    mine = signed_in(shop, "editor")
    theirs, none = mine.post("/en/undo", act=act), mine.post("/en/undo", act=999999)
    assert (theirs.status_code, none.status_code, kept.value(1, "price")) == (404, 404, 1200)
    assert theirs.text == none.text


def test_the_owner_may_undo_what_somebody_else_did(shop, signed_in, kept):
    act = edit(signed_in(shop, "editor"), kept)
    assert signed_in(shop, "owner").post("/en/undo", act=act).status_code == 200
    assert kept.value(1, "price") == 5800


def test_an_act_is_undone_once(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    act = edit(browser, kept)
    browser.post("/en/undo", act=act)
    acts = kept.acts()
    answer = browser.post("/en/undo", act=act)
    assert (answer.status_code, kept.acts(), kept.value(1, "price")) == (409, acts, 5800)
    assert 'data-error="undone_before"' in partials(answer)["notes"]


def test_what_was_changed_since_is_kept_and_told(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    act = edit(browser, kept, "12")
    edit(signed_in(shop, "other"), kept, "13")
    changed = kept.changed()
    answer = browser.post("/en/undo", act=act)
    assert (answer.status_code, kept.changed(), kept.value(1, "price")) == (409, changed, 1300)
    assert partials(answer)["alarm"] == "Ana changed this to €13.00 meanwhile. Choose a value."
    asked = partials(answer)["product-1-price"]
    assert re.findall(r"<d[td][^>]*>([^<]*)", asked) == ["Mine", "58.00", "Theirs", "€13.00", "Before", "€12.00"]
    version = re.search(r'name="version" value="([^"]+)"', asked)[1]
    assert browser.write(PRICE, "58.00", version).status_code == 200
    assert browser.post("/en/undo").status_code == 200
    assert kept.value(1, "price") == 1300


def test_what_was_changed_since_and_is_not_on_the_page_is_told_with_the_way_to_it(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    act = edit(browser, kept, "12")
    edit(signed_in(shop, "other"), kept, "13")
    said = partials(browser.post("/en/undo", here="/en/desk/suppliers", act=act))
    assert 'data-error="changed_since"' in said["notes"]
    assert '<a href="/en/products/1/price/history' in said["notes"]
    assert said["alarm"] == "Not undone: it was changed again since. Stoneware teapot: Price"


def test_without_script_the_choice_is_a_page(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    act = edit(browser, kept, "12")
    edit(signed_in(shop, "other"), kept, "13")
    answer = browser.post("/en/undo", script=False, act=act)
    assert answer.status_code == 409
    assert 'action="/en/products/1/price"' in answer.text
    assert "data-conflict" in answer.text


def test_walking_back_passes_over_what_was_asked_about_which_can_still_be_named(shop, signed_in, kept):
    browser, other = signed_in(shop, "editor"), signed_in(shop, "other")
    edit(browser, kept, "5", "/en/products/2/stock", 2)
    act = edit(browser, kept, "12")
    edit(other, kept, "13")
    assert [browser.post("/en/undo").status_code for _ in range(3)] == [409, 200, 404]
    other.post("/en/undo")
    assert (browser.post("/en/undo", act=act).status_code, kept.value(1, "price")) == (200, 5800)
    assert [browser.post("/en/redo").status_code for _ in range(3)] == [200, 200, 404]
    assert (kept.value(1, "price"), kept.value(2, "stock")) == (1200, 5)


def test_a_change_to_another_field_does_not_stand_in_the_way(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    act = edit(browser, kept, "12")
    edit(signed_in(shop, "other"), kept, "99", "/en/products/1/stock")
    assert browser.post("/en/undo", act=act).status_code == 200
    assert (kept.value(1, "price"), kept.value(1, "stock")) == (5800, 99)


def test_a_creation_undone_is_in_the_trash(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    browser.post(
        "/en/products",
        key="made-to-be-undone",
        sku="NEW-1",
        name="Lamp",
        price="1",
        stock="1",
        category_id="",
        supplier_id="",
    )
    answer = browser.post("/en/undo", act=kept.last_act().id)
    assert answer.status_code == 200
    made = kept.id_of("NEW-1")
    assert kept.value(made, "trashed_at") is not None
    assert "NEW-1" not in partials(answer)["products-grid"]
    assert partials(answer)["announcer"] == "Undone: Lamp is in the trash."
    assert kept.value(made, "slug", locale="en") == "lamp"
    redone = partials(browser.post("/en/redo"))
    assert kept.value(made, "trashed_at") is None
    assert redone["announcer"] == "Redone: Lamp is back from the trash."
    assert f'data-places="product-{made}"' in redone["notes"]
    assert [browser.post("/en/undo").status_code, kept.value(made, "trashed_at") is None] == [200, False]


def test_a_trashing_undone_brings_the_row_back(shop, signed_in, kept, partials):
    browser = signed_in(shop, "editor")
    browser.post("/en/products/1/trash")
    answer = browser.post("/en/undo", act=kept.last_act().id)
    assert 'id="product-1"' in partials(answer)["products-grid"]
    assert kept.value(1, "trashed_at") is None


def test_a_trashing_is_not_undone_once_somebody_restored_and_trashed_it_anew_or_restored_it(shop, signed_in, kept):
    browser, other = signed_in(shop, "editor"), signed_in(shop, "other")
    browser.post("/en/products/1/trash")
    act = kept.last_act().id
    other.post("/en/products/1/restore")
    changed = kept.changed()
    assert browser.post("/en/undo", act=act).status_code == 409
    assert (kept.value(1, "trashed_at"), kept.changed()) == (None, changed)


def test_a_creation_that_is_in_the_trash_already_is_not_trashed_again(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    browser.post("/en/suppliers", key="made-to-be-undone", name="Glas & Co", contact="", email="", city="")
    act, made = kept.last_act().id, kept.supplier("Glas & Co")
    browser.post(f"/en/suppliers/{made}/trash")
    at = kept.value(made, "trashed_at", "suppliers")
    assert browser.post("/en/undo", act=act).status_code == 409
    assert kept.value(made, "trashed_at", "suppliers") == at


def test_a_creation_that_others_refer_to_by_now_is_kept(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    browser.post("/en/suppliers", key="made-to-be-undone", name="Glas & Co", contact="", email="", city="")
    act, made = kept.last_act().id, kept.supplier("Glas & Co")
    edit(browser, kept, "Glas & Co", "/en/products/1/supplier_id")
    assert browser.post("/en/undo", act=act).status_code == 409
    assert kept.value(made, "trashed_at", "suppliers") is None


def test_a_first_name_undone_takes_its_address_with_it(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    act = edit(browser, kept, "Balance", "/fr/products/18/name", 18)
    assert browser.post("/fr/undo", act=act).status_code == 200
    assert (kept.value(18, "name", locale="fr"), kept.value(18, "slug", locale="fr")) == (None, None)


def test_a_sku_given_away_since_is_not_taken_back(shop, signed_in, kept):
    browser, other = signed_in(shop, "editor"), signed_in(shop, "other")
    act = edit(browser, kept, "TEA-POT-OLD", "/en/products/1/sku")
    edit(other, kept, "TEA-POT", "/en/products/2/sku", 2)
    assert browser.post("/en/undo", act=act).status_code == 409
    assert (kept.value(1, "sku"), kept.value(2, "sku")) == ("TEA-POT-OLD", "TEA-POT")


def test_what_the_database_refuses_is_left_and_the_rest_of_many_comes_back(shop, signed_in, kept, partials):
    browser, other = signed_in(shop, "editor"), signed_in(shop, "other")
    old = [kept.value(id_, "sku") for id_ in range(1, 6)]
    rows = " ".join(f"{id_}:{kept.version(id_)}" for id_ in range(1, 6))
    pasted = browser.post("/en/products/cells", do="paste", rows=rows, columns="sku", text="A-1\nA-2\nA-3\nA-4\nA-5\n")
    assert pasted.status_code == 200
    edit(other, kept, old[2], "/en/products/9/sku", 9)
    answer = browser.post("/en/undo")
    assert answer.status_code == 200
    assert [kept.value(id_, "sku") for id_ in range(1, 6)] == [*old[:2], "A-3", *old[3:]]
    assert "except what was changed since" in partials(answer)["announcer"]


def test_an_act_over_many_records_is_one_step_and_keeps_what_was_changed_since(shop, signed_in, kept, partials):
    from webapp.catalogue.models import Product
    from webapp.storage.acts import Actor, Intent, carry_out

    act = None
    with shop.app_context():
        for batch in (range(1, 21), range(21, 43)):

            def work(session, batch=batch):
                for number in batch:
                    product = session.get(Product, number)
                    product.price, product.stock = 1, 1

            _, act = carry_out(Intent(Actor(3, "Ed"), "import"), work, act)
    browser = signed_in(shop, "editor")
    edit(signed_in(shop, "other"), kept, "77", "/en/products/2/price", 2)
    answer = browser.post("/en/undo", act=act)
    assert answer.status_code == 200
    assert (kept.value(1, "price"), kept.value(1, "stock")) == (5800, 14)
    assert (kept.value(2, "price"), kept.value(2, "stock")) == (7700, 0)
    assert (kept.value(3, "price"), kept.value(42, "stock") == 1) == (2900, False)
    assert "except what was changed since" in partials(answer)["announcer"]
    assert 'data-value="29.00"' in partials(answer)["product-3"]


def test_of_more_rows_than_are_sent_one_by_one_the_list_is_sent(shop, signed_in, kept, partials, monkeypatch):
    browser = signed_in(shop, "editor")
    monkeypatch.setattr("webapp.grid.answers.ROWS_APART", 2)
    seen = " ".join(f"{n}:{kept.version(n)}" for n in (1, 2, 3))
    filled = browser.post(
        "/en/products/cells", do="set", rows=seen, columns="stock", value="9", key="many-rows-1", apply="1"
    )
    assert filled.status_code == 200, filled.text
    told = partials(browser.post("/en/undo", act=kept.last_act().id))
    assert "products-grid" in told
    assert "product-1" not in told
    assert kept.value(3, "stock") != 9


@pytest.mark.parametrize("act", ["0", "-1", "x", "1e3", "١", "9" * 40, "1\0", "1.0", "<b>"])
def test_what_names_no_act_is_404_and_undoes_nothing(shop, signed_in, kept, act):
    browser = signed_in(shop, "editor")
    edit(browser, kept)
    acts = kept.acts()
    answer = browser.post("/en/undo", act=act)
    assert (answer.status_code, kept.acts()) == (404, acts)


@pytest.mark.parametrize("form", [{"act": ["1", "2"]}, {"act": "1", "force": "1"}])
def test_undo_takes_one_act_and_nothing_else(sqlite_shop, signed_in, form):
    assert signed_in(sqlite_shop, "editor").post("/en/undo", **form).status_code == 422


def test_a_translator_takes_back_their_own_texts(shop, signed_in, kept):
    browser = signed_in(shop, "translator")
    before = kept.value(1, "summary", locale="nl")
    act = edit(browser, kept, "Bruin", "/nl/products/1/summary")
    assert browser.post("/nl/undo", act=act).status_code == 200
    assert kept.value(1, "summary", locale="nl") == before


def test_an_undone_text_is_a_change_of_that_text_and_of_nothing_else(shop, signed_in, kept):
    browser, other = signed_in(shop, "editor"), signed_in(shop, "other")
    record, german = kept.value(1, "version"), kept.version(1, locale="de")
    act = edit(browser, kept, "Bruin", "/nl/products/1/summary")
    seen = kept.version(1, locale="nl")
    assert browser.post("/nl/undo", act=act).status_code == 200
    assert (kept.value(1, "version"), kept.version(1, locale="de")) == (record, german)
    assert kept.version(1, locale="nl") != seen
    assert other.write("/nl/products/1/summary", "Blauw", seen).status_code == 409
    assert other.write("/nl/products/1/name", "Pot", seen).status_code == 200


def test_a_text_that_was_changed_since_in_another_language_does_not_stand_in_the_way(shop, signed_in, kept):
    browser, before = signed_in(shop, "editor"), kept.value(1, "summary", locale="nl")
    act = edit(browser, kept, "Bruin", "/nl/products/1/summary")
    edit(signed_in(shop, "other"), kept, "Braun", "/de/products/1/summary")
    assert browser.post("/nl/undo", act=act).status_code == 200
    assert [kept.value(1, "summary", locale=code) for code in ("nl", "de")] == [before, "Braun"]


def test_whoever_may_no_longer_write_a_field_cannot_undo_their_way_to_it(shop, signed_in, kept):
    """An editor became a translator; an undo of an earlier act would write a price."""
    act = edit(signed_in(shop, "editor"), kept)
    demoted = signed_in(shop, "translator")
    person = demoted.client.environ_base["etalage.visitor"]
    demoted.client.environ_base["etalage.visitor"] = type(person)(3, "Ed", person.email, "translator", ("nl",))
    changed = kept.changed()
    answer = demoted.post("/nl/undo", act=act)
    assert (answer.status_code, "je mag het niet meer wijzigen" in answer.text) == (409, True)
    assert (kept.value(1, "price"), kept.changed()) == (1200, changed)


def test_a_reader_undoes_nothing(sqlite_shop, signed_in):
    assert signed_in(sqlite_shop, "reader").post("/en/undo", act="1").status_code == 403


def test_without_script_an_undo_leads_back_with_the_note_of_the_undo_itself(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    act = edit(browser, kept)
    answer = browser.post("/en/undo", here=f"/en/desk/products?sort=price&did={act}", script=False, act=act)
    undo = kept.last_act().id
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/en/desk/products?sort=price&did={undo}")
    page = browser.get(answer.headers["Location"]).text
    assert re.findall(r'action="/en/(\w+)"[^>]*><input type="hidden" name="act" value="(\d+)"', page) == [
        ("redo", str(undo))
    ]
    again = browser.post("/en/redo", here=answer.headers["Location"], script=False, act=undo)
    assert (again.status_code, kept.value(1, "price")) == (303, 1200)


def test_a_link_never_offers_to_undo_what_somebody_else_did(sqlite_shop, signed_in, kept):
    act = edit(signed_in(sqlite_shop, "editor"), kept)
    assert 'name="act"' in signed_in(sqlite_shop, "editor").get(f"/en/desk/products?did={act}").text
    assert 'name="act"' not in signed_in(sqlite_shop, "owner").get(f"/en/desk/products?did={act}").text
    for odd in ("999999", "-1", "x", "9" * 30, "<b>", ""):
        assert 'name="act"' not in signed_in(sqlite_shop, "editor").get(f"/en/desk/products?did={odd}").text


def test_an_undo_on_the_public_page_brings_its_article(sqlite_shop, signed_in, kept, partials):
    browser = signed_in(sqlite_shop, "editor")
    act = edit(browser, kept)
    answer = browser.post("/en/undo", here=f"/en/products/{kept.value(1, 'slug', locale='en')}", act=act)
    assert partials(answer)["product-1"].lstrip().startswith("<article")


def test_an_undo_of_many_brings_each_article_to_the_public_page_of_one(sqlite_shop, signed_in, kept, partials):
    browser = signed_in(sqlite_shop, "editor")
    rows = " ".join(f"{id_}:{kept.version(id_)}" for id_ in range(1, 6))
    browser.post("/en/products/cells", do="paste", rows=rows, columns="price", text="1\n2\n3\n4\n5\n")
    answer = browser.post("/en/undo", here=f"/en/products/{kept.value(5, 'slug', locale='en')}")
    assert partials(answer)["product-5"].lstrip().startswith("<article")
