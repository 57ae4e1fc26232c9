"""Who writes, as far as that is remembered: somebody signed in, or a browser by a random mark of which a digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, current_app, request
from itsdangerous import BadSignature, Signer

from webapp.access import Right, Visitor
from webapp.hypermedia.senders import block

KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Writer:
    """`browser` is the digest of a mark, None for somebody signed in; `sender` is what comments are counted under."""

    user_id: int | None
    browser: str | None
    sender: str
    moderates: bool = False


def writer(visitor: Visitor | None, mark: str) -> Writer:
    """Who writes; the mark is that of the browser, where nobody is signed in."""
    if visitor is not None:
        return Writer(visitor.id, None, _sender(), visitor.may(Right.FIELDS))
    return Writer(None, hashlib.sha256(mark.encode("ascii")).hexdigest(), _sender())


def mark() -> str:
    """The mark that came with the request, or a new one."""
    try:
        return _signer("browser").unsign(request.cookies.get(_name(), "")).decode("ascii")
    except (BadSignature, UnicodeError):
        return secrets.token_urlsafe(24)


def give(response: Response, mark: str) -> Response:
    """Let the browser keep its mark. No page reads it, so that all pages stay the same for everybody."""
    signed = _signer("browser").sign(mark).decode("ascii")
    response.set_cookie(
        _name(), signed, max_age=KEPT, path="/", secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


def _name() -> str:
    """As with the session's cookie: a browser takes `__Host-` only over https."""
    return "__Host-etalage-mark" if request.is_secure else "etalage-mark"


def _sender() -> str:
    return _signer("sender").get_signature(block(request.remote_addr)).decode("ascii")


def _signer(purpose: str) -> Signer:
    secret = current_app.secret_key
    assert secret is not None, "settings always have a key"
    return Signer(secret, salt=f"comment-{purpose}", key_derivation="hmac", digest_method=hashlib.sha256)
