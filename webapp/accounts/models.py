"""Who somebody is: users, what they sign in with, their sessions, and failed attempts to sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.access import ROLES
from webapp.extensions import Base
from webapp.storage.clock import Moment
from webapp.storage.limits import Counted
from webapp.storage.records import Record
from webapp.storage.scopes import Scope

_ROLES = ", ".join(f"'{role}'" for role in sorted(ROLES))


class User(Record, Base):
    """Somebody who can sign in. `locales` lists the languages a translator writes, such as `nl,de`; empty means all."""

    __noun__ = "user"
    __tablename__ = "user_account"
    __scopes__ = (Scope("user", record="id"),)
    name: Mapped[str] = mapped_column(String(200))
    # Kept in lower case, so that the unique index finds it however it is typed.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    locales: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="role_known"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )


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
