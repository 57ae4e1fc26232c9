"""The search index made anew, in short transactions, as somebody would want who has restored a database by hand."""

from __future__ import annotations

from flask_babel import gettext as _

from webapp.access import Right
from webapp.hypermedia.locales import marked
from webapp.jobs import queries
from webapp.jobs.kinds import Job, Result
from webapp.jobs.progress import Progress
from webapp.storage import fulltext
from webapp.storage.engines import engines

DONE = marked("The search index matches the texts.")
# Records whose texts are looked at in one transaction.
BATCH = 500


def _run(progress: Progress) -> Result:
    parts = list(fulltext.parts(engines().writing.dialect.name, queries.highest, BATCH))
    for number, part in enumerate(parts):
        progress(number, len(parts), str(_("Texts of each language")))
        with engines().writing.begin() as connection:
            for statement in part:
                connection.exec_driver_sql(statement)
    progress(len(parts), len(parts))
    return Result((DONE, {}))


INDEX = Job("index", marked("Search index"), _run, needs=Right.RULE, restartable=True, by_hand=True)
