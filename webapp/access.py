"""Who may do what. Each route declares its policy; a route that declares none is refused to everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

# Whose page a request was sent from; by `static/js/sender.js`.
MADE_FOR = "Etalage-Visitor"
View = TypeVar("View", bound=Callable[..., Any])


class Right(Enum):
    """What a role may be granted; the values stand in the table of the contract."""

    LOOK = "look at the desk"
    WRITE = "write at least something"
    TEXTS = "write texts, perhaps in some languages only"
    FIELDS = "write other fields, create, trash, restore, import"
    UNDO = "take back one's own acts"
    RULE = "users, settings, others' undo"


ROLES: dict[str, frozenset[Right]] = {
    "reader": frozenset({Right.LOOK}),
    "translator": frozenset({Right.LOOK, Right.WRITE, Right.TEXTS, Right.UNDO}),
    "editor": frozenset({Right.LOOK, Right.WRITE, Right.TEXTS, Right.FIELDS, Right.UNDO}),
    "owner": frozenset(Right),
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in. `locales` limits the languages of their texts; empty means all. All this is so as long as
    the `scopes` of the account and its session have not moved, and no longer than `until`; None where that is not known."""

    id: int
    name: str
    email: str
    role: str
    locales: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    until: datetime | None = None

    def may(self, right: Right, locale: str | None = None) -> bool:
        if right not in ROLES[self.role]:
            return False
        return right is not Right.TEXTS or locale is None or not self.locales or locale in self.locales


@dataclass(frozen=True, slots=True)
class Policy:
    """`right` is what a visitor needs; None lets everybody in. The session is read only where `session` says so."""

    right: Right | None
    session: bool


class Refused(Exception):
    """The policy says no: 401 to somebody signed out, or who is somebody else by now; 403 to somebody who may not."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def public(view: View) -> View:
    """For everybody, the same for all: the session is not read, and reading it raises."""
    return _declare(view, Policy(None, session=False))


def open_to_all(view: View) -> View:
    """For everybody; whoever is signed in gets their own header and tools around the same fragments."""
    return _declare(view, Policy(None, session=True))


def needs(right: Right) -> Callable[[View], View]:
    """For those who have the right."""
    return lambda view: _declare(view, Policy(right, session=True))


def policy_of(view: Callable[..., Any]) -> Policy | None:
    return getattr(view, "policy", None)


def _declare(view: View, policy: Policy) -> View:
    view.policy = policy  # type: ignore[attr-defined]
    return view


def visitor() -> Visitor | None:
    """Who is signed in; raises `RuntimeError` where the route did not declare that it reads the session."""
    if not g.get("reads_session", False):
        raise RuntimeError(f"{request.endpoint} reads the session without declaring it")
    found: Visitor | None = g.visitor
    return found


def init_app(app: Flask, load_visitor: Callable[[], Visitor | None]) -> None:
    """`load_visitor` finds out who sent the request; it is called only where the policy reads the session."""
    app.extensions["etalage.load_visitor"] = load_visitor

    @app.before_request
    def enforce() -> None:
        if request.endpoint is None:
            # Not found is no secret; but the page that says so must not read the session either.
            return
        policy = policy_of(current_app.view_functions[request.endpoint])
        if policy is None:
            raise Refused(403)
        g.reads_session = policy.session
        g.visitor = current_app.extensions["etalage.load_visitor"]() if policy.session else None
        if policy.right and (g.visitor is None or _is_somebody_else(g.visitor)):
            raise Refused(401)
        if policy.right and not g.visitor.may(policy.right):
            raise Refused(403)


def _is_somebody_else(found: Visitor) -> bool:
    """Whether the page that writes was made for another person, who has signed out since, in another tab.

    Without script nobody tells; what is typed there is guarded by its version alone.
    """
    made_for = request.headers.get(MADE_FOR)
    return request.method == "POST" and made_for is not None and made_for != str(found.id)
