"""Programs that take no new cases for the time being.

Revision ID: 1542
Revises: 1531
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1542"
down_revision = "1531"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "program_hold",
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("held_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("held_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("program", name=op.f("pk_program_hold")),
    )
