"""Exports: all that a table of the desk shows, and what machines make of it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from click.testing import CliRunner

from tests.unit.jobs.conftest import one, row
from webapp.grid import sheets
from webapp.grid.columns import table_named, tables
from webapp.hypermedia.locales import language
from webapp.jobs import folders
from webapp.jobs.commands import export
from webapp.jobs.consumer import clear
from webapp.storage import clock
from webapp.storage.acts import Actor, Intent, carry_out


def exported(browser, work, table, locale="en"):
    answer = browser.post(f"/{locale}/desk/jobs/exports", script=False, table=table)
    assert answer.status_code == 303, answer.text
    work()
    return answer.headers["Location"]


def read(answer):
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True), newline="")))


def change(noun, record_id, **values):
    def work(session):
        from webapp.storage.records import model_of

        record = session.get(model_of(noun), record_id)
        for name, value in values.items():
            field, _at, locale = name.partition("__")
            record.assign(field, locale or "en", value)

    carry_out(Intent(Actor(None, "x"), "command"), work)


def test_every_row_and_column_of_every_table_is_in_its_file(shop, signed_in, work):
    editor = signed_in(shop, "editor")
    for table in (table for table in tables() if not table.right):
        rows = read(editor.get(f"{exported(editor, work, table.plural)}/file"))
        count = one(f"SELECT count(*) FROM {table.model.__tablename__} WHERE trashed_at IS NULL")
        assert len(rows) == count
        for column in (*table.columns, *table.derived):
            assert rows == [] or column.label in rows[0]


@pytest.mark.parametrize("role", ["editor", "owner"])
def test_what_not_all_who_export_may_see_is_no_job_for_all(shop, signed_in, role):
    answer = signed_in(shop, role).post("/en/desk/jobs/exports", script=False, table="users")
    assert answer.status_code == 422


def test_each_value_is_there_as_one_reads_it_and_as_machines_do(shop, signed_in, work):
    editor = signed_in(shop, "editor")
    change("product", 1, price=123450, stock=1234, published=True)
    found = {}
    for locale in ("en", "nl"):
        rows = read(editor.get(f"{exported(editor, work, 'products', locale)}/file"))
        found[locale] = next(row for row in rows if row["id"] == "1")
    assert found["en"]["Price"] == "€1,234.50"
    assert found["nl"]["Prijs"].replace("\xa0", " ") == "€ 1.234,50"
    assert {row["product.price"] for row in found.values()} == {"1234.50"}
    assert {row["product.stock"] for row in found.values()} == {"1234"}
    assert {row["product.published"] for row in found.values()} == {"true"}
    assert found["en"]["product.category_id"].isdigit()
    assert found["en"]["Category"]


def test_a_text_that_is_lent_is_shown_and_not_taken_for_one_of_its_own(shop, signed_in, work):
    change("product", 1, name__nl=None, summary__nl=None)
    editor = signed_in(shop, "editor")
    rows = read(editor.get(f"{exported(editor, work, 'products', 'nl')}/file"))
    found = next(row for row in rows if row["id"] == "1")
    assert (found["Naam"], found["product.name@nl"]) == ("Stoneware teapot", "")


def test_a_long_text_is_all_there_with_its_lines(shop, signed_in, work):
    words = 'One, "two"\n\nthree; ' * 200
    change("product", 1, description=words)
    editor = signed_in(shop, "editor")
    rows = read(editor.get(f"{exported(editor, work, 'products')}/file"))
    assert next(row for row in rows if row["id"] == "1")["product.description@en"] == words


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "-2+3", "@sum(a)", "=HYPERLINK(1)", "＝1"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(sqlite_shop, signed_in, work, text):
    change("product", 1, name=text)
    editor = signed_in(sqlite_shop, "editor")
    rows = read(editor.get(f"{exported(editor, work, 'products')}/file"))
    found = next(row for row in rows if row["id"] == "1")
    assert (found["Name"], found["product.name@en"]) == (f"'{text}", f"'{text}")


@pytest.mark.parametrize("text", ["-5", "+31.5", "a=b", "", "1,234.50"])
def test_a_number_and_a_harmless_text_stay_as_they_are(text):
    assert sheets.guarded(text) == text


def test_it_goes_page_by_page_and_misses_or_repeats_nothing(shop, monkeypatch):
    table, spoken = table_named("products"), language("en")
    whole = [row for batch in sheets.batches(table, spoken) for row in batch]
    monkeypatch.setattr(sheets, "BATCH", 7)
    batches = list(sheets.batches(table, spoken))
    assert [row for batch in batches for row in batch] == whole
    assert {len(batch) for batch in batches[:-1]} == {7}


def test_it_holds_no_snapshot_from_page_to_page(shop, monkeypatch):
    monkeypatch.setattr(sheets, "BATCH", 7)
    batches = sheets.batches(table_named("products"), language("en"))
    seen = [next(batches)]
    change("product", 42, sku="SEEN-LATE")
    seen += batches
    assert "SEEN-LATE" in {cell for batch in seen for row in batch for cell in row}


def test_what_is_in_the_trash_is_not_in_the_file(shop, signed_in, work):
    editor = signed_in(shop, "editor")
    editor.post("/en/products/2/trash")
    rows = read(editor.get(f"{exported(editor, work, 'products')}/file"))
    assert "2" not in {row["id"] for row in rows}


# The file


def test_it_is_sent_as_a_file_and_kept_by_nobody(sqlite_shop, signed_in, work):
    editor = signed_in(sqlite_shop, "editor")
    answer = editor.get(f"{exported(editor, work, 'suppliers')}/file")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=suppliers-en-")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_after_a_week_it_is_gone_and_says_so(sqlite_shop, signed_in, work, monkeypatch):
    editor = signed_in(sqlite_shop, "editor")
    address = exported(editor, work, "suppliers")
    folder = folders.root() / row(int(address.rpartition("/")[2])).folder
    monkeypatch.setattr("webapp.jobs.consumer.CLEARS_S", -60)
    clear()
    assert list(folder.iterdir())
    later = clock.now() + timedelta(days=7, minutes=1)
    sqlite_shop.extensions["etalage.clock"] = lambda: later
    assert editor.get(f"{address}/file").status_code == 404
    clear()
    assert not folder.exists()
    page = editor.get(address).text
    assert f"{address}/file" not in page


def test_a_job_without_a_file_has_none(sqlite_shop, signed_in):
    editor = signed_in(sqlite_shop, "editor")
    editor.post("/en/desk/jobs/exports", script=False, table="products")
    assert editor.get("/en/desk/jobs/1/file").status_code == 404


def test_a_table_that_there_is_not_is_422(sqlite_shop, signed_in):
    answer = signed_in(sqlite_shop, "editor").post("/en/desk/jobs/exports", table="user_account")
    assert (answer.status_code, 'data-error="no_such_table"' in answer.text) == (422, True)


# The command


def test_the_command_writes_the_same(shop, signed_in, work, tmp_path):
    editor = signed_in(shop, "editor")
    fetched = editor.get(f"{exported(editor, work, 'products', 'nl')}/file").get_data(as_text=True)
    target = tmp_path / "out.csv"
    done = CliRunner().invoke(export, ["products", "-o", str(target), "--locale", "nl"])
    assert (done.exit_code, done.stdout) == (0, f"42 rows are in {target}.\n")
    assert target.read_bytes().decode() == fetched
    assert CliRunner().invoke(export, ["products", "--locale", "nl"]).stdout_bytes.decode() == fetched


@pytest.mark.parametrize(
    ("words", "status"), [(["teapots"], 2), (["products", "--locale", "xx"], 2), (["products", "-o", "/no/such/x"], 1)]
)
def test_the_command_refuses_in_one_sentence(sqlite_shop, words, status):
    done = CliRunner().invoke(export, words)
    assert done.exit_code == status
    assert "Error: " in done.stderr
    assert done.stdout == ""
