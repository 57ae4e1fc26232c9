"""Addresses that moved: a slug that a record once had in a language still leads to it, for ever, unless another one takes it.

They are kept by triggers on the listings, so that neither an import nor a database shell can break a link.
"""

from sqlalchemy import Connection, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import Base
from webapp.storage.listings import Declaration


class OldAddress(Base):
    """A slug that a record of a noun no longer has in a language."""

    __tablename__ = "old_address"
    noun: Mapped[str] = mapped_column(String(32), primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    slug: Mapped[str] = mapped_column(String(200), primary_key=True)
    record_id: Mapped[int]
    # Serves a record that is deleted for good.
    __table_args__ = (Index("ix_old_address_record", "noun", "record_id"),)


def record_once_at(connection: Connection, noun: str, locale: str, slug: str) -> int | None:
    """The record that had this address before it moved."""
    had = (OldAddress.noun == noun, OldAddress.locale == locale, OldAddress.slug == slug)
    found: int | None = connection.scalar(select(OldAddress.record_id).where(*had))
    return found


def kept_sql(listing: Declaration, old: str = "", new: str = "") -> dict[str, str]:
    """Event -> statements: what a row gives up is kept, and what one takes is nobody else's any more.

    `old` and `new` are the rows of a row trigger; without them the statements read transition tables.
    """

    dot = old and f"{old}."

    def keep(given_up: str) -> str:
        row = f"'{listing.owner}', {dot}locale, {dot}slug, {dot}{listing.record}"
        return (
            f"INSERT INTO old_address (noun, locale, slug, record_id) SELECT {row} {given_up}\n"
            "ON CONFLICT (noun, locale, slug) DO UPDATE SET record_id = excluded.record_id;"
        )

    def take(taken: str) -> str:
        return f"DELETE FROM old_address WHERE noun = '{listing.owner}' AND {taken};"

    if new:
        here, there = "WHERE true", "locale = new.locale AND slug = new.slug"
    else:
        moved = f"{listing.record}, locale, slug"
        here = f"FROM (SELECT {moved} FROM old_rows EXCEPT SELECT {moved} FROM new_rows) AS moved WHERE true"
        there = "(locale, slug) IN (SELECT locale, slug FROM new_rows)"
    # Not of a record that is deleted itself, and takes its listing with it.
    there_still = f"WHERE EXISTS (SELECT 1 FROM {listing.owner} WHERE id = {dot}{listing.record})"
    gone = there_still if new else f"FROM old_rows {there_still}"
    return {"insert": take(there), "update": f"{keep(here)}\n{take(there)}", "delete": keep(gone)}


def forgotten_sql(listing: Declaration, gone: str) -> str:
    """A record that is deleted for good leaves no address behind: SQLite may give its id to another one."""
    return f"DELETE FROM old_address WHERE noun = '{listing.owner}' AND record_id {gone};"
