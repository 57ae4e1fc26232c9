"""An environment of its own for each peer, made when it is first measured and kept in build/bench until its pins change."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = Path(__file__).parent / "apps"
KEPT = ROOT / "build" / "bench"


class NotInstalled(Exception):
    """A peer that cannot be measured here; its text says why."""


def python_of(peer: str) -> Path:
    """The Python that has what `apps/<peer>/requirements.txt` pins; raises `NotInstalled`."""
    pins, folder = (APPS / peer / "requirements.txt").read_text(encoding="utf-8"), KEPT / peer
    python, made = folder / "bin" / "python", folder / "made"
    if not made.exists() or made.read_text(encoding="utf-8") != pins or not python.exists():
        print(f"==> Installing {peer} into {folder.relative_to(ROOT)}", file=sys.stderr)
        _install(peer, folder, python)
        made.write_text(pins, encoding="utf-8")
    return python


def _install(peer: str, folder: Path, python: Path) -> None:
    venv.create(folder, clear=True, symlinks=True, with_pip=True)
    command = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    done = subprocess.run(
        [*command, "--requirement", APPS / peer / "requirements.txt"], check=False, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise NotInstalled(f"{peer} is left out: it could not be installed ({(said or ['pip failed'])[0]})")


def version_of(python: Path, package: str) -> str:
    asked = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([python, "-c", asked], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
