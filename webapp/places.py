"""Where the shop's files are: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder `templates`, `static` or `alembic`."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name
