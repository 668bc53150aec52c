"""What a case is found by says where it lies; open tasks have an index for each order of a list, for rare programs, for what stands still.

Revision ID: 1676
Revises: 1661
"""

import sqlalchemy as sa
from alembic import op

revision = "1676"
down_revision = "1661"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")
FOR_WHOM = ["region", "role", "assignee_id", "organisation_id"]
AREAS = """
UPDATE case_words w SET grams = w.grams || ARRAY(SELECT '@' || left(c.region, n) FROM generate_series(2, length(c.region), 2) n)
FROM "case" c WHERE c.id = w.case_id
"""
NONE = "UPDATE case_words SET grams = ARRAY(SELECT piece FROM unnest(grams) piece WHERE piece NOT LIKE '@%')"


def upgrade() -> None:
    op.execute(AREAS)
    for key in ("arrived_at", "yellow_on"):
        op.create_index(f"ix_task_open_{key}", "task", [key, "id"], postgresql_where=OPEN, postgresql_include=FOR_WHOM)
    op.create_index("ix_task_open_program", "task", ["program", "element"], postgresql_where=OPEN)
    op.create_index("ix_task_stopped", "task", ["region"], postgresql_where=sa.text("state = 'open' AND stopped"))


def downgrade() -> None:
    op.drop_index("ix_task_stopped", "task")
    op.drop_index("ix_task_open_program", "task")
    op.drop_index("ix_task_open_yellow_on", "task")
    op.drop_index("ix_task_open_arrived_at", "task")
    op.execute(NONE)
