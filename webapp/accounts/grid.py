"""The people who may sign in, on the owner's desk: a table is what is declared here, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from webapp.access import Right
from webapp.accounts.models import EDITOR, OWNER, READER, TRANSLATOR, User
from webapp.accounts.registration import ADDRESS
from webapp.accounts.signing import canonical
from webapp.grid import Boolean, Choice, Column, Table, Text
from webapp.grid.fields import Invalid
from webapp.hypermedia.locales import Language, languages
from webapp.hypermedia.locales import marked as _

ROLES = ((READER, _("Reader")), (TRANSLATOR, _("Translator")), (EDITOR, _("Editor")), (OWNER, _("Owner")))
REFUSALS = (
    ("last_owner", _("A shop needs an owner. First make another user, who can sign in, its owner.")),
    ("yourself", _("Nobody can do this to their own account. Another owner can.")),
    ("no_password", _("There is no password yet. Set one from a shell: etalage user password.")),
    ("locales_role", _("Only a translator is limited to some languages.")),
)


@dataclass(frozen=True, kw_only=True)
class EMail(Text):
    """An address that somebody signs in with, in lower case."""

    def understand(self, typed: str, spoken: Language) -> str:
        address = canonical(super().understand(typed, spoken))
        if not ADDRESS.fullmatch(address) or not address.isprintable():
            raise Invalid("email_invalid", gettext("This is not an e-mail address."))
        return address

    def another(self, value: str, number: int) -> str:
        local, _at, host = value.rpartition("@")
        return f"{local}+{number}@{host}"


@dataclass(frozen=True, kw_only=True)
class Languages(Text):
    """Some of the shop's languages, such as `nl, de`; none means all."""

    def parse(self, typed: str, spoken: Language, before: str | None = None) -> str:
        wanted = {code.strip().lower() for code in typed.replace("،", ",").split(",") if code.strip()}
        known = {one.code.lower(): one.code for one in languages()}
        if unknown := sorted(wanted - known.keys()):
            raise Invalid("locale_unknown", gettext("The shop has no language %(code)s.", code=unknown[0]))
        return ",".join(code for name, code in known.items() if name in wanted)

    def typed(self, value: str | None, spoken: Language) -> str:
        return (value or "").replace(",", ", ")


USERS = Table(
    User,
    "users",
    _("Users"),
    columns=(
        Column("name", Text(required=True), _("Name"), searched=True, new=True),
        Column("email", EMail(required=True, longest=254), _("E-mail"), sortable=True, searched=True, new=True),
        Column("role", Choice(options=ROLES, required=True), _("Role"), new=True, refusals=REFUSALS),
        Column("locales", Languages(), _("Languages"), write=User.limit, refusals=REFUSALS),
        Column("active", Boolean(), _("May sign in"), copied=False, refusals=REFUSALS),
    ),
    sort="email",
    right=Right.RULE,
    refusals=REFUSALS,
)
