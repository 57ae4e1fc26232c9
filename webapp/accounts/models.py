"""Who somebody is: users, what they sign in with, their sessions, and failed attempts to sign in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp.access import ROLES
from webapp.extensions import Base
from webapp.storage.clock import Moment
from webapp.storage.limits import Counted
from webapp.storage.records import Record
from webapp.storage.scopes import Scope

READER, TRANSLATOR, EDITOR, OWNER = ROLES
_ROLES = ", ".join(f"'{role}'" for role in sorted(ROLES))


class User(Record, Base):
    """Somebody who can sign in. `locales` lists the languages a translator writes, such as `nl,de`; empty means all.

    Whoever's rights change is signed out everywhere, in the transaction that changes them. Nobody takes their own away, and
    nobody those of the last owner, by whatever way: `ValueError` says `yourself`, `last_owner` or `no_password`.
    """

    __noun__ = "user"
    __tablename__ = "user_account"
    __scopes__ = (Scope("user", record="id"),)
    name: Mapped[str] = mapped_column(String(200))
    # Kept in lower case, so that the unique index finds it however it is typed.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    locales: Mapped[str] = mapped_column(String(200), default="")
    # Nobody is let in before they have a password.
    active: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="role_known"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    def assign(self, field: str, locale: str, value: Any) -> None:
        if field == "role" and self.role not in (None, value):
            self._lose(value != OWNER)
            # Nobody but a translator is limited to some languages.
            self.locales = self.locales if value == TRANSLATOR else ""
        elif field == "active" and value and not self.active and not self._has_password():
            raise ValueError("no_password")
        elif field == "active" and not value and self.active:
            self._lose(True)
        super().assign(field, locale, value)

    def limit(self, locales: str) -> None:
        """To the languages of their texts; raises `ValueError` `locales_role` for whoever is no translator."""
        if locales and self.role != TRANSLATOR:
            raise ValueError("locales_role")
        self.locales = locales

    def trash(self) -> None:
        self._lose(True)
        super().trash()

    def _lose(self, no_owner: bool) -> None:
        """Their sessions, and with `no_owner` what makes them one who rules the shop."""
        session = self.session()
        if session.info["act"].intent.actor.id == self.id:
            raise ValueError("yourself")
        if no_owner and self.role == OWNER and self.active and not session.scalars(_other_owners(self.id)).first():
            raise ValueError("last_owner")
        session.execute(delete(SignedIn).where(SignedIn.user_id == self.id))

    def _has_password(self) -> bool:
        found = select(Credential.user_id).where(Credential.user_id == self.id)
        return self.session().scalar(found) is not None


def _other_owners(user_id: int) -> Select[int]:
    """Locked, so that two owners who take each other's rights away at one time are not both right."""
    owners = (User.role == OWNER, User.active.is_(True), User.trashed_at.is_(None))
    return select(User.id).where(User.id != user_id, *owners).with_for_update()


class Credential(Base):
    """What a user proves themselves with; apart from the user, so that no act or list ever holds it."""

    __tablename__ = "credential"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(Moment)


class SignedIn(Base):
    """A session. The browser holds 256 random bits; the table only their SHA-256, so a copy of it signs nobody in."""

    __tablename__ = "signed_in"
    # Not when it was last seen: that changes nothing of what somebody is shown.
    __scopes__ = (Scope("session", record="user_id", columns=("id_hash", "user_id", "created_at")),)
    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    # Serves the change of a password, which ends the user's other sessions.
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)


class FailedAttempt(Counted, Base):
    """A sign-in that failed, counted per account and per block of addresses."""

    __tablename__ = "failed_attempt"
    account: Mapped[str] = mapped_column(String(254))
    address: Mapped[str] = mapped_column(String(64))
    __table_args__ = (
        Index("ix_failed_attempt_account", "account", "at"),
        Index("ix_failed_attempt_address", "address", "at"),
    )
