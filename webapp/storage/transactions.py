"""A snapshot to read from, and a transaction to write in."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import has_request_context, request
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from webapp.extensions import db
from webapp.storage.engines import engines

T = TypeVar("T")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ATTEMPTS = 4
# PostgreSQL: serialization failure and deadlock. Both say that the same work may succeed if done again.
RETRIED = frozenset({"40001", "40P01"})


class Busy(Exception):
    """The database did not let us write within the time limit."""


class ReadOnly(Exception):
    """A safe request tried to write."""


@contextmanager
def snapshot() -> Iterator[Connection]:
    """One consistent state of the whole database, for as long as it is open; nothing can be written in it."""
    with engines().reading.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def write(work: Callable[[Session], T]) -> T:
    """Run `work` in one short transaction and commit; run it anew, up to three times, where another writer was faster.

    Raises `Busy` where the database stays locked, `ReadOnly` in a GET, and whatever `work` raises, after a rollback.
    """
    if has_request_context() and request.method in SAFE_METHODS:
        raise ReadOnly(f"{request.method} {request.path} must not write")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with db.session() as session, session.begin():
                return work(session)
        except StaleDataError:
            if attempt == ATTEMPTS:
                raise Busy from None
        except sqlite3.OperationalError as error:
            # From BEGIN IMMEDIATE itself, which an event sends and SQLAlchemy does not wrap.
            if "database is locked" not in str(error):
                raise
            raise Busy from error
        except DBAPIError as error:
            if _is_locked(error) or (_is_retried(error) and attempt == ATTEMPTS):
                raise Busy from error
            if not _is_retried(error):
                raise
        finally:
            db.session.remove()
    raise AssertionError("every attempt returns or raises")


def _is_locked(error: DBAPIError) -> bool:
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


def _is_retried(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in RETRIED
