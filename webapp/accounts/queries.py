"""What is read of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select

from webapp.accounts.models import Credential, SignedIn, User
from webapp.storage.prepared import Prepared

# Who may sign in and stay so. `trashed_at` too: a user in the trash is not one.
WELCOME = (User.active.is_(True), User.trashed_at.is_(None))
# The one statement by which a request learns who sent it.
VISITOR = Prepared(
    select(User.id, User.name, User.email, User.role, User.locales, SignedIn.created_at, SignedIn.seen_at)
    .join(SignedIn, SignedIn.user_id == User.id)
    .where(SignedIn.id_hash == bindparam("id_hash"), *WELCOME)
)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who may sign in, and the digest to compare with. `changed_at` as this database gives it."""

    id: int
    name: str
    role: str
    email: str
    password_hash: str
    changed_at: datetime


def known(connection: Connection, condition: ColumnElement[bool]) -> Known | None:
    """The active user that `condition` (on its e-mail or id) finds, if they have a password."""
    columns = (User.id, User.name, User.role, User.email, Credential.password_hash, Credential.changed_at)
    found = select(*columns).join(Credential, Credential.user_id == User.id).where(condition, *WELCOME)
    row = connection.execute(found).one_or_none()
    return None if row is None else Known(*row)


def still_known(one: Known) -> Select[int]:
    """Finds the user only while their password is the one that was compared; locks it until the transaction ends."""
    return (
        select(User.id)
        .join(Credential, Credential.user_id == User.id)
        .where(User.id == one.id, Credential.changed_at == one.changed_at, *WELCOME)
        .with_for_update(of=Credential)
    )
