"""The budgets of bytes in `tests/budgets/bytes.json`: what they hold is written anew with WRITE_BUDGETS=1."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from webapp.freshness.codings import encoded

BUDGETS = Path(__file__).parent / "budgets" / "bytes.json"
# A version or a time that is a few characters longer is no reason to fail.
TOLERANCE = 1.03


def sizes(body: bytes, *, once: bool = False) -> dict[str, int]:
    """Bytes of a body as it is, and as it is sent."""
    return {coding: len(encoded(body, coding, once=once)) for coding in ("identity", "br", "gzip")}


def over(section: str, found: dict[str, Any]) -> list[str]:
    """What is above its budget, or has none; nothing where the budgets are to be written."""
    budgets = json.loads(BUDGETS.read_text(encoding="utf-8")) if BUDGETS.exists() else {}
    if os.environ.get("WRITE_BUDGETS"):
        BUDGETS.write_text(json.dumps(budgets | {section: found}, indent=2) + "\n", encoding="utf-8")
        return []
    kept = budgets.get(section, {})
    return [
        f"{name}: {measure} {value}, at most {kept.get(name, {}).get(measure)}"
        for name, measured in found.items()
        for measure, value in measured.items()
        if value > kept.get(name, {}).get(measure, 0) * TOLERANCE
    ]
