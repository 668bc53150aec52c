"""Lines of registers are found by whom they speak of.

Revision ID: 1671
Revises: 1681
"""

from alembic import op

revision = "1671"
down_revision = "1681"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_register_line_register_key", "register_line", ["register", "key"])


def downgrade() -> None:
    op.drop_index("ix_register_line_register_key", table_name="register_line")
