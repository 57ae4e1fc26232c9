"""Files that are sent to be imported: brought in as an act of whoever sent them, or only looked at."""

from __future__ import annotations

import io
import json

import pytest

from tests.unit.jobs.conftest import anew, one, row
from webapp.jobs import folders
from webapp.jobs.queue import queue

HEAD = "productID,productName,unitPrice,unitsInStock\n"
URL = "/en/desk/jobs/imports"


def sheet(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows) + "\n").encode()


def many(count: int) -> bytes:
    return sheet(*(f"{number},Thing {number},1.50,3" for number in range(1, count + 1)))


def send(browser, *files, script=False, **form):
    data = {"file": [(io.BytesIO(content), name) for name, content in files], **form}
    headers = {"Sec-Fetch-Site": "same-origin"} | ({"HX-Request": "true"} if script else {})
    return browser.client.post(URL, data=data, headers=headers)


def sent(browser, *files, **form):
    """The id of the job that was asked for."""
    answer = send(browser, *files, **form)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["Location"].rpartition("/")[2])


def products():
    return one("SELECT count(*) FROM product WHERE sku LIKE 'NW-%' AND trashed_at IS NULL")


def test_a_file_is_brought_in_and_its_last_line_is_that_of_the_command(queueing, signed_in, work):
    editor = signed_in(queueing, "editor")
    job_id = sent(editor, ("products.csv", sheet("1,Cup,2.50,3", "2,Bowl,dear,3", "3,Plate,4,1")))
    assert products() == 0
    work()
    assert (row(job_id).state, row(job_id).done, row(job_id).total, products()) == ("done", 3, 3, 2)
    page = editor.get(f"/en/desk/jobs/{job_id}").text
    assert "2 created, 0 updated, 0 unchanged, 1 refused" in page
    assert "products.csv, row 3, column unitPrice" in page
    assert "“dear” is not an amount such as 12.50." in page


def test_a_second_time_changes_nothing(shop, signed_in, work):
    editor = signed_in(shop, "editor")
    for line in ("2 created, 0 updated, 0 unchanged", "0 created, 0 updated, 2 unchanged"):
        job_id = sent(editor, ("products.csv", sheet("1,Cup,2.50,3", "3,Plate,4,1")))
        work()
        assert line in editor.get(f"/en/desk/jobs/{job_id}").text


def test_the_files_are_gone_when_the_job_is_over(sqlite_shop, signed_in, work):
    job_id = sent(signed_in(sqlite_shop, "editor"), ("products.csv", many(1)))
    folder = folders.root() / row(job_id).folder
    assert [path.name for path in folder.rglob("*.csv")] == ["products.csv"]
    work()
    assert list(folder.rglob("*.csv")) == []


def test_it_is_an_act_of_whoever_sent_it_and_they_take_it_back(shop, signed_in, work):
    editor = signed_in(shop, "editor")
    job_id = sent(editor, ("products.csv", many(250)))
    work()
    act = json.loads(row(job_id).result)["act"]
    assert one(f"SELECT actor || ' ' || way FROM act WHERE id = {act}") == "Ed import"
    assert f'name="act" value="{act}"' in editor.get(f"/en/desk/jobs/{job_id}").text
    assert editor.post("/en/undo", act=act).status_code == 200
    assert products() == 0
    page = editor.get(f"/en/desk/jobs/{job_id}").text
    assert "This was undone." in page
    assert 'name="act"' not in page


def test_nobody_is_offered_to_take_back_what_somebody_else_brought_in_but_the_owner(sqlite_shop, signed_in, work):
    job_id = sent(signed_in(sqlite_shop, "editor"), ("products.csv", many(1)))
    work()
    offered = {who: signed_in(sqlite_shop, who).get(f"/en/desk/jobs/{job_id}").text for who in ("other", "owner")}
    assert {who: 'name="act"' in page for who, page in offered.items()} == {"other": False, "owner": True}


def test_only_looking_says_what_would_change_and_writes_nothing(shop, signed_in, work):
    editor = signed_in(shop, "editor")
    sent(editor, ("products.csv", sheet("1,Cup,2.50,3")))
    work()
    before = one("SELECT count(*) FROM act_change")
    job_id = sent(editor, ("products.csv", sheet("1,Beaker,2.50,3", "2,Bowl,3,3")), look="1")
    work()
    page = editor.get(f"/en/desk/jobs/{job_id}").text
    assert "1 created, 1 updated, 0 unchanged, 0 refused" in page
    assert "New in Products: NW-2" in page
    assert "Cup → Beaker" in page
    assert (one("SELECT count(*) FROM act_change"), products()) == (before, 1)
    assert list((folders.root() / row(job_id).folder).iterdir()) == []


