"""Releases that new cases begin on only from a day on.

Revision ID: 1632
Revises: 1631
"""

import sqlalchemy as sa
from alembic import op

revision = "1632"
down_revision = "1631"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("release", sa.Column("effective_on", sa.Date(), nullable=True))
    op.add_column("release", sa.Column("planned", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("release", "planned", server_default=None)
    op.create_index("ix_release_planned", "release", ["program"], unique=True, postgresql_where=sa.text("planned"))
