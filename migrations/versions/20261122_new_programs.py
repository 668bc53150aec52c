"""Drafts of programs that were never released have no base; rates are signed by two departments.

Revision ID: 1531
Revises: 1513
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1531"
down_revision = "1513"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("program_draft", "base_id", nullable=True)
    op.create_table(
        "program_draft_cosign",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["program_draft.id"], name=op.f("fk_program_draft_cosign_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draft_id", "person_id", name=op.f("pk_program_draft_cosign")),
    )
