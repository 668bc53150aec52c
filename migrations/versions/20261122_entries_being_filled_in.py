"""Entries of manifests and parameters that are being filled in.

Revision ID: 1860
Revises: 1880
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1860"
down_revision = "1880"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "program_draft_entry",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("typed", postgresql.JSONB(), nullable=False),
        sa.Column("faults", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["program_draft.id"], name=op.f("fk_program_draft_entry_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draft_id", "path", "entry", "person_id", name=op.f("pk_program_draft_entry")),
    )
