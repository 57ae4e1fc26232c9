"""What is kept of the measurements. Hours and days are counted from 1970, in UTC; `source` is the process that measured,
which keeps one row of totals and writes it anew, so that nothing has to be added up in the database and a flush may be repeated."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import Base


class Requests:
    """What requests took; `buckets` are pairs of bucket and count, as JSON.

    Of `count` requests, `rendered` had to render a part of their page, `found` had all of it in the cache, and `front` were
    answered before Flask; the others are no pages of fragments. `priced` are those of the rendered ones whose CPU seconds count
    as the price of rendering: not the first of a process, which also compiles its templates and statements. What was `warmed`, in
    the background, is not in `count`.
    """

    source: Mapped[str] = mapped_column(String(40), primary_key=True, sort_order=1)
    route: Mapped[str] = mapped_column(String(120), primary_key=True, sort_order=2)
    count: Mapped[int] = mapped_column(sort_order=3)
    errors: Mapped[int] = mapped_column(sort_order=3)
    buckets: Mapped[str] = mapped_column(sort_order=3)
    statements: Mapped[int] = mapped_column(sort_order=3)
    sql_s: Mapped[float] = mapped_column(sort_order=3)
    render_s: Mapped[float] = mapped_column(sort_order=3)
    bytes: Mapped[int] = mapped_column(BigInteger, sort_order=3)
    rendered: Mapped[int] = mapped_column(sort_order=3)
    priced: Mapped[int] = mapped_column(sort_order=3)
    priced_cpu_s: Mapped[float] = mapped_column(sort_order=3)
    warmed: Mapped[int] = mapped_column(sort_order=3)
    warmed_cpu_s: Mapped[float] = mapped_column(sort_order=3)
    found: Mapped[int] = mapped_column(sort_order=3)
    found_cpu_s: Mapped[float] = mapped_column(sort_order=3)
    front: Mapped[int] = mapped_column(sort_order=3)
    front_s: Mapped[float] = mapped_column(sort_order=3)


class RouteHour(Requests, Base):
    """The requests of one route in one hour."""

    __tablename__ = "insight_hour"
    hour: Mapped[int] = mapped_column(primary_key=True)


class RouteDay(Requests, Base):
    """The requests of one route on one day, which is what a month is read from."""

    __tablename__ = "insight_day"
    day: Mapped[int] = mapped_column(primary_key=True)


class StatementDay(Base):
    """A statement of a route on one day. `slow` is how often it took longer than the setting; `repeated` in how many requests
    it was sent several times, `most` how often in one of them. `place` is the line that sent it, where that was looked up."""

    __tablename__ = "insight_statement"
    day: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    route: Mapped[str] = mapped_column(String(120), primary_key=True)
    digest: Mapped[str] = mapped_column(String(16), primary_key=True)
    sql: Mapped[str]
    place: Mapped[str] = mapped_column(String(200))
    count: Mapped[int]
    seconds: Mapped[float]
    worst_s: Mapped[float]
    slow: Mapped[int]
    repeated: Mapped[int]
    most: Mapped[int]


class FragmentHour(Base):
    """How often a fragment was found and rendered in one hour, and what the finding saved: its last rendering, each time."""

    __tablename__ = "insight_fragment"
    hour: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    hits: Mapped[int]
    renders: Mapped[int]
    render_s: Mapped[float]
    saved_s: Mapped[float]