def test_while_it_only_looks_others_write_on_sqlite(sqlite_shop, signed_in, work, monkeypatch):
    """A rehearsal is one transaction: on the shop's own database it would keep everybody waiting."""
    from webapp.exchange import imports
    from webapp.storage.acts import Actor, Intent, carry_out

    written, real = [], imports.upsert

    def slow(session, drafts, locale):
        with sqlite_shop.app_context():
            from webapp.catalogue.models import Product

            work = lambda inner: inner.get(Product, 1).reprice(1234 + len(written))  # noqa: E731
            written.append(carry_out(Intent(Actor(None, "x"), "command"), work)[1])
        return real(session, drafts, locale)

    monkeypatch.setattr(imports, "upsert", slow)
    job_id = sent(signed_in(sqlite_shop, "editor"), ("products.csv", many(150)), look="1")
    work()
    assert row(job_id).state == "done"
    assert len(written) == 2
    assert all(written)


def test_a_cancelled_import_keeps_what_is_in_and_can_be_taken_back(shop, signed_in, work, monkeypatch):
    from webapp.jobs import writing
    from webapp.jobs.progress import Progress

    editor, real = signed_in(shop, "editor"), Progress.__call__

    def cancelling(progress, done, total=None, doing=""):
        if done >= 200:
            writing.cancel(progress.run.id)
            progress._written = 0
        real(progress, done, total, doing)

    monkeypatch.setattr(Progress, "__call__", cancelling)
    job_id = sent(editor, ("products.csv", many(500)))
    work()
    assert (row(job_id).state, products()) == ("cancelled", 200)
    assert "200 created" in editor.get(f"/en/desk/jobs/{job_id}").text
    editor.post("/en/undo", act=json.loads(row(job_id).result)["act"])
    assert products() == 0


def test_run_again_after_a_crash_it_goes_on_with_its_act(shop, signed_in, work, monkeypatch):
    from tests.unit.jobs.conftest import aged
    from webapp.jobs.consumer import look_after
    from webapp.jobs.progress import Lost, Progress

    editor, real = signed_in(shop, "editor"), Progress.__call__

    def dying(progress, done, total=None, doing=""):
        real(progress, done, total, doing)
        if done >= 200 and not progress.run.restarts:
            raise Lost  # ends without a word, as a crash does

    monkeypatch.setattr(Progress, "__call__", dying)
    job_id = sent(editor, ("products.csv", many(500)))
    work()
    assert (row(job_id).state, products()) == ("running", 200)
    aged(job_id)
    look_after(anew(shop))
    work()
    assert (row(job_id).state, products()) == ("done", 500)
    assert one("SELECT count(*) FROM act WHERE way = 'import'") == 1
    page = editor.get(f"/en/desk/jobs/{job_id}").text
    assert "300 created, 0 updated, 200 unchanged, 0 refused" in page
    assert "stopped halfway and began again" in page
    editor.post("/en/undo", act=json.loads(row(job_id).result)["act"])
    assert products() == 0


def test_files_that_refer_to_each_other_come_together(shop, signed_in, work):
    files = [
        ("products.csv", b"productID,productName,categoryID,unitPrice\n1,Cup,7,2\n"),
        ("categories.csv", b"categoryID,categoryName,description\n7,Crockery,All of it\n"),
    ]
    job_id = sent(signed_in(shop, "editor"), *files)
    work()
    assert row(job_id).state == "done"
    assert one("SELECT count(*) FROM product WHERE sku = 'NW-1' AND category_id IS NOT NULL") == 1


def test_stories_in_several_languages_find_each_other(sqlite_shop, signed_in, work):
    files = [
        ("tea.en.md", b"---\ntitle: Tea\n---\nHot.\n"),
        ("tea.nl.md", b"---\ntitle: Thee\n---\nHeet.\n"),
    ]
    job_id = sent(signed_in(sqlite_shop, "editor"), *files)
    work()
    assert "1 created" in signed_in(sqlite_shop, "editor").get(f"/en/desk/jobs/{job_id}").text
    assert one("SELECT count(*) FROM post_text WHERE title IN ('Tea', 'Thee')") == 2


