"""Events of a case belong to the chain of its id, which is not written a second time; their order is kept by the id itself.

What was written before stays as it is: the hash always covered the id as the chain's name.

Revision ID: 1401
Revises: 1301
"""

import sqlalchemy as sa
from alembic import op

revision = "1401"
down_revision = "1301"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("uq_event_chain_seq", "event", type_="unique")
    op.create_index("uq_event_chain_seq", "event", ["chain", "seq"], unique=True, postgresql_where=sa.text("case_id IS NULL"))
    op.create_index("uq_event_case_id_seq", "event", ["case_id", "seq"], unique=True, postgresql_where=sa.text("case_id IS NOT NULL"))


def downgrade() -> None:
    op.execute("UPDATE event SET chain = case_id::text WHERE case_id IS NOT NULL")
    op.drop_index("uq_event_case_id_seq", table_name="event")
    op.drop_index("uq_event_chain_seq", table_name="event")
    op.create_unique_constraint("uq_event_chain_seq", "event", ["chain", "seq"])
