"""A decision is taken back to the tokens as they stood before it: one packed row of every open case.

Revision ID: 1700
Revises: 1760
"""

import sqlalchemy as sa
from alembic import op

revision = "1700"
down_revision = "1760"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "state_before",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case.id"), primary_key=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("state_before")
