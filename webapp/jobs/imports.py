"""Imports as jobs: the files that somebody sent, brought in as one act, or only looked at."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from webapp.exchange.files import importable
from webapp.exchange.imports import perform, rehearse
from webapp.hypermedia.locales import Language, marked
from webapp.jobs.gathered import Gathered
from webapp.jobs.kinds import Job, Result, Unfinished
from webapp.jobs.progress import Lost, Progress, Stopped
from webapp.jobs.rehearsal import on_a_copy
from webapp.storage.acts import Actor, Intent

# Where in the job's folder the files are, as long as they are needed.
SENT = "sent"


def _run(progress: Progress, files: list[str], look: bool) -> Result:
    sent = progress.folder / SENT
    try:
        result = _looked(progress, sent, files) if look else _imported(progress, sent, files)
    except (Stopped, Lost):
        raise  # Another run needs the files.
    except BaseException:
        shutil.rmtree(sent, ignore_errors=True)
        raise
    shutil.rmtree(sent, ignore_errors=True)
    return result


def _imported(progress: Progress, sent: Path, files: list[str]) -> Result:
    run, report = progress.run, Gathered(act=progress.result.act)
    if run.restarts:
        report.tell(_("The program stopped halfway and began again; what was in by then counts as unchanged."))

    def told(done: int, total: int | None, file: str) -> None:
        progress.keep(report.result())
        progress(done, total, Path(file).name)

    perform(_paths(sent, files), report, Intent(Actor(run.actor_id, run.actor), "import"), told)
    return report.result()


def _looked(progress: Progress, sent: Path, files: list[str]) -> Result:
    paths, locale = _paths(sent, files), progress.run.locale.replace("-", "_")

    def told(done: int, total: int | None, file: str) -> None:
        progress(done, total, Path(file).name)

    with on_a_copy(progress.folder), force_locale(locale):
        report = rehearse(paths, lambda: Gathered(dry=True), told)
        assert isinstance(report, Gathered)
        return report.result()


def _paths(sent: Path, files: list[str]) -> list[Path]:
    """What is to be read: files of Markdown that came together are one folder, in which languages find each other."""
    paths = [sent / name for name in files]
    if missing := [path.name for path in paths if not importable(path)]:
        raise Unfinished(_("%(file)s is not there any more. Send it again.", file=missing[0]))
    stories = [path for path in paths if path.suffix.lower() in (".md", ".markdown")]
    if len(stories) < 2:
        return paths
    return [path for path in paths if path not in stories] + [sent]


def _about(arguments: Mapping[str, Any], spoken: Language) -> str:
    files = ", ".join(arguments["files"])
    looked = spoken.translations.gettext(marked("%(files)s, only looked at"))
    return looked % {"files": files} if arguments["look"] else files


IMPORT = Job("import", marked("Import"), _run, restartable=True, about=_about)
