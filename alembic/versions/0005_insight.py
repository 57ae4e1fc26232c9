"""Insight: what requests took by the hour, which statements were asked by the day, and what became of the fragments."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _requests("insight_hour", "hour")
    _requests("insight_day", "day")
    op.create_table(
        "insight_statement",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("sql", sa.String(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("worst_s", sa.Float(), nullable=False),
        sa.Column("slow", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "source", "route", "digest", name=op.f("pk_insight_statement")),
    )
    op.create_table(
        "insight_fragment",
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("renders", sa.Integer(), nullable=False),
        sa.Column("render_s", sa.Float(), nullable=False),
        sa.Column("saved_s", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "source", "name", name=op.f("pk_insight_fragment")),
    )


def _requests(table: str, at: str) -> None:
    op.create_table(
        table,
        sa.Column(at, sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("route", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("buckets", sa.String(), nullable=False),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.Column("sql_s", sa.Float(), nullable=False),
        sa.Column("render_s", sa.Float(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("rendered", sa.Integer(), nullable=False),
        sa.Column("priced", sa.Integer(), nullable=False),
        sa.Column("priced_cpu_s", sa.Float(), nullable=False),
        sa.Column("warmed", sa.Integer(), nullable=False),
        sa.Column("warmed_cpu_s", sa.Float(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("found_cpu_s", sa.Float(), nullable=False),
        sa.Column("front", sa.Integer(), nullable=False),
        sa.Column("front_s", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(at, "source", "route", name=op.f(f"pk_{table}")),
    )
