"""A snapshot to read from, and a transaction to write in."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import has_request_context, request
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from webapp.storage import clock
from webapp.storage.engines import engines
from webapp.storage.queueing import Waited

T = TypeVar("T")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ATTEMPTS = 4
# PostgreSQL: serialization failure and deadlock. Both say that the same work may succeed if done again.
RETRIED = frozenset({"40001", "40P01"})
DISK_FULL = "53100"


class Busy(Exception):
    """The database did not let us write within the time limit."""


class DiskFull(Exception):
    """There is no room left to write."""


class ReadOnly(Exception):
    """A safe request tried to write."""


@contextmanager
def snapshot() -> Iterator[Connection]:
    """One consistent state of the whole database, for as long as it is open; nothing can be written in it."""
    with engines().reading.connect() as connection, connection.begin() as transaction:
        connection.info["etalage.moment"] = clock.now()
        yield connection
        transaction.rollback()


def write(work: Callable[[Session], T]) -> T:
    """Run `work` in one short transaction and commit; run it anew, up to three times, where another writer was faster.

    Raises `Busy` where the database stays locked, `DiskFull`, `ReadOnly` in a GET, and whatever `work` raises, after a rollback.
    """
    if has_request_context() and request.method in SAFE_METHODS:
        raise ReadOnly(f"{request.method} {request.path} must not write")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with Session(engines().writing) as session, session.begin():
                return work(session)
        except Waited:
            raise Busy from None
        except StaleDataError:
            if attempt == ATTEMPTS:
                raise Busy from None
        except (DBAPIError, sqlite3.OperationalError) as error:
            # The second comes from BEGIN IMMEDIATE itself, which an event sends and SQLAlchemy does not wrap.
            again = getattr(getattr(error, "orig", None), "sqlstate", None) in RETRIED
            if not again or attempt == ATTEMPTS:
                raise _named(error, again) from error
    raise AssertionError("every attempt returns or raises")


def _named(error: Exception, again: bool) -> Exception:
    """What the failure is called here; itself where it has no name."""
    driver = getattr(error, "orig", None) or error
    if "database or disk is full" in str(driver) or getattr(driver, "sqlstate", None) == DISK_FULL:
        return DiskFull()
    return Busy() if again or "database is locked" in str(driver) else error
