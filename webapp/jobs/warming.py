"""Every public page in every language rendered once, so that nobody waits for it: after an import, say, or a long night."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from flask_babel import gettext as _

from webapp.config import Settings
from webapp.freshness.front.faces import PAGE
from webapp.freshness.front.warming import visit
from webapp.hypermedia.locales import marked
from webapp.hypermedia.sections import sections
from webapp.jobs.kinds import Job, Result
from webapp.jobs.progress import Progress
from webapp.storage.transactions import snapshot

# Of each section so many records are looked up at once.
AT_ONCE = 1000
DONE = marked("%(n)s pages are ready for whoever asks.")


def _run(progress: Progress) -> Result:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    settings: Settings = app.extensions["etalage.settings"]
    paths = sorted(_paths())
    for number, path in enumerate(paths):
        progress(number, len(paths), str(_("Public pages")))
        parts = urlsplit(path)
        # As a server hands it on: the bytes of the path, each as one letter.
        info = unquote(parts.path, "latin-1")
        # What a page follows from is known after the first time, and found unchanged at the second.
        for _time in range(2):
            visit(app.wsgi_app, settings, (info, parts.query, PAGE, ""))
    progress(len(paths), len(paths))
    return Result((DONE, {"n": len(paths)}))


def _paths() -> set[str]:
    """Those of the sitemap."""
    found: set[str] = set()
    for section in sections().values():
        with snapshot() as connection:
            for part in section.parts(connection, AT_ONCE):
                entries = section.entries(connection, range(part * AT_ONCE, (part + 1) * AT_ONCE))
                found |= {path for entry in entries for path in entry.twins.values()}
    return found


WARM = Job("warm", marked("Warm all pages"), _run, restartable=True, by_hand=True)
