"""How often a job was taken over from a worker that died: tries that are no failure of its own.

Revision ID: 1920
Revises: 1800
"""

import sqlalchemy as sa
from alembic import op

revision = "1920"
down_revision = "1800"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_taken",
        sa.Column("job_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_taken")),
    )


def downgrade() -> None:
    op.drop_table("job_taken")
