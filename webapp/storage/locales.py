"""The languages of the shop, as rows: texts refer to them, and triggers know from them which is the source."""

from sqlalchemy import Connection, Integer, String, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import Base
from webapp.storage import listings


class ShopLocale(Base):
    """A configured language; position 0 is the source, which the others fall back to."""

    __tablename__ = "locale"
    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, unique=True)


def follow(connection: Connection, codes: tuple[str, ...]) -> None:
    """Bring the rows to what the settings say. A language that was dropped keeps its texts, out of sight behind the others."""
    kept = list(connection.scalars(select(ShopLocale.code).order_by(ShopLocale.position)))
    if tuple(kept[: len(codes)]) == codes:
        return
    wanted = [*codes, *(code for code in kept if code not in codes)]
    connection.execute(update(ShopLocale).values(position=-1 - ShopLocale.position))
    for position, code in enumerate(wanted):
        if code in kept:
            connection.execute(update(ShopLocale).where(ShopLocale.code == code).values(position=position))
        else:
            connection.execute(insert(ShopLocale).values(code=code, position=position))
    if connection.dialect.name == "postgresql":
        # Until it is counted, the planner takes this table of a few rows for one of a thousand.
        connection.exec_driver_sql("ANALYZE locale")
    listings.rebuild(connection)
