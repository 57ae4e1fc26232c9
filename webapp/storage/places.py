"""Which line of our own code led to a statement: neither a library's, nor one of this room, which sends them for all."""

from __future__ import annotations

import sysconfig
from functools import lru_cache
from pathlib import Path
from types import FrameType

from webapp.places import PACKAGE

LIBRARIES = tuple(
    str(Path(sysconfig.get_path(name)).resolve()) for name in ("stdlib", "platstdlib", "purelib", "platlib")
)
HERE = str(Path(__file__).parent)


def place_of(frame: FrameType | None) -> str:
    """`webapp/catalogue/queries/shelves.py:41` for the innermost line of ours; nothing where there is none."""
    while frame is not None:
        name = _ours(frame.f_code.co_filename)
        if name:
            return f"{name}:{_line(frame)}"
        frame = frame.f_back
    return ""


@lru_cache(maxsize=4096)
def _ours(filename: str) -> str:
    """How a file of ours is called, from the folder that holds the package; nothing for any other."""
    if filename.startswith((HERE, "<")):
        return ""
    path, top = Path(filename).absolute(), PACKAGE.parent
    if path.is_relative_to(PACKAGE) or path.is_relative_to(top / "templates"):
        return path.relative_to(top).as_posix()
    return "" if filename.startswith(LIBRARIES) or "site-packages" in path.parts else path.name


def _line(frame: FrameType) -> int:
    """Of a template, the line that somebody wrote, not that of the Python it was compiled to."""
    template = frame.f_globals.get("__jinja_template__")
    number: int = template.get_corresponding_lineno(frame.f_lineno) if template else frame.f_lineno
    return number
