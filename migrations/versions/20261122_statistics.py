"""What was finished and begun in a period is read from indexes alone.

Revision ID: 1665
Revises: 1622
"""

import sqlalchemy as sa
from alembic import op

revision = "1665"
down_revision = "1622"
branch_labels = None
depends_on = None


def upgrade() -> None:
    done, shown = sa.text("state = 'done'"), ["process", "element", "arrived_at"]
    op.create_index("ix_task_program_done_at", "task", ["program", "done_at"], postgresql_where=done, postgresql_include=shown)
    op.create_index("ix_case_program_filed_on", "case", ["program", "filed_on"], postgresql_where=sa.text("filed_on IS NOT NULL"))
    op.create_index("ix_case_program_closed_at", "case", ["program", "closed_at"], postgresql_where=sa.text("closed_at IS NOT NULL"))


def downgrade() -> None:
    op.drop_index("ix_case_program_closed_at", "case")
    op.drop_index("ix_case_program_filed_on", "case")
    op.drop_index("ix_task_program_done_at", "task")
