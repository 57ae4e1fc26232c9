"""What is sent to be imported: files of 20 MB together, each under a plain name of its own."""

from __future__ import annotations

from errno import ENOSPC

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.hypermedia.errors import Problem
from webapp.hypermedia.forms import exactly
from webapp.hypermedia.locales import current
from webapp.hypermedia.templates import render
from webapp.jobs import folders
from webapp.jobs.imports import SENT
from webapp.storage.folding import fold
from webapp.storage.transactions import DiskFull

LARGEST = 20 * 10**6
# What the form around the files may take besides.
AROUND = 64 * 1024
MOST_FILES = 40


def keep() -> tuple[str, list[str], bool]:
    """Keep the files of the request; return their folder, their names, and whether they are only to be looked at."""
    request.max_content_length = LARGEST + AROUND
    # It holds for what is being read as well, which of a file are pieces of 64 KB.
    request.max_form_memory_size = 4 * AROUND
    too_large = Problem(413, text=_("At most 20 MB can be sent at once. Split the file, or send fewer at a time."))
    if (request.content_length or 0) > LARGEST + AROUND:
        raise too_large
    try:
        form = exactly((), ("look",), files=("file",))
        sent = [file for file in request.files.getlist("file") if file.filename]
    except RequestEntityTooLarge as error:
        raise too_large from error
    if not sent:
        raise Problem(422, "no_file", _("Choose a file first."))
    if len(sent) > MOST_FILES:
        raise Problem(413, "too_many_files", _("At most %(n)s files can be sent at once.", n=MOST_FILES))
    folder = folders.new_folder()
    with folders.removed_on_failure(folder):
        return folder, _saved(folder, sent), form["look"] == "1"


def _saved(folder: str, sent: list[FileStorage]) -> list[str]:
    inside = folders.folder(f"{folder}/{SENT}")
    names: list[str] = []
    for file in sent:
        name = folders.plain_name(file.filename or "")
        if fold(name) in map(fold, names):
            raise Problem(
                422, "same_name", _("Two files have the same name: %(name)s. Send them one by one.", name=name)
            )
        try:
            file.save(inside / name)
        except OSError as error:
            raise DiskFull if error.errno == ENOSPC else error from error
        names.append(name)
    return names


def sending_html() -> str:
    """The form that sends files, with nothing chosen in it."""
    context = {"key": folders.new_folder(), "most": LARGEST // 10**6}
    return render("partials/jobs/job/sending.html", "display", current().code, context)
