"""Messages and signals find the cases that wait for them.

Revision ID: 1101
Revises: 1001
"""

import sqlalchemy as sa
from alembic import op

revision = "1101"
down_revision = "1001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wait",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case.id"), primary_key=True),
        sa.Column("item", sa.BigInteger(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("correlation", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_wait_name", "wait", ["name", "correlation"])
    op.alter_column("letter", "case_id", nullable=True)
    op.add_column("letter", sa.Column("kind", sa.String(), nullable=False, server_default="message"))
    op.alter_column("letter", "kind", server_default=None)
    op.add_column("letter", sa.Column("correlation", sa.String(), nullable=True))
    op.create_index(
        "ix_letter_looking", "letter", ["name", "correlation"], postgresql_where=sa.text("delivered_at IS NULL AND case_id IS NULL")
    )


def downgrade() -> None:
    op.execute("DELETE FROM letter WHERE case_id IS NULL")
    op.drop_index("ix_letter_looking", table_name="letter")
    op.drop_column("letter", "correlation")
    op.drop_column("letter", "kind")
    op.alter_column("letter", "case_id", nullable=False)
    op.drop_table("wait")
