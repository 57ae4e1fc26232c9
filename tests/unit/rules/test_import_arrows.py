"""The arrows of the house: imports go down only, kernel rooms know no noun, routes hold no SQL."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3] / "webapp"
# A room may import those below its own floor; rooms on one floor do not know each other.
FLOORS = [
    {"gallery"},
    {"insight"},
    {"search"},
    {"journal", "orders"},
    {"catalogue"},
    {"accounts"},
    {"history", "jobs"},
    {"exchange", "grid"},
    {"prose"},
    {"hypermedia"},
    {"freshness"},
    {"storage"},
    {"access", "extensions", "config", "places"},
]
# These put the rooms together, so they stand above all.
DOORS = {"__init__", "cli", "serving", "testing"}
KERNEL = (
    "access",
    "config",
    "exchange",
    "extensions",
    "freshness",
    "grid",
    "history",
    "hypermedia",
    "jobs",
    "places",
    "prose",
    "storage",
)
NOUNS = ("product", "supplier", "category", "customer", "order_line", "post", "comment")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def floor_of(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def imported(path: Path) -> set[str]:
    """The rooms that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "webapp":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("webapp."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("webapp.")}
    return found & {room for rooms in FLOORS for room in rooms}


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if room_of(path) not in DOORS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path):
    room = room_of(path)
    up = {other for other in imported(path) - {room} if floor_of(other) <= floor_of(room)}
    # The lowest floor's modules are small enough to know each other, in one direction.
    allowed = {"extensions", "config", "places"} if room in FLOORS[-1] else set()
    assert up <= allowed, f"{room} reaches up or across to {up}"


@pytest.mark.parametrize(
    "path", [p for p in MODULES if room_of(p) in KERNEL], ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_the_kernel_knows_no_noun(path):
    names = {
        node.id.lower() for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)
    }
    known = {name for name in names for noun in NOUNS if noun in name.split("_")}
    assert not known, f"{path.name} knows {known}"


@pytest.mark.parametrize(
    "path",
    sorted([*PACKAGE.rglob("routes.py"), *PACKAGE.rglob("routes/*.py")]),
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_routes_hold_no_sql_and_no_html(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {module for module in modules if module.startswith(("sqlalchemy", "flask_caching", "cachelib"))}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [text for text in texts if "</" in text or (text.startswith("<") and not text.startswith("/<"))]


def test_no_room_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "helpers", "services", "manager", "base", "common", "misc"}
    assert not [path for path in PACKAGE.rglob("*.py") if path.stem in drawers]
    assert not [path for path in PACKAGE.rglob("*") if path.is_dir() and path.name in drawers]


def test_modules_stay_small():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {path.name: lines for path, lines in lengths.items() if lines > 320}
    assert sorted(lengths.values())[len(lengths) // 2] < 110
