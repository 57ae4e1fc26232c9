"""The journal's lists: from when on a story is told in each language, in an index that orders and counts them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("post_listing", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    told = sa.text("told_at IS NOT NULL")
    op.drop_index("ix_post_listing_told", "post_listing")
    op.create_index(
        "ix_post_listing_told",
        "post_listing",
        ["locale", "told_at", "post_id"],
        postgresql_where=told,
        sqlite_where=told,
    )
