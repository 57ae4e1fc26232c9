"""Search: one index of what the shop says, and products by the beginning of their SKU."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0003"
down_revision = "0002"

# The words of SQLite follow the rows that they are of.
ADD = "INSERT INTO fulltext_words (rowid, places, title, body) VALUES (new.id, new.places, new.title, new.body);"
REMOVE = (
    "INSERT INTO fulltext_words (fulltext_words, rowid, places, title, body)"
    " VALUES ('delete', old.id, old.places, old.title, old.body);"
)


def upgrade() -> None:
    """The index is filled at the end of the upgrade, as after each."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    words = [sa.Column("title_words", TSVECTOR(), nullable=False), sa.Column("words", TSVECTOR(), nullable=False)]
    op.create_table(
        "fulltext",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("noun", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("places", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        *(words if postgresql else [sa.Column("body", sa.String(), nullable=False)]),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fulltext")),
        sa.UniqueConstraint("noun", "record_id", "locale", name=op.f("uq_fulltext_noun_record_id_locale")),
    )
    if postgresql:
        # What waits in a list of its own until somebody sorts it in would be read by every search.
        for column in ("title_words", "words"):
            op.execute(f"CREATE INDEX ix_fulltext_{column} ON fulltext USING gin ({column}) WITH (fastupdate = off)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE fulltext_words USING fts5(places, title, body, content='fulltext', content_rowid='id',"
            " tokenize=\"unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\", prefix='1 2 3')"
        )
        for event, statements in {"INSERT": ADD, "UPDATE": REMOVE + ADD, "DELETE": REMOVE}.items():
            op.execute(
                f"CREATE TRIGGER fulltext_words_{event.lower()} AFTER {event} ON fulltext BEGIN {statements} END"
            )
    fallen = sa.text("name_locale <> locale")
    op.create_index(
        "ix_product_listing_fallen",
        "product_listing",
        ["locale", "name_locale", "product_id"],
        postgresql_where=fallen,
        sqlite_where=fallen,
    )
    key = "lower(sku) text_pattern_ops" if postgresql else "lower(sku)"
    op.create_index("ix_product_sku_key", "product", [sa.text(key)])
