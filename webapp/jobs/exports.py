"""Exports as jobs: a table of the desk as a CSV file to fetch."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from typing import IO, Any

from flask_babel import gettext as _

from webapp.grid import sheets
from webapp.grid.columns import Table, table_named
from webapp.hypermedia.locales import Language, language, marked
from webapp.jobs.kinds import Job, Result, Unfinished
from webapp.jobs.progress import Progress
from webapp.storage.clock import now

DONE = marked("%(count)s rows are in the file.")


def write_sheet(table: Table, spoken: Language, file: IO[str], told: Callable[[int], None]) -> int:
    """Write a table as CSV; `told` hears how many rows are in it after each batch. Returns how many there were."""
    writer = csv.writer(file)
    writer.writerow(sheets.header(table, spoken))
    count = 0
    for batch in sheets.batches(table, spoken):
        writer.writerows(batch)
        count += len(batch)
        told(count)
    return count


def _run(progress: Progress, table: str) -> Result:
    shown = table_named(table)
    if shown is None:
        raise Unfinished(_("There is no table “%(name)s” on the desk.", name=table))
    spoken = language(progress.run.locale)
    total = sheets.length(shown, spoken)
    name = f"{table}-{spoken.code}-{now():%Y-%m-%d}.csv"
    with (progress.folder / name).open("w", encoding="utf-8", newline="") as file:
        count = write_sheet(shown, spoken, file, lambda done: progress(done, max(done, total), str(_(shown.label))))
    return Result((DONE, {"count": count}), file=name)


def _about(arguments: Mapping[str, Any], spoken: Language) -> str:
    table = table_named(arguments["table"])
    return spoken.translations.gettext(table.label) if table else arguments["table"]


EXPORT = Job("export", marked("Export"), _run, restartable=True, about=_about)
