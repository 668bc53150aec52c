"""The queue of an officer of a whole city, and the count of cases under correction, each follow an index of their own.

Revision ID: 0602
Revises: 0601
"""

import sqlalchemy as sa
from alembic import op

revision = "0602"
down_revision = "0601"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_task_role_due_on", "task", ["role", "due_on", "id"], postgresql_where=sa.text("state = 'open'"))
    op.create_index(
        "ix_task_applicant_region", "task", ["region"], postgresql_where=sa.text("state = 'open' AND organisation_id IS NOT NULL")
    )
