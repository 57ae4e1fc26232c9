"""The pages of jobs: who sees and cancels what, what htmx asks for while one is under way, and what is spoken."""

from __future__ import annotations

import json
import re

import pytest

from tests.unit.jobs.conftest import WHO, row
from webapp import jobs
from webapp.jobs import queries, writing
from webapp.jobs.queue import queue

HERE = "/en/desk/jobs/1"


@pytest.fixture
def waiting(sqlite_shop, declared):
    """A job of Ed's that waits."""
    declared(lambda progress: jobs.Result(("Nothing was to be done.", {})))
    return jobs.ask("tried", WHO, "en")


@pytest.fixture
def running(waiting):
    run = writing.take(waiting)
    writing.note_step(run, {"done": 3, "total": 12, "doing": "the third"})
    return run


def test_a_job_that_moves_is_a_bar_that_asks_for_itself(sqlite_shop, signed_in, running):
    page = signed_in(sqlite_shop, "editor").get(HERE).text
    assert re.search(r'<progress [^>]*max="12" value="3">', page)
    assert "3 of 12" in page
    assert "the third" in page
    assert f'hx-get="{HERE}" hx-trigger="every 1s"' in page


def test_its_progress_is_silent_and_its_end_is_spoken(sqlite_shop, signed_in, running):
    editor = signed_in(sqlite_shop, "editor")
    answer = editor.htmx(HERE, here=HERE)
    assert '<hx-partial hx-target="#job-1" hx-swap="outerMorph">' in answer.text
    assert "#announcer" not in answer.text
    writing.note_end(running, "failed", error="It fell.")
    answer = editor.htmx(HERE, here=HERE)
    assert (
        '<hx-partial hx-target="#announcer" hx-swap="innerHTML">Tried has failed. It fell.</hx-partial>' in answer.text
    )
    assert "hx-trigger" not in answer.text
    assert 'hx-target="#jobs-count"' in answer.text


def test_without_script_it_is_looked_at_again_by_a_link(sqlite_shop, signed_in, running):
    page = signed_in(sqlite_shop, "editor").get(HERE).text
    assert f'<noscript><a class="button quiet" href="{HERE}">Refresh</a></noscript>' in page
    assert "http-equiv" not in page


@pytest.mark.parametrize(
    ("who", "offered", "status"), [("editor", True, 200), ("other", False, 403), ("owner", True, 200)]
)
def test_an_editor_cancels_their_own_and_an_owner_all(sqlite_shop, signed_in, running, who, offered, status):
    browser = signed_in(sqlite_shop, who)
    assert (f'action="{HERE}/cancel"' in browser.get(HERE).text) is offered
    assert browser.post(f"{HERE}/cancel", here=HERE).status_code == status
    assert row(1).cancelling is offered


def test_cancelling_says_that_it_takes_a_moment(sqlite_shop, signed_in, running):
    editor = signed_in(sqlite_shop, "editor")
    answer = editor.post(f"{HERE}/cancel", here=HERE)
    assert "Being cancelled" in answer.text
    assert f'action="{HERE}/cancel"' not in answer.text
    assert "hx-trigger" in answer.text


def test_one_that_waits_is_cancelled_at_once_and_without_script_by_a_303(sqlite_shop, signed_in, waiting):
    editor = signed_in(sqlite_shop, "editor")
    answer = editor.post(f"{HERE}/cancel", here=HERE, script=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, HERE)
    assert row(1).state == "cancelled"


def test_what_is_over_is_not_cancelled(sqlite_shop, signed_in, waiting, work):
    work()
    answer = signed_in(sqlite_shop, "editor").post(f"{HERE}/cancel", here=HERE)
    assert (answer.status_code, 'data-error="over"' in answer.text) == (409, True)


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("done", "Done"), ("failed", "Failed"), ("cancelled", "Cancelled"), ("interrupted", "Interrupted"),
    ],
)  # fmt: skip
def test_each_end_has_its_word_and_its_sentence(sqlite_shop, signed_in, running, state, word):
    writing.note_end(running, state, error="So it was.")
    page = signed_in(sqlite_shop, "editor").get(HERE).text
    assert re.search(rf'id="job-1-state">{word}<', page)
    assert "So it was." in page
    assert "<progress" not in page


def test_a_list_without_jobs_says_what_they_are_for(sqlite_shop, signed_in):
    assert 'id="jobs-empty"' in signed_in(sqlite_shop, "editor").get("/en/desk/jobs").text


