"""History: the acts of a way, of a day and of a table, latest first; and a redo by its own name, which was an undo of an undo."""

from alembic import op

revision = "0007"
down_revision = "0006"

REDONE = """
WITH RECURSIVE chain(id, depth) AS (
  SELECT id, 0 FROM act WHERE undoes IS NULL
  UNION ALL SELECT act.id, depth + 1 FROM act JOIN chain ON act.undoes = chain.id
)
UPDATE act SET way = 'redo' WHERE id IN (SELECT id FROM chain WHERE depth > 0 AND depth % 2 = 0)
"""


def upgrade() -> None:
    op.create_index("ix_act_way", "act", ["way", "id"])
    op.create_index("ix_act_at", "act", ["at", "id"])
    op.create_index("ix_act_change_act", "act_change", ["act_id", "id"])
    op.create_index("ix_act_change_noun", "act_change", ["noun", "act_id"])
    op.drop_index("ix_act_change_act_id", "act_change")
    op.execute(REDONE)
