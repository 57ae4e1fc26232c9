"""A noun as the next developer adds it: this, a migration, and nothing else. Run by its test in a process of its own."""

from sqlalchemy import String, func
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import Base
from webapp.grid import Boolean, Column, Integer, Money, Table, Text, Total, register
from webapp.grid.fields import Choice
from webapp.storage.records import Record
from webapp.storage.scopes import Scope


class Shipper(Record, Base):
    __noun__ = "shipper"
    __tablename__ = "shipper"
    __scopes__ = (Scope("shipper", record="id"),)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    phone: Mapped[str | None] = mapped_column(String(60))
    speed: Mapped[str | None] = mapped_column(String(10))
    fee: Mapped[int] = mapped_column(default=0)
    days: Mapped[int] = mapped_column(default=1)
    abroad: Mapped[bool] = mapped_column(default=False)


SHIPPERS = Table(
    Shipper,
    "shippers",
    "Shippers",
    columns=(
        Column("name", Text(required=True), "Name", sortable=True, searched=True, new=True),
        Column("phone", Text(longest=60), "Phone", new=True),
        Column("speed", Choice(options=(("slow", "Slow"), ("fast", "Fast"))), "Speed"),
        Column("fee", Money(required=True), "Fee", sortable=True, new=True),
        Column("days", Integer(required=True, low=1, high=90), "Days", sortable=True),
        Column("abroad", Boolean(), "Abroad"),
    ),
    totals=(Total("slowest", "Days at most", func.max(Shipper.days)),),
)
register(SHIPPERS)