def test_the_newest_come_first_page_by_page(sqlite_shop, signed_in, declared, monkeypatch):
    declared(lambda progress: jobs.Result())
    for _time in range(queries.PER_PAGE + 5):
        jobs.ask("tried", WHO, "en")
    editor = signed_in(sqlite_shop, "editor")
    numbers = [
        [int(number) for number in re.findall(r'<article id="job-(\d+)"', editor.get(f"/en/desk/jobs{query}").text)]
        for query in ("", "?page=2", "?page=9", "?page=x")
    ]
    assert numbers == [list(range(25, 5, -1)), [5, 4, 3, 2, 1], [5, 4, 3, 2, 1], list(range(25, 5, -1))]


def test_the_navigation_counts_what_is_under_way(sqlite_shop, signed_in, waiting, work):
    editor = signed_in(sqlite_shop, "editor")

    def counted():
        page = editor.get("/en/desk/products").text
        return re.search(r'<span id="jobs-count" class="count">(\d*)', page)[1]

    assert counted() == "1"
    work()
    assert counted() == ""


def test_a_count_is_not_outdated_by_a_step(sqlite_shop, running):
    from webapp.storage import scopes, tokens

    before = tokens.read([scopes.of("job")])
    writing.note_step(running, {"done": 4})
    assert tokens.read([scopes.of("job")]) == before
    writing.note_end(running, "done")
    assert tokens.read([scopes.of("job")]) != before


def test_what_needs_the_owner_is_offered_to_nobody_else(sqlite_shop, signed_in, work):
    answers = {}
    for who in ("editor", "owner"):
        browser = signed_in(sqlite_shop, who)
        offered = "/en/desk/jobs/index/begin" in browser.get("/en/desk/jobs").text
        answers[who] = (offered, browser.post("/en/desk/jobs/index/begin").status_code)
    assert answers == {"editor": (False, 403), "owner": (True, 201)}
    work()
    assert row(1).state == "done"


@pytest.mark.parametrize("kind", ["import", "export", "nothing"])
def test_only_what_needs_to_be_told_nothing_is_begun_by_a_button(sqlite_shop, signed_in, kind):
    assert signed_in(sqlite_shop, "owner").post(f"/en/desk/jobs/{kind}/begin").status_code == 404


@pytest.mark.parametrize("path", ["/en/desk/jobs/99", "/en/desk/jobs/0", "/en/desk/jobs/99/file"])
def test_what_there_is_not_is_404(sqlite_shop, signed_in, path):
    assert signed_in(sqlite_shop, "editor").get(path).status_code == 404


def test_the_search_index_is_made_anew_in_short_transactions(shop, work, monkeypatch):
    from sqlalchemy import text

    from webapp.jobs import indexing
    from webapp.storage.engines import engines

    def kept():
        with engines().reading.connect() as connection:
            return set(connection.execute(text("SELECT noun, record_id, locale, title FROM fulltext")))

    before = kept()
    with engines().writing.begin() as connection:
        connection.execute(text("DELETE FROM fulltext WHERE record_id % 2 = 0"))
        connection.execute(text("UPDATE fulltext SET title = 'wrong' WHERE record_id = 1"))
    assert kept() != before
    monkeypatch.setattr(indexing, "BATCH", 5)
    job_id = jobs.ask("index", WHO, "en")
    work()
    assert row(job_id).state == "done"
    assert kept() == before


def test_a_job_of_a_kind_that_is_gone_is_shown_all_the_same(sqlite_shop, signed_in):
    jobs.ask("of-yore", WHO, "en")
    assert "of-yore" in signed_in(sqlite_shop, "editor").get(HERE).text
    assert not queue().is_empty()


def test_all_public_pages_are_warmed_and_answered_at_the_front(shop, work):
    front = shop.extensions["etalage.front"]
    job_id = jobs.ask("warm", WHO, "en")
    work()
    found = row(job_id)
    count = json.loads(found.result)["text"][1]["n"]
    assert (found.state, found.done, found.total) == ("done", count, count)
    assert count > 400
    pages = {key[:2]: entry for key, entry in front.entries.items()}
    assert {(f"/{locale}/", "") for locale in ("en", "nl", "de", "fr", "es", "ar")} <= set(pages)
    assert len(pages) == count
    assert all(entry.holds for entry in pages.values())
