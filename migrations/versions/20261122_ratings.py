"""Ratings of closed cases, and the call-backs of bad ones.

Revision ID: 1801
Revises: 1920
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "1801"
down_revision = "1920"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = TIMESTAMP(timezone=True)
    op.create_table(
        "rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("rated_at", moment, nullable=False),
        sa.Column("rated_by_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("contact_due", sa.Date(), nullable=True),
        sa.Column("close_due", sa.Date(), nullable=True),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("contacted_at", moment, nullable=True),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("measures", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.CheckConstraint("grade BETWEEN 1 AND 5", name="ck_rating_grade"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_rating_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rating"),
        sa.UniqueConstraint("case_id", name="uq_rating_case_id"),
    )
    op.create_index("ix_rating_program_rated_at", "rating", ["program", "rated_at"])
    still = sa.text("state IN ('new', 'contacted')")
    op.create_index("ix_rating_open", "rating", ["region", "close_due"], postgresql_where=still)


def downgrade() -> None:
    op.drop_table("rating")
