"""Tallies: counts and sums over a whole table, kept by triggers and filled at the end of the upgrade, as after each; and
indexes for what grew with the number of posts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tally")),
    )
    op.create_table(
        "tally_replaced",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("record", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "record", name=op.f("pk_tally_replaced")),
    )
    told = sa.text("name_locale = locale")
    op.create_index(
        "ix_post_listing_told", "post_listing", ["locale", "post_id"], postgresql_where=told, sqlite_where=told
    )
    op.create_index("ix_post_author", "post", ["author_id", "published_at", "id"])
    op.drop_index("ix_post_author_id", "post")
