"""When cases closed is told by ranges of pages: it is asked for by the week, and every case carried an entry of its own.

Revision ID: 1760
Revises: 1691
"""

import sqlalchemy as sa
from alembic import op

revision = "1760"
down_revision = "1691"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_case_program_closed_at", "case")
    op.create_index("ix_case_closed_at", "case", ["closed_at"], postgresql_using="brin", postgresql_where=sa.text("closed_at IS NOT NULL"))


def downgrade() -> None:
    op.drop_index("ix_case_closed_at", "case")
    op.create_index("ix_case_program_closed_at", "case", ["program", "closed_at"], postgresql_where=sa.text("closed_at IS NOT NULL"))
