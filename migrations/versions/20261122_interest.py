"""A relation to an organisation bars an officer from every case of it, those to come too.

Revision ID: 1701
Revises: 1700
"""

import sqlalchemy as sa
from alembic import op

revision = "1701"
down_revision = "1700"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interest",
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_interest_organisation_id", "interest", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("interest")
