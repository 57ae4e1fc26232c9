"""A WordPress export, brought into a running shop: each of its stories opens, and nothing in them upsets the policy."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from webapp.testing import COMMAND, Shop

EXPORT = Path(__file__).parents[3] / "shared" / "data" / "wordpress" / "theme-preview.xml"


def brought(shop: Shop) -> str:
    """The last line of an import of the export."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ETALAGE_")}
    done = subprocess.run(
        [*COMMAND, "import", str(EXPORT)],
        env=environ | {"ETALAGE_DATA": str(shop.data)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.skipif(not EXPORT.exists(), reason=f"there is no {EXPORT.name} beside this checkout")
def test_each_story_of_an_export_opens(shop: Shop, someone: Callable[..., Page]) -> None:
    with sqlite3.connect(shop.data / "etalage.sqlite") as database:
        before = {number for (number,) in database.execute("SELECT id FROM post")}
        assert " 0 refused" in brought(shop)
        made = {number for (number,) in database.execute("SELECT id FROM post")} - before
        assert "0 created, 0 updated" in brought(shop)
    assert made
    editor = someone("editor")
    for number in sorted(made):
        # Their `complaints` are those of every test: an error in the console fails it.
        answer = editor.goto(f"/en/journal/preview/{number}")
        assert answer is not None
        assert answer.status == 200
        expect(editor.locator("article.story")).to_be_visible()
