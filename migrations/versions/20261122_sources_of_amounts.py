"""Amounts in registers and in the benefit registry name what they were reckoned by.

Revision ID: 1621
Revises: 1643
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1621"
down_revision = "1643"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("register_line", sa.Column("sources", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'::jsonb")))
    op.alter_column("register_line", "sources", server_default=None)
    op.add_column("benefit", sa.Column("decision", sa.String(), nullable=False, server_default=""))
    op.alter_column("benefit", "decision", server_default=None)


def downgrade() -> None:
    op.drop_column("benefit", "decision")
    op.drop_column("register_line", "sources")
