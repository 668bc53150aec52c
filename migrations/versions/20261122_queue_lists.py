"""Indexes that answer every list of the queue alone: filters, lights and sorting read no task; what an officer began is found by its officer.

Revision ID: 1611
Revises: 1543
"""

import sqlalchemy as sa
from alembic import op

revision = "1611"
down_revision = "1543"
branch_labels = None
depends_on = None

OPEN = "state = 'open'"
POOL = "state = 'open' AND assignee_id IS NULL AND organisation_id IS NULL"
SHOWN = ["program", "element", "case_id", "yellow_on", "arrived_at", "stopped"]
WHOSE = ["assignee_id", "organisation_id"]
INDEXES = (
    ("ix_task_pool", ["role", "region", "due_on", "id"], SHOWN, POOL),
    ("ix_task_role_due_on", ["role", "due_on", "id"], ["region", *SHOWN], POOL),
    ("ix_task_region_due_on", ["region", "due_on", "id"], [*SHOWN, *WHOSE], OPEN),
    ("ix_task_open_due_on", ["due_on", "id"], ["region", *SHOWN, *WHOSE], OPEN),
)


def upgrade() -> None:
    for name, columns, included, where in INDEXES:
        op.drop_index(name, table_name="task")
        op.create_index(name, "task", columns, postgresql_where=sa.text(where), postgresql_include=included)
    op.create_index("ix_case_begun_by", "case", ["applicant_id", "created_at", "id"], postgresql_where=sa.text("origin = 'officer'"))
