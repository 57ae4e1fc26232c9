"""Passwords: what may be one, and what is kept of it. Each character counts; nothing is cut off or normalised."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

SHORTEST, LONGEST = 8, 256
# 28 ms and 19 MiB; the library's own default took 139 ms and 64 MiB.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Well-formed, of the parameters above, a digest of zeros: the work of a real one, and no password gives it.
NOBODY = f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p=1${'A' * 22}${'A' * 43}"
TEXTS = {
    "password_short": _l("A password needs at least 8 characters."),
    "password_long": _l("A password may have at most 256 characters."),
    "password_common": _l("This password is on every list of common ones. Choose another."),
}


class Unacceptable(Exception):
    """What somebody typed cannot be kept: a code for machines, and a sentence that may be a lazy text."""

    def __init__(self, code: str, text: object) -> None:
        super().__init__(code)
        self.code = code
        self.text = text

    def __str__(self) -> str:
        return str(self.text)


def check(password: str) -> None:
    """Raise `Unacceptable` for what nobody should sign in with."""
    if len(password) < SHORTEST:
        code = "password_short"
    elif len(password) > LONGEST:
        code = "password_long"
    elif password.lower() in _common():
        code = "password_common"
    else:
        return
    raise Unacceptable(code, TEXTS[code])


def digest(password: str) -> str:
    return HASHER.hash(_bytes(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether `password` gives the kept digest; without one the same work is done, and the answer is no."""
    try:
        return HASHER.verify(kept or NOBODY, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether the digest was made with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    # Half a surrogate pair, as a terminal may give, is a character like any other.
    return password.encode("utf-8", "surrogatepass")


@cache
def _common() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(lines.split("\n"))
