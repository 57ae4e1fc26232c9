"""References: which record of ours a row of a file became, and what that row said when it was last imported."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import Base


class Reference(Base):
    """`foreign_key` of `source` is our record `record_id` of `noun`; `imported` is what it said, as a JSON object."""

    __tablename__ = "reference"
    source: Mapped[str] = mapped_column(String(32), primary_key=True)
    noun: Mapped[str] = mapped_column(String(32), primary_key=True)
    foreign_key: Mapped[str] = mapped_column(String(255), primary_key=True)
    record_id: Mapped[int]
    imported: Mapped[str]
