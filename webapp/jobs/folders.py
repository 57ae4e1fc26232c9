"""The folder of a job in the data folder: what was sent to it, what it made. A week after its end nothing of it is left."""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import current_app

from webapp.config import Settings

KEPT = timedelta(days=7)
# A name that a browser sends may hold a path, or what only some file systems take.
ODD = re.compile(r"[^\w.@+-]+")
LONGEST_NAME = 100


def root() -> Path:
    settings: Settings = current_app.extensions["etalage.settings"]
    return settings.data / "jobs"


def new_folder() -> str:
    """The name of a folder that is nobody else's; it is made when something is put into it."""
    return secrets.token_hex(8)


def folder(name: str) -> Path:
    """The folder itself, made where it is not there."""
    path = root() / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def file_in(name: str, file: str) -> Path | None:
    """A file that a job made, None where it is gone."""
    path = root() / name / file
    return path if path.is_file() else None


def plain_name(sent: str) -> str:
    """The last part of a name that a browser sent, as any file system takes it, with what says its kind at its end."""
    last = unicodedata.normalize("NFC", sent).replace("\\", "/").rpartition("/")[2]
    return ODD.sub("-", last).strip(".-")[-LONGEST_NAME:] or "file"


def remove(name: str) -> None:
    shutil.rmtree(root() / name, ignore_errors=True)


@contextmanager
def removed_on_failure(name: str) -> Iterator[None]:
    """What was kept for a job that did not come about is kept for nobody."""
    try:
        yield
    except BaseException:
        remove(name)
        raise


def names() -> list[str]:
    """All that there are."""
    return [path.name for path in root().iterdir() if path.is_dir()] if root().is_dir() else []
