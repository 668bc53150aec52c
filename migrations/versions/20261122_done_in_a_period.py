"""What was done in a period is found by ranges of pages: an entry a task cost 62 bytes for a page that administrators open now and then.

Revision ID: 1691
Revises: 1671
"""

import sqlalchemy as sa
from alembic import op

revision = "1691"
down_revision = "1671"
branch_labels = None
depends_on = None

DONE = sa.text("state = 'done'")
SPENT = ["process", "element", "arrived_at"]


def upgrade() -> None:
    op.drop_index("ix_task_program_done_at", "task")
    op.create_index("ix_task_done_at", "task", ["done_at"], postgresql_using="brin", postgresql_where=DONE)


def downgrade() -> None:
    op.drop_index("ix_task_done_at", "task")
    op.create_index("ix_task_program_done_at", "task", ["program", "done_at"], postgresql_where=DONE, postgresql_include=SPENT)
