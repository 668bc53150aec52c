"""What cases are found by, and the indexes from which every list of the queue is read.

Cases that are there already are found by what they hold now.

Revision ID: 1511
Revises: 1541
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from engine.running.finding import grams_of, words_of

revision = "1511"
down_revision = "1541"
branch_labels = None
depends_on = None

POOL = sa.text("state = 'open' AND assignee_id IS NULL AND organisation_id IS NULL")
OPEN = sa.text("state = 'open'")
CASES = """
SELECT c.id, c.number, c.summary, o.name, o.uscc FROM "case" c JOIN organisation o ON o.id = c.organisation_id
WHERE c.number IS NOT NULL AND c.id > :after ORDER BY c.id LIMIT 1000
"""
NOBODY = "00000000-0000-0000-0000-000000000000"


def upgrade() -> None:
    words = op.create_table(
        "case_words",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("rebmun", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("grams", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_words_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_words")),
    )
    _found_by(words)
    op.create_index("ix_case_words_grams", "case_words", ["grams"], postgresql_using="gin")
    op.create_index("ix_case_words_number", "case_words", ["number"], postgresql_ops={"number": "text_pattern_ops"})
    op.create_index("ix_case_words_rebmun", "case_words", ["rebmun"], postgresql_ops={"rebmun": "text_pattern_ops"})
    op.drop_index("ix_task_pool", "task")
    op.drop_index("ix_task_role_due_on", "task")
    included = ["yellow_on", "arrived_at"]
    op.create_index("ix_task_pool", "task", ["role", "region", "due_on", "id"], postgresql_where=POOL, postgresql_include=included)
    wide = ["region", *included]
    op.create_index("ix_task_role_due_on", "task", ["role", "due_on", "id"], postgresql_where=POOL, postgresql_include=wide)
    op.create_index("ix_task_region_due_on", "task", ["region", "due_on", "id"], postgresql_where=OPEN)
    op.create_index("ix_task_open_due_on", "task", ["due_on", "id"], postgresql_where=OPEN, postgresql_include=["region"])


def _found_by(table: sa.Table) -> None:
    """A thousand cases at a time."""
    connection, after = op.get_bind(), NOBODY
    while rows := connection.execute(sa.text(CASES), {"after": after}).all():
        filled = []
        for row in rows:
            words = words_of(row.name, row.uscc or "", row.summary)
            number = row.number.lower()
            filled.append({"case_id": row.id, "number": number, "rebmun": number[::-1], "words": words, "grams": grams_of(words)})
        op.bulk_insert(table, filled)
        after = str(rows[-1].id)
