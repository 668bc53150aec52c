"""Dry runs of drafts of programs over their cases.

Revision ID: 1543
Revises: 1551
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1543"
down_revision = "1551"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dry_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["program_draft.id"], name=op.f("fk_dry_run_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dry_run")),
    )
    op.create_index("ix_dry_run_draft_id", "dry_run", ["draft_id"])
    op.create_table(
        "dry_run_case",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("signs", postgresql.JSONB(), nullable=False),
        sa.Column("told", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["dry_run.id"], name=op.f("fk_dry_run_case_run_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_dry_run_case_case_id")),
        sa.PrimaryKeyConstraint("run_id", "case_id", name=op.f("pk_dry_run_case")),
    )
    op.create_index("ix_dry_run_case_run_id_kind", "dry_run_case", ["run_id", "kind"])
