"""Budgets: lines by area, year, fund and item, their grants, and what payments hold of them.

Revision ID: 1800
Revises: 1860
"""

import sqlalchemy as sa
from alembic import op

revision = "1800"
down_revision = "1860"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "budget_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("fund_source", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("function_code", sa.String(), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("granted >= 0", name="ck_budget_line_granted"),
        sa.PrimaryKeyConstraint("id", name="pk_budget_line"),
        sa.UniqueConstraint("region", "year", "fund_source", "item", name="uq_budget_line"),
    )
    op.create_table(
        "budget_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint("amount <> 0", name="ck_budget_entry_amount"),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name="fk_budget_entry_line_id"),
        sa.PrimaryKeyConstraint("id", name="pk_budget_entry"),
    )
    op.create_index("ix_budget_entry_line_id", "budget_entry", ["line_id"])
    op.add_column(
        "movement",
        sa.Column("budget_line_id", sa.Uuid(), sa.ForeignKey("budget_line.id", name="fk_movement_budget_line_id"), nullable=True),
    )
    op.add_column("movement", sa.Column("budget_code", sa.String(), nullable=False, server_default=""))
    op.alter_column("movement", "budget_code", server_default=None)
    op.add_column("movement", sa.Column("short_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("movement", sa.Column("carried_from", sa.Integer(), nullable=True))
    op.create_index("ix_movement_budget_line_id", "movement", ["budget_line_id"])


def downgrade() -> None:
    op.drop_index("ix_movement_budget_line_id", "movement")
    for column in ("carried_from", "short_since", "budget_code", "budget_line_id"):
        op.drop_column("movement", column)
    op.drop_table("budget_entry")
    op.drop_table("budget_line")
