"""How often comments are sent: counted per block of addresses, none of which is kept."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import Base
from webapp.storage.limits import Counted


class CommentSent(Counted, Base):
    """A comment that was taken. `sender` is a keyed digest of a block of addresses: it can be counted and not be read."""

    __tablename__ = "comment_sent"
    sender: Mapped[str] = mapped_column(String(64))
    __table_args__ = (Index("ix_comment_sent_sender", "sender", "at"),)
