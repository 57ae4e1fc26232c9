"""The demo's accounts: one of each role, with one password that the sign-in page fills in."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts import passwords, registration
from webapp.accounts.models import User
from webapp.accounts.queries import Known, known
from webapp.accounts.registration import BY_COMMAND, NewUser
from webapp.config import Settings
from webapp.storage.acts import carry_out
from webapp.storage.transactions import snapshot

FIRST = "owner"
NAMES = {"owner": "Olga Owner", "editor": "Edith Editor", "translator": "Tom Translator", "reader": "Rita Reader"}
LOCALES = {"translator": ("nl", "de")}


def address(role: str) -> str:
    return f"{role}@etalage.test"


def titles() -> Mapping[str, object]:
    """Role -> its name for people, in the order of the sign-in page."""
    return {
        "owner": _l("Owner"),
        "editor": _l("Editor"),
        "translator": _l("Translator"),
        "reader": _l("Reader"),
    }


def demo_password() -> str | None:
    """The password of the demo's accounts; None where this shop is no demo."""
    try:
        return _file().read_text(encoding="utf-8").rstrip("\n") or None
    except FileNotFoundError:
        return None


def create_demo_accounts(password: str | None = None) -> str:
    """Make the accounts that are not there yet; return their password: the given one, the kept one, or a new one.

    An account that still has the kept password gets the given one too; whoever chose their own keeps it.
    Raises `passwords.Unacceptable`.
    """
    kept = demo_password()
    wanted = password or kept or _invented()
    passwords.check(wanted)
    present = _present()
    if wanted != kept:
        # First: accounts without the file would be a demo that nobody can enter.
        _keep(wanted)
        for one in present.values():
            if one and kept and passwords.matches(one.password_hash, kept):
                registration.set_password(one.email, wanted)
    missing = [role for role in NAMES if role not in present]
    digests = {role: passwords.digest(wanted) for role in missing}
    carry_out(BY_COMMAND, lambda session: _insert(session, digests))
    return wanted


def _present() -> dict[str, Known | None]:
    """The demo's roles whose account is there, and what it can be signed in with."""
    with snapshot() as connection:
        rows = connection.execute(select(User.email).where(User.email.in_([address(role) for role in NAMES])))
        emails = set(rows.scalars())
        return {role: known(connection, User.email == address(role)) for role in NAMES if address(role) in emails}


def _insert(session: Session, digests: Mapping[str, str]) -> None:
    for role, digest in digests.items():
        registration.insert(session, NewUser(address(role), NAMES[role], role, LOCALES.get(role, ())), digest)


def _invented() -> str:
    """Three words and a number, such as `amber-kettle-tulip-42`: readable aloud, and never among the common ones."""
    words = Path(__file__).with_name("demo_words.txt").read_text(encoding="ascii").split()
    return "-".join([*(secrets.choice(words) for _word in range(3)), str(10 + secrets.randbelow(90))])


def _keep(password: str) -> None:
    """Written beside and moved into place, so that nobody reads half of it; for the owner of the files only."""
    beside = _file().with_name(f"demo-password.{secrets.token_hex(4)}")
    with open(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(password)
    beside.replace(_file())


def _file() -> Path:
    settings: Settings = current_app.extensions["etalage.settings"]
    return settings.data / "demo-password"
