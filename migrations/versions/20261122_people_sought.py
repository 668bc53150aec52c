"""People on rosters are found by the blind index of their full name. Rows that are there get theirs from `tongban migrate`, which has the keys.

Revision ID: 1710
Revises: 1701
Create Date: 2026-11-22 14:20:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "1710"
down_revision = "1701"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("roster_row", sa.Column("named", sa.LargeBinary(), nullable=True))
    op.create_index("ix_roster_row_named", "roster_row", ["named", "case_id"], unique=False, postgresql_where=sa.text("named IS NOT NULL"))


def downgrade() -> None:
    op.drop_index("ix_roster_row_named", table_name="roster_row", postgresql_where=sa.text("named IS NOT NULL"))
    op.drop_column("roster_row", "named")
