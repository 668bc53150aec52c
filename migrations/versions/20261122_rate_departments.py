"""A signature under new rates says for which of the two departments it stands.

Revision ID: 1780
Revises: 1710
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1780"
down_revision = "1710"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("program_draft_cosign", sa.Column("departments", postgresql.JSONB(), server_default="[]", nullable=False))
    op.alter_column("program_draft_cosign", "departments", server_default=None)


def downgrade() -> None:
    op.drop_column("program_draft_cosign", "departments")
