"""The journal: authors, posts, comments; versions of texts; addresses that moved."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "author",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_author_name_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author")),
        sa.UniqueConstraint("name", name=op.f("uq_author_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_author_slug")),
    )
    op.create_table(
        "old_address",
        sa.Column("noun", sa.String(length=32), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("noun", "locale", "slug", name=op.f("pk_old_address")),
    )
    op.create_index("ix_old_address_record", "old_address", ["noun", "record_id"], unique=False)
    op.create_table(
        "author_text",
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=1000), nullable=True),
        sa.Column("version", sa.String(length=16), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["author.id"], name=op.f("fk_author_text_author_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["locale"], ["locale.code"], name=op.f("fk_author_text_locale")),
        sa.PrimaryKeyConstraint("author_id", "locale", name=op.f("pk_author_text")),
    )
    op.create_table(
        "post",
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("cover", sa.String(length=100), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("published_at IS NOT NULL OR NOT published", name=op.f("ck_post_published_has_its_time")),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name=op.f("fk_post_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_author_id"), "post", ["author_id"], unique=False)
    op.create_index("ix_post_published_at", "post", ["published_at", "id"], unique=False)
    op.create_table(
        "comment",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("browser", sa.String(length=64), nullable=True),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'shown', 'hidden', 'spam')", name=op.f("ck_comment_state_known")),
        sa.CheckConstraint("length(trim(body)) > 0", name=op.f("ck_comment_body_filled")),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_comment_post_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_comment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_browser"), "comment", ["browser"], unique=False)
    op.create_index(op.f("ix_comment_digest"), "comment", ["digest"], unique=False)
    op.create_index(op.f("ix_comment_parent_id"), "comment", ["parent_id"], unique=False)
    op.create_index("ix_comment_post", "comment", ["post_id", "id"], unique=False)
    op.create_index("ix_comment_state", "comment", ["state", "id"], unique=False)
    op.create_index(op.f("ix_comment_user_id"), "comment", ["user_id"], unique=False)
    op.create_table(
        "comment_sent",
        sa.Column("sender", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_sent")),
    )
    op.create_index(op.f("ix_comment_sent_at"), "comment_sent", ["at"], unique=False)
    op.create_index("ix_comment_sent_sender", "comment_sent", ["sender", "at"], unique=False)
    op.create_table(
        "post_listing",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_locale", sa.String(length=16), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["locale"], ["locale.code"], name=op.f("fk_post_listing_locale"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_listing_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "locale", name=op.f("pk_post_listing")),
    )
    op.create_index("ix_post_listing_name", "post_listing", ["locale", "name_key", "post_id"], unique=False)
    op.create_index("ix_post_listing_slug", "post_listing", ["locale", "slug"], unique=False)
    op.create_table(
        "post_text",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("slug", sa.String(length=200), nullable=True),
        sa.Column("summary", sa.String(length=500), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("tags", sa.String(length=300), nullable=True),
        sa.Column("version", sa.String(length=16), server_default="", nullable=False),
        sa.CheckConstraint("length(trim(title)) > 0", name=op.f("ck_post_text_title_filled")),
        sa.ForeignKeyConstraint(["locale"], ["locale.code"], name=op.f("fk_post_text_locale")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_text_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "locale", name=op.f("pk_post_text")),
        sa.UniqueConstraint("slug", "locale", name=op.f("uq_post_text_slug_locale")),
    )
    op.add_column("category_text", sa.Column("version", sa.String(length=16), server_default="", nullable=False))
    op.add_column("product_text", sa.Column("version", sa.String(length=16), server_default="", nullable=False))
