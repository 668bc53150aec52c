"""Wrong passwords count for names nobody has as for names somebody has, and are forgotten after a day.

Revision ID: 1001
Revises: 0901
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1001"
down_revision = "0901"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("person", sa.Column("failed_at", MOMENT, nullable=True))
    op.create_table(
        "unknown_name",
        sa.Column("name_index", sa.LargeBinary(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("failed_at", MOMENT, nullable=True),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name_index", name=op.f("pk_unknown_name")),
    )
    op.create_index(op.f("ix_unknown_name_failed_at"), "unknown_name", ["failed_at"])


def downgrade() -> None:
    op.drop_table("unknown_name")
    op.drop_column("person", "failed_at")