def test_a_file_that_is_none_that_is_known_is_refused_in_a_sentence_without_its_path(sqlite_shop, signed_in, work):
    editor = signed_in(sqlite_shop, "editor")
    job_id = sent(editor, ("odd.csv", b"a,b\n1,2\n"))
    work()
    page = editor.get(f"/en/desk/jobs/{job_id}").text
    assert "0 created, 0 updated, 0 unchanged, 1 refused" in page
    assert "Its header is not recognised" in page
    assert str(folders.root()) not in page


def test_the_report_is_in_the_language_of_whoever_asked_and_names_no_more_than_a_page_holds(
    sqlite_shop, signed_in, work
):
    editor = signed_in(sqlite_shop, "editor")
    job_id = sent(editor, ("products.csv", sheet(*(f"{n},Thing,dear,1" for n in range(1, 451)))))
    work()
    page = editor.get(f"/en/desk/jobs/{job_id}").text
    assert page.count("is not an amount") == 200
    assert "And more lines like these: 250." in page


# What is sent


def test_sent_by_htmx_it_stands_at_the_head_of_the_list_and_the_form_is_empty_again(sqlite_shop, signed_in):
    answer = send(signed_in(sqlite_shop, "editor"), ("products.csv", many(1)), script=True)
    assert answer.status_code == 201
    assert '<hx-partial hx-target="#jobs-rows" hx-swap="afterbegin">' in answer.text
    assert '<hx-partial hx-target="#jobs-sending"' in answer.text
    assert 'hx-trigger="every 1s"' in answer.text


def test_more_than_20_mb_is_413_with_a_sentence_and_nothing_is_kept(sqlite_shop, signed_in):
    editor = signed_in(sqlite_shop, "editor")
    assert send(editor, ("large.csv", b"x" * 19_900_000)).status_code == 303
    before = folders.names()
    answer = send(editor, ("large.csv", b"x" * 20_100_000))
    assert answer.status_code == 413
    assert "At most 20 MB" in answer.text
    assert folders.names() == before


def test_no_other_route_takes_a_file(sqlite_shop, signed_in):
    editor = signed_in(sqlite_shop, "editor")
    headers = {"Sec-Fetch-Site": "same-origin"}
    data = {"table": "products", "file": (io.BytesIO(b"x" * 100_000), "x.csv")}
    assert editor.client.post("/en/desk/jobs/exports", data=data, headers=headers).status_code == 413


@pytest.mark.parametrize(
    ("files", "form", "status"),
    [
        ([], {}, 422),
        ([("", b"")], {}, 422),
        ([("a.csv", b"1"), ("A.csv", b"2")], {}, 422),
        ([(f"{n}.csv", b"1") for n in range(41)], {}, 413),
        ([("a.csv", b"1")], {"more": "x"}, 422),
    ],
    ids=["nothing", "no file chosen", "the same name", "too many", "an unknown field"],
)
def test_what_cannot_be_taken_is_refused_and_leaves_nothing(sqlite_shop, signed_in, files, form, status):
    assert send(signed_in(sqlite_shop, "editor"), *files, **form).status_code == status
    assert one("SELECT count(*) FROM job") == 0
    assert folders.names() == []


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Über 1.csv", "Über-1.csv"),
        ("..", "file"),
        (".htaccess", "htaccess"),
        ("a\0b.csv", "a-b.csv"),
        ("x" * 300 + ".csv", "x" * 96 + ".csv"),
        ("نص.md", "نص.md"),
    ],
)
def test_a_name_is_kept_as_far_as_any_file_system_takes_it(name, plain):
    assert folders.plain_name(name) == plain


def test_where_the_job_cannot_be_noted_its_files_are_not_kept(sqlite_shop, signed_in, monkeypatch):
    from webapp.storage.transactions import Busy

    def busy(*_args):
        raise Busy

    monkeypatch.setattr("webapp.jobs.queue.writing.note_asked", busy)
    assert send(signed_in(sqlite_shop, "editor"), ("a.csv", b"1")).status_code == 503
    assert folders.names() == []


def test_a_full_disk_is_507_and_leaves_nothing(sqlite_shop, signed_in, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("werkzeug.datastructures.FileStorage.save", full)
    assert send(signed_in(sqlite_shop, "editor"), ("a.csv", b"1")).status_code == 507
    assert folders.names() == []


def test_files_that_are_gone_are_asked_for_again(sqlite_shop, signed_in, work):
    job_id = sent(signed_in(sqlite_shop, "editor"), ("products.csv", many(1)))
    folders.remove(row(job_id).folder)
    work()
    assert (row(job_id).state, "Send it again" in row(job_id).error) == ("failed", True)
    assert queue().is_empty()
