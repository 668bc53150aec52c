"""What a step reads is found by an index however old the case is; clocks keep the day they turn yellow; an index nobody asked goes.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

POOL = "state = 'open' AND assignee_id IS NULL AND organisation_id IS NULL"


def upgrade() -> None:
    op.add_column("clock", sa.Column("yellow_on", sa.Date(), nullable=True))
    op.drop_index("ix_clock_case_id", table_name="clock")
    op.create_index("ix_clock_case_id_finished_at", "clock", ["case_id", "finished_at"])
    op.drop_index("ix_event_actor_id", table_name="event")
    op.drop_index("ix_task_case_id", table_name="task")
    op.create_index("ix_task_case_id_state_element", "task", ["case_id", "state", "element"])
    op.drop_index("ix_task_pool", table_name="task")
    op.create_index(
        "ix_task_pool", "task", ["role", "region", "due_on", "id"], postgresql_where=sa.text(POOL), postgresql_include=["yellow_on"]
    )
    op.create_index(
        "ix_task_role_due_on", "task", ["role", "due_on", "id"], postgresql_where=sa.text(POOL), postgresql_include=["region", "yellow_on"]
    )
    op.create_index(
        "ix_task_applicant_region", "task", ["region"], postgresql_where=sa.text("state = 'open' AND organisation_id IS NOT NULL")
    )
