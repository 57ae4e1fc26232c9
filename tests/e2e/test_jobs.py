"""Jobs: a file brought in by keys, a bar that moves, one cancelled midway, a table fetched as a file; and without script."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import IDLE
from tests.e2e.test_accessibility import violations

# A job may wait for one before it, on a machine with other things to do.
PATIENCE_MS = 60_000
DONE = {"timeout": PATIENCE_MS}


@pytest.fixture
def word() -> str:
    return uuid.uuid4().hex[:8]


@pytest.fixture
def sheet(tmp_path: Path, word: str) -> Callable[..., Path]:
    """`sheet(rows, refused=…)`: a file of suppliers that nobody has imported before; the last of them are refused."""

    def make(rows: int, refused: int = 0, name: str = "suppliers.csv") -> Path:
        path, first = tmp_path / name, uuid.uuid4().int % 10**9
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["supplierID", "companyName", "city"])
            writer.writerows([first + n, f"{word} {n}", "Ghent"] for n in range(rows - refused))
            writer.writerows([f"x{n}", f"{word} refused {n}", "Ghent"] for n in range(refused))
        return path

    return make


def begin(page: Page, button: str) -> Locator:
    """Press a button by keys; the card of the job that it begins."""
    before = page.locator("#jobs-rows > .job:first-child").evaluate_all("jobs => jobs.map(job => job.id)")
    page.locator(button).press("Enter")
    new = page.locator("#jobs-rows > .job:first-child" + "".join(f":not(#{id_})" for id_ in before))
    expect(new).to_be_attached(timeout=PATIENCE_MS)
    return page.locator(f"#{new.get_attribute('id')}")


def choose(page: Page, path: Path) -> None:
    page.locator("#jobs-sending [type=file]").set_input_files(path)


def test_a_file_is_brought_in_by_keys_and_taken_back(page: Page, sign_in, no_reload, sheet, word: str) -> None:  # type: ignore[no-untyped-def]
    sign_in(page, "editor")
    page.goto("/en/desk/jobs")
    choose(page, sheet(12, refused=2))
    with no_reload(min_htmx=3):
        job = begin(page, "#jobs-send")
        expect(job.locator("h3")).to_have_text("Import: suppliers.csv")
        expect(job.locator(".state")).to_have_text("Done", **DONE)
        expect(job.locator(".said")).to_have_text("10 created, 0 updated, 0 unchanged, 2 refused")
        expect(page.locator("#announcer")).to_contain_text("Import: suppliers.csv is done. 10 created")
        expect(page.locator("#jobs-send")).to_be_focused()
        expect(page.locator("#jobs-sending [type=file]")).to_have_value("")
        job.get_by_role("button", name="Undo").press("Enter")
        expect(job).to_contain_text("This was undone.")
        expect(job).to_be_focused()
    page.goto(f"/en/desk/suppliers?q={word}")
    expect(page.locator("[role=grid] tbody tr")).to_have_count(0)


def test_a_bar_moves_in_silence_until_its_end(page: Page, sign_in, no_reload, sheet) -> None:  # type: ignore[no-untyped-def]
    sign_in(page, "editor")
    page.goto("/en/desk/jobs")
    choose(page, sheet(5000))
    with no_reload(min_htmx=3):
        job = begin(page, "#jobs-send")
        values = moved(job)
        said = page.locator("#announcer").inner_text()
        expect(job.locator(".state")).to_have_text("Done", **DONE)
    assert len(values) > 1, "it never moved"
    assert values == sorted(values)
    assert said == "Import: suppliers.csv is under way."
    expect(page.locator("#announcer")).to_contain_text("is done")


def moved(job: Locator) -> list[float]:
    """Two values at which its bar stood."""
    bar, values = job.locator("progress[max='5000']"), []
    for _look in range(300):
        value = bar.evaluate_all("bars => bars.map(bar => bar.value)")
        if value and value[0] not in values:
            values += value
        if len(values) == 2 or job.locator(".state").inner_text() == "Done":
            break
        job.page.wait_for_timeout(100)
    return values


def test_one_is_cancelled_in_the_middle_and_keeps_what_is_in(page: Page, sign_in, no_reload, sheet, word: str) -> None:  # type: ignore[no-untyped-def]
    sign_in(page, "editor")
    page.goto("/en/desk/jobs")
    choose(page, sheet(6000))
    with no_reload(min_htmx=3):
        job = begin(page, "#jobs-send")
        expect(job.locator("progress[value]:not([value='0'])")).to_be_visible(**DONE)
        job.get_by_role("button", name="Cancel").press("Enter")
        expect(job.locator(".state")).to_have_text("Cancelled", **DONE)
        expect(page.locator("#announcer")).to_contain_text("was cancelled")
        expect(job).to_be_focused()
        job.get_by_role("button", name="Undo").press("Enter")
        expect(job).to_contain_text("This was undone.", **DONE)
    page.goto(f"/en/desk/suppliers?q={word}")
    expect(page.locator("[role=grid] tbody tr")).to_have_count(0)


def test_only_looking_tells_and_writes_nothing(page: Page, sign_in, sheet, word: str) -> None:  # type: ignore[no-untyped-def]
    sign_in(page, "editor")
    page.goto("/en/desk/jobs")
    choose(page, sheet(3))
    page.locator("#jobs-sending [name=look]").check()
    job = begin(page, "#jobs-send")
    expect(job.locator(".said")).to_contain_text("Nothing was written; it would be: 3 created", **DONE)
    job.locator("h3 a").press("Enter")
    expect(page.locator(".report li").first).to_contain_text(f"New in Suppliers: {word} 0")
    page.goto(f"/en/desk/suppliers?q={word}")
    expect(page.locator("[role=grid] tbody tr")).to_have_count(0)


def test_a_table_is_fetched_as_a_file_and_read_back(page: Page, sign_in, no_reload) -> None:  # type: ignore[no-untyped-def]
    sign_in(page, "editor")
    page.goto("/nl/desk/jobs")
    page.locator("#jobs-table").select_option("products")
    with no_reload(min_htmx=2):
        link = begin(page, "#jobs-exporting button").locator("a[download]")
        expect(link).to_be_visible(**DONE)
        with page.expect_download() as download:
            link.press("Enter")
    assert download.value.suggested_filename.startswith("products-nl-")
    rows = list(csv.DictReader(download.value.path().open(encoding="utf-8", newline="")))
    teapot = next(row for row in rows if row["id"] == "1")
    assert "TEA-POT" in teapot.values()
    assert float(teapot["product.price"]) > 0
    assert teapot["Prijs"].startswith("€")


def test_a_file_that_is_too_large_is_refused_and_stays_chosen(
    page: Page, sign_in, no_reload, complaints, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    complaints.allow("413")
    sign_in(page, "editor")
    page.goto("/en/desk/jobs")
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * 20_500_000)
    choose(page, large)
    with no_reload():
        page.locator("#jobs-send").press("Enter")
        expect(page.locator("#notes .note.bad")).to_contain_text("At most 20 MB", **DONE)
    expect(page.locator("#jobs-sending [type=file]")).to_have_value("C:\\fakepath\\large.csv")


def test_without_script_each_step_is_a_page(someone: Callable[..., Page], sheet, word: str) -> None:  # type: ignore[no-untyped-def]
    page = someone("editor", java_script_enabled=False)
    page.goto("/en/desk/jobs")
    choose(page, sheet(30, refused=1))
    page.locator("#jobs-send").click()
    expect(page.locator("h1")).to_have_text("Import: suppliers.csv")
    for _look in range(60):
        if page.locator(".job .state").inner_text() == "Done":
            break
        page.wait_for_timeout(500)
        again = page.get_by_role("link", name="Refresh")
        if again.count():
            again.click()
    expect(page.locator(".said")).to_have_text("29 created, 0 updated, 0 unchanged, 1 refused")
    expect(page.locator(".report dt")).to_have_text("suppliers.csv, row 31, column supplierID")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".job")).to_contain_text("This was undone.")
    expect(page.locator("h1")).to_have_text("Import: suppliers.csv")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_its_pages_are_for_everybody(someone: Callable[..., Page], sheet, scheme: str, locale: str) -> None:  # type: ignore[no-untyped-def]
    page = someone("owner", color_scheme=scheme, reduced_motion="reduce", viewport={"width": 390, "height": 844})
    page.goto(f"/{locale}/desk/jobs")
    choose(page, sheet(3, refused=1))
    job = begin(page, "#jobs-send")
    expect(job.locator(".said")).to_be_visible(**DONE)
    page.locator(IDLE).wait_for(state="attached")
    assert violations(page) == []
    job.locator("h3 a").press("Enter")
    expect(page.locator(".report dt")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
