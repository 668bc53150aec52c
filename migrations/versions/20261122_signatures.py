"""The round a signature belongs to.

Revision ID: 1201
Revises: 1101
Create Date: 2026-11-22 00:40:00.000000+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "1201"
down_revision = "1101"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("round", sa.BigInteger(), nullable=True))
