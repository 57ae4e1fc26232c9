"""The key of a write, which its sender chooses: whoever gets no answer sends it again, and it is written once."""

from __future__ import annotations

import re
import secrets

KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


def new_key() -> str:
    return secrets.token_urlsafe(12)
