"""Drafts of programs, edited in the browser.

Revision ID: 0701
Revises: 0601
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0701"
down_revision = "0601"
branch_labels = None
depends_on = None

MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "program_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("base_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["release.id"], name=op.f("fk_program_draft_base_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_draft")),
    )
    op.create_index("ix_program_draft_state_changed_at", "program_draft", ["state", "changed_at"])
    _part("program_draft_file", ("path",), sa.Column("content", sa.LargeBinary(), nullable=False), sa.Column("version", sa.Integer(), nullable=False),
          sa.Column("changed_at", MOMENT, nullable=False), sa.Column("changed_by", sa.String(), nullable=False))  # fmt: skip
    _part(
        "program_draft_aside",
        ("path", "person_id"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
    )
    _part("program_draft_editor", ("person_id",), sa.Column("name", sa.String(), nullable=False), sa.Column("path", sa.String(), nullable=False),
          sa.Column("seen_at", MOMENT, nullable=False), sa.Column("changed", sa.Boolean(), nullable=False))  # fmt: skip


def _part(name: str, keys: tuple[str, ...], *columns: sa.Column[object]) -> None:
    """A table that belongs to a draft and goes with it."""
    kinds = {"path": sa.String(), "person_id": sa.Uuid()}
    op.create_table(
        name,
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        *(sa.Column(key, kinds[key], nullable=False) for key in keys),
        *columns,
        sa.ForeignKeyConstraint(["draft_id"], ["program_draft.id"], name=op.f(f"fk_{name}_draft_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draft_id", *keys, name=op.f(f"pk_{name}")),
    )
