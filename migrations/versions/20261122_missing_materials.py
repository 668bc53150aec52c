"""What an officer misses though there is no file to mark.

Revision ID: 1661
Revises: 1665
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1661"
down_revision = "1665"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "missing_material",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_missing_material_case_id")),
        sa.PrimaryKeyConstraint("case_id", "field", "item", name=op.f("pk_missing_material")),
    )
