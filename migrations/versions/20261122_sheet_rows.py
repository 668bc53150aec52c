"""Rows of a roster remember the row of the workbook they came from.

Revision ID: 0901
Revises: 0801
"""

import sqlalchemy as sa
from alembic import op

revision = "0901"
down_revision = "0801"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("roster_row", sa.Column("sheet_row", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("roster_row", "sheet_row")
