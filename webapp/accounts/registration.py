"""Making users and setting their passwords, by command: a user is a record, so each is made in an act."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.access import ROLES
from webapp.accounts import passwords, sessions
from webapp.accounts.models import Credential, User
from webapp.accounts.passwords import Unacceptable
from webapp.accounts.signing import canonical
from webapp.config import Settings
from webapp.storage import clock
from webapp.storage.acts import Actor, Intent, carry_out

ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
BY_COMMAND = Intent(Actor(None, "command"), "command")


@dataclass(frozen=True, slots=True)
class NewUser:
    """What makes a user; `locales` limits the languages that a translator writes."""

    email: str
    name: str
    role: str
    locales: tuple[str, ...] = ()

    def check(self) -> None:
        """Raise `Unacceptable` for what cannot be kept."""
        email, name = canonical(self.email), self.name.strip()
        if len(email) > 254 or not email.isprintable() or not ADDRESS.fullmatch(email):
            raise Unacceptable("email_invalid", _l("This is not an e-mail address."))
        if not 0 < len(name) <= 200 or not name.isprintable():
            raise Unacceptable("name_invalid", _l("A name has 1 to 200 characters, on one line."))
        if self.role not in ROLES:
            raise Unacceptable("role_unknown", _l("There is no such role."))
        if self.locales and self.role != "translator":
            raise Unacceptable("locales_role", _l("Only a translator is limited to some languages."))

    def record(self) -> User:
        email, name = canonical(self.email), self.name.strip()
        return User(email=email, name=name, role=self.role, locales=",".join(self.locales), active=True)


def check(new: NewUser) -> None:
    """Raise `Unacceptable` for what cannot be kept, or not in this shop."""
    new.check()
    settings: Settings = current_app.extensions["etalage.settings"]
    for code in new.locales:
        if code not in settings.locales:
            raise Unacceptable("locale_unknown", _l("The shop has no language %(code)s.", code=code))


def add_user(new: NewUser, password: str) -> int:
    """Make a user who can sign in; return their id. Raises `Unacceptable`."""
    check(new)
    passwords.check(password)
    digest = passwords.digest(password)
    try:
        return carry_out(BY_COMMAND, lambda session: insert(session, new, digest))[0]
    except IntegrityError as error:
        raise Unacceptable("email_taken", _l("There is a user with this e-mail address.")) from error


def insert(session: Session, new: NewUser, digest: str) -> int:
    user = new.record()
    session.add(user)
    session.flush()
    session.add(Credential(user_id=user.id, password_hash=digest, changed_at=clock.now()))
    session.flush()
    return user.id


def set_password(email: str, password: str) -> None:
    """Give a user another password and end their sessions; with their first one they are let in. Raises `Unacceptable`."""
    passwords.check(password)
    digest = passwords.digest(password)

    def work(session: Session) -> bool:
        user = session.scalar(select(User).where(User.email == canonical(email)))
        if user is None:
            return False
        first = session.get(Credential, user.id) is None
        session.merge(Credential(user_id=user.id, password_hash=digest, changed_at=clock.now()))
        sessions.end_all(session, user.id)
        user.active = user.active or first
        return True

    if not canonical(email).isprintable() or not carry_out(BY_COMMAND, work)[0]:
        raise Unacceptable("email_unknown", _l("There is no user with this e-mail address."))
