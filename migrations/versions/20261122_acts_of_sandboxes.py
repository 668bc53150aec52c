"""What is done by hand in a sandbox, to be kept as a story.

Revision ID: 1861
Revises: 1801
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1861"
down_revision = "1801"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sandbox_act",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_act")),
    )
